"""Memory of a process and all it started, as PSS: what is shared is divided between those that share it."""

from __future__ import annotations

from pathlib import Path

from shared_library.browser.processes import children

KINDS = {"node": "driver", "chrom": "browser", "headless_shell": "browser"}


def pss_mb(pid: int) -> dict[str, float]:
    """MB of the whole tree by kind: ``python``, ``driver`` (Playwright's node), ``browser``; what is not there is 0."""
    found = {"python": 0.0, "driver": 0.0, "browser": 0.0}
    for one in [pid, *children(pid)]:
        found[kind(one)] += kb(one) / 1024
    return found


def kind(pid: int) -> str:
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")[0].decode(errors="replace")
    except OSError:  # it has just ended
        return "python"
    name = command.rpartition("/")[2]
    return next((kind for part, kind in KINDS.items() if name.startswith(part)), "python")


def kb(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:  # it has just ended
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
