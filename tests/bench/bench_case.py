"""One case by the robot (warm, evidence on) against the same clicks and waits in bare Playwright, turn by turn in one
run, so that a busy machine slows both; and what robot and browser hold in memory.

    python -m tests.bench case memory memory_growth
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from shared_library.browser.processes import children
from tests.bench.bare import Bare, todo
from tests.robots.conftest import ACCOUNT, CREDENTIALS, PACKAGE, Rules, Testbed, configuration, served_testbed
from tests.shared_library.conftest import robot_environment
from tests.shared_library.platform_double import Platform, Served

Json = dict[str, Any]
LIMIT_RATIO, LIMIT_MB, LIMIT_GROWTH_MB = 1.5, 600.0, 0.3
WARM_CASES, MEASURED_FROM = 3, 20


class WarmRobot:
    """A robot process that lingers for work; cases are given to it one at a time."""

    def __init__(self, platform: Platform, folder: Path, python: list[str]) -> None:
        self.platform = platform
        env = robot_environment(platform, folder) | {"COE_LINGER_SECONDS": "3600"}
        command = [*python, "--outputdir", str(folder), "--task", "Handle Applications", "tasks.robot"]
        self.process = subprocess.Popen(command, cwd=PACKAGE, env=env, stdout=subprocess.DEVNULL)

    def do(self, reference: str, seconds: float = 120) -> tuple[float, Json]:
        """Seconds from reserve to release, and the item."""
        calls = {"reserve": time.monotonic()}  # it may be asking at this very moment

        def note(path: str) -> None:
            if "release" not in calls:  # the next case is asked for at once
                calls[path.rpartition("/")[2]] = time.monotonic()

        self.platform.on_call = note
        item = self.platform.add(reference)
        ends_at = time.monotonic() + seconds
        while not item["released"] and time.monotonic() < ends_at and self.process.poll() is None:
            time.sleep(0.02)
        if item["state"] != "done":
            raise SystemExit(f"The robot did not finish {reference}: {item['released']}")
        self.platform.pictures.clear()
        return calls["release"] - calls["reserve"], item

    def pss_mb(self) -> float:
        """Proportional set size of the robot, Playwright's driver and every browser process."""
        return sum(map(pss_kb, [self.process.pid, *children(self.process.pid)])) / 1024


def pss_kb(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:  # it has just ended
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


@contextmanager
def warm_robot(bed: Testbed, folder: Path, python: list[str]) -> Iterator[WarmRobot]:
    rules = Rules()
    double = Platform(assess=rules, configuration=configuration(bed.url), secrets=CREDENTIALS)
    with Served(double) as platform:
        robot = WarmRobot(platform, folder, python)
        try:
            yield robot
        finally:
            robot.process.kill()  # its browser goes with it
            robot.process.wait()
            rules.process.kill()


def measure_case(robot: WarmRobot, bed: Testbed, cases: list[str], rounds: int) -> list[Json]:
    ours, bare, phases = [], [], []
    with Bare(bed.url, ACCOUNT["username"], ACCOUNT["password"]) as plain:
        for number in range(WARM_CASES + rounds):
            reference = cases[number % len(cases)]
            seconds, item = robot.do(reference)
            known = todo(bed.data, reference)
            bed.undo(reference)
            since = time.monotonic()
            plain.do(known)
            spent = time.monotonic() - since
            bed.undo(reference)
            if number >= WARM_CASES:
                ours, bare = [*ours, seconds], [*bare, spent]
                phases.append({phase["name"]: phase["seconds"] for phase in item["released"][0]["phases"]})
                print(f"{reference}: robot {seconds:.2f} s, bare {spent:.2f} s, {phases[-1]}", flush=True)
    return [case_line(ours, bare, phases)]


def case_line(ours: list[float], bare: list[float], phases: list[dict[str, float]]) -> Json:
    each = {name: round(statistics.median(one.get(name, 0) for one in phases), 2) for name in phases[0]}
    told = ", ".join(f"{name} {seconds}" for name, seconds in each.items())
    return {
        "id": "case",
        "what": f"one case, warm, evidence on, median of {len(ours)}; bare {statistics.median(bare):.2f} s; {told}",
        "unit": "s",
        "ours": round(statistics.median(ours), 2),
        "limit": round(LIMIT_RATIO * statistics.median(bare), 2),
        "ratio": round(statistics.median(one / other for one, other in zip(ours, bare, strict=True)), 2),
    }


def measure_memory(robot: WarmRobot, bed: Testbed, cases: list[str], done: int, last: int) -> list[Json]:
    """PSS at case 20, and its slope from there on (least squares, so that one collection does not decide)."""
    seen: list[tuple[int, float]] = []
    for number in range(done + 1, last + 1):
        reference = cases[number % len(cases)]
        robot.do(reference)
        bed.undo(reference)
        if number >= MEASURED_FROM:
            seen.append((number, robot.pss_mb()))
    if len(seen) < 10:
        raise SystemExit("The memory run is too short: --memory 40 at least.")
    growth = statistics.linear_regression([n for n, _ in seen], [mb for _, mb in seen]).slope
    at, span = seen[0][1], f"{seen[0][0]}-{seen[-1][0]}"
    return [
        line("memory", f"PSS of robot and browser at case {seen[0][0]}", "MB", at, LIMIT_MB),
        line("memory_growth", f"growth of PSS a case, cases {span}", "MB", growth, LIMIT_GROWTH_MB),
    ]


def line(name: str, what: str, unit: str, ours: float, limit: float) -> Json:
    return {
        "id": name,
        "what": what,
        "unit": unit,
        "ours": round(ours, 2),
        "limit": limit,
        "ratio": round(ours / limit, 2),
    }


def measure(ids: set[str], rounds: int = 8, memory: int = 60) -> list[Json]:
    """Rows of the ids that are asked for; memory takes sixty cases and is left out when nobody asks."""
    os.environ.update(COE_TODAY="2026-11-23")
    python = [sys.executable, "-m", "robot"]
    with tempfile.TemporaryDirectory() as folder, served_testbed(Path(folder) / "testbed", 24) as bed:
        cases = [case["reference"] for case in bed.key if case["outcome"] == "granted"]
        with warm_robot(bed, Path(folder) / "robot", python) as robot:
            lines = measure_case(robot, bed, cases, rounds)
            if ids & {"memory", "memory_growth"}:
                lines += measure_memory(robot, bed, cases, WARM_CASES + rounds, memory)
    return [one for one in lines if one["id"] in ids]
