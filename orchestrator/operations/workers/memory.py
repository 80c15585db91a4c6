"""What a robot holds in memory, browser included; and whether the kernel has killed something for lack of it."""

import contextlib
from pathlib import Path


def memory_mb(pid: int) -> float:
    """Proportional set size of a process and all its descendants, in MB; 0 when it has ended."""
    return sum(map(_pss_kb, [pid, *_descendants(pid)])) / 1024


def oom_kills() -> int:
    """How many processes the kernel has killed for lack of memory since the machine started."""
    with contextlib.suppress(OSError, ValueError):
        for line in Path("/proc/vmstat").read_text().splitlines():
            name, _, value = line.partition(" ")
            if name == "oom_kill":
                return int(value)
    return 0


def _descendants(pid: int) -> list[int]:
    found: list[int] = []
    with contextlib.suppress(OSError):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            with contextlib.suppress(OSError, ValueError):
                for child in map(int, (thread / "children").read_text().split()):
                    found += [child, *_descendants(child)]
    return found


def _pss_kb(pid: int) -> int:
    with contextlib.suppress(OSError, ValueError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0
