"""One case by the robot (warm, evidence on) against the same clicks and waits in bare Playwright, turn by turn in one
run, so that a busy machine slows both.

    python -m tests.bench case
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

from tests.bench.bare import Bare, todo
from tests.bench.lines import Json
from tests.robots.conftest import ACCOUNT, CREDENTIALS, PACKAGE, Rules, Testbed, configuration, served_testbed
from tests.shared_library.conftest import robot_environment
from tests.shared_library.platform_double import Platform, Served

LIMIT_RATIO = 1.5
WARM_CASES = 3


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


def measure(_ids: set[str], rounds: int = 8) -> list[Json]:
    """The one row; `make memory` measures memory."""
    os.environ.update(COE_TODAY="2026-11-23")
    python = [sys.executable, "-m", "robot"]
    with tempfile.TemporaryDirectory() as folder, served_testbed(Path(folder) / "testbed", 24) as bed:
        cases = granted(bed)
        with warm_robot(bed, Path(folder) / "robot", python) as robot:
            return measure_case(robot, bed, cases, rounds)


def granted(bed: Testbed) -> list[str]:
    """References of the cases that are decided, which is the longest way through one."""
    return [case["reference"] for case in bed.key if case["outcome"] == "granted"]
