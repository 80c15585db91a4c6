"""Ending the browser without Playwright: from another thread or a signal, where its objects are out of reach."""

from __future__ import annotations

import contextlib
import os
import signal
from pathlib import Path


def children(pid: int | None = None) -> list[int]:
    """All descendants of a process (this one by default), the youngest generation last."""
    parent_of: dict[int, int] = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            # The name in brackets may hold blanks; the fields after it do not.
            parent_of[int(entry.parent.name)] = int(entry.read_text().rpartition(")")[2].split()[1])
    found: list[int] = []
    generation = {os.getpid() if pid is None else pid}
    while generation:
        generation = {child for child, parent in parent_of.items() if parent in generation}
        found.extend(sorted(generation))
    return found


def kill_children() -> None:
    """Kill what this robot started: Playwright's driver and the browser."""
    for pid in reversed(children()):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, signal.SIGKILL)
