"""Ending the browser without Playwright: from another thread or a signal, where its objects are out of reach."""

from __future__ import annotations

import contextlib
import os
import signal
from pathlib import Path


def children(pid: int | None = None) -> list[int]:
    """All living descendants of a process (this one by default), the youngest generation last."""
    parent_of: dict[int, int] = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            # The name in brackets may hold blanks; the fields after it do not.
            state, parent = entry.read_text().rpartition(")")[2].split()[:2]
            # A dead one that its parent has not fetched yet (Z) is nobody.
            if state != "Z":
                parent_of[int(entry.parent.name)] = int(parent)
    found: list[int] = []
    generation = {os.getpid() if pid is None else pid}
    while generation:
        generation = {child for child, parent in parent_of.items() if parent in generation}
        found.extend(sorted(generation))
    return found


def kill_children() -> None:
    """Kill all that this robot started: Playwright's driver and the browser, and whatever it has besides."""
    kill(children())


def kill_trees(roots: list[int]) -> None:
    """Kill these processes of this robot and all that they started. A number may be a stranger's by now: spared."""
    ours = set(children())
    kill([one for root in roots if root in ours for one in (root, *children(root))])


def kill(pids: list[int]) -> None:
    """Kill processes, the last named first."""
    for pid in reversed(pids):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, signal.SIGKILL)
