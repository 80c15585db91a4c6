"""Memory of everything that stays up: a robot with its browser over 200 cases and more, the portal, the Prefect server.

    python -m tests.bench.memory --out bench.json --cases 210

The robot is the real one in the testbed, in one process; only the platform is the double. Fails above a limit.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.bench_case import WarmRobot, granted, warm_robot
from tests.bench.lines import Json, keep, line, tell
from tests.bench.memory_servers import measure_servers
from tests.bench.pss import pss_mb
from tests.robots.conftest import Testbed, served_testbed

LIMIT_MB, LIMIT_GROWTH_MB = 600.0, 0.3
TOLD_AT, FROM, TO = (20, 50, 100, 150, 200), 100, 200


@dataclass
class Seen:
    """PSS by kind after each case, and the most while the log was written."""

    robot: WarmRobot
    after: dict[int, dict[str, float]] = field(default_factory=dict)
    last_mb: float = 0.0

    def case(self, number: int) -> None:
        self.after[number] = pss_mb(self.robot.process.pid)
        if number in TOLD_AT:
            print(f"case {number:3}: {told(self.after[number])}", flush=True)

    def total(self, number: int) -> float:
        return sum(self.after[number].values())

    def growth(self, kind: str = "") -> float:
        """MB a case: least squares over every case of the span, so that one collection does not decide."""
        seen = {n: mb.get(kind, sum(mb.values())) for n, mb in self.after.items() if FROM <= n <= TO}
        return statistics.linear_regression(list(seen), list(seen.values())).slope


def told(mb: dict[str, float]) -> str:
    return ", ".join(f"{kind} {size:.0f}" for kind, size in mb.items()) + f", together {sum(mb.values()):.0f} MB"


def work_through(robot: WarmRobot, bed: Testbed, cases: int) -> Seen:
    """So many cases, and then the end of the run, which writes log.html."""
    references, seen = granted(bed), Seen(robot)
    began = time.monotonic()
    for number in range(1, cases + 1):
        reference = references[number % len(references)]
        robot.do(reference)
        bed.undo(reference)
        seen.case(number)
    print(f"{cases} cases, {(time.monotonic() - began) / cases:.1f} s each", flush=True)
    robot.platform.stopping = True
    ends_at = time.monotonic() + 120
    while robot.process.poll() is None and time.monotonic() < ends_at:
        seen.last_mb = max(seen.last_mb, sum(pss_mb(robot.process.pid).values()))
        time.sleep(0.02)
    return seen


def measure_robot(folder: Path, cases: int, python: list[str]) -> list[Json]:
    with served_testbed(folder / "testbed", 24) as bed, warm_robot(bed, folder / "robot", python) as robot:
        seen = work_through(robot, bed, cases)
    check_logs(folder / "robot", cases)
    parts = ", ".join(f"{kind} {seen.growth(kind):+.2f}" for kind in seen.after[1])
    most = max(map(seen.total, seen.after))
    return [
        line("memory", f"PSS of robot and browser, the most after any of {cases} cases", "MB", most, LIMIT_MB),
        line("memory_growth", f"growth a case, {FROM}-{TO}: {parts}", "MB", seen.growth(), LIMIT_GROWTH_MB),
        line("memory_log", "PSS while the run ends and log.html is written", "MB", seen.last_mb, LIMIT_MB),
    ]


def check_logs(folder: Path, cases: int) -> None:
    """Nothing that was forgotten in memory is missing in the files."""
    keywords = [one.get("name") for one in ET.parse(folder / "output.xml").iter("kw")]  # noqa: S314 (our own file)
    log = folder / "log.html"
    found = {name: keywords.count(name) for name in ("Assess Application", "Write Decision", "Close Case")}
    if set(found.values()) != {cases} or not log.exists():
        raise SystemExit(f"The logs of {cases} cases are not whole: {found}, log.html: {log.exists()}")
    print(f"output.xml {size_mb(folder / 'output.xml')} MB, log.html {size_mb(log)} MB, all {cases} cases in them")


def size_mb(path: Path) -> float:
    return round(path.stat().st_size / 1024**2, 1)


def main() -> None:
    use = argparse.ArgumentParser(prog="tests.bench.memory", description=__doc__.splitlines()[0])
    use.add_argument("--out", type=Path, default=Path("bench.json"))
    use.add_argument("--cases", type=int, default=210, help=f"At least {TO}; 0 measures the servers only.")
    asked = use.parse_args()
    if 0 < asked.cases < TO:
        use.error(f"--cases must be at least {TO}, or 0: the growth is measured between {FROM} and {TO}.")
    os.environ.update(COE_TODAY="2026-11-23", COE_DEMO="1")
    lines: list[Json] = []
    with tempfile.TemporaryDirectory() as folder:
        if asked.cases:
            lines += measure_robot(Path(folder), asked.cases, [sys.executable, "-m", "robot"])
            tell(lines)
        lines += measure_servers(Path(folder) / "home")
    keep(asked.out, lines)
    tell(lines[-2:])
    if above := [one["id"] for one in lines if one["ratio"] > 1]:
        raise SystemExit(f"Above the limit: {', '.join(above)}")


if __name__ == "__main__":
    main()
