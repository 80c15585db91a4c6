"""Looking up what caseworkers decided: each case for itself, without lease, nothing written."""

from __future__ import annotations

from collections.abc import Callable

from tests.shared_library.conftest import RobotRun
from tests.shared_library.platform_double import Platform
from tests.shared_library.test_cases import HEAD

Run = Callable[[str], RobotRun]
LOOK_UP = HEAD.replace("For Each Case    Assess    Write", "For Each Outcome    Look Up As Told    Leave Case").replace(
    "*** Keywords ***\n", ""
)


def wanted(platform: Platform, *references: str) -> None:
    platform.to_read = [{"id": name.split("-")[-1], "reference": name, "occurrence": "2026-12"} for name in references]


def test_each_decided_case_is_told_and_the_others_wait_for_next_time(platform: Platform, run_robot: Run) -> None:
    wanted(platform, "EB-1", "EB-open-2", "EB-crash-3", "EB-gone", "EB-4")
    run = run_robot(LOOK_UP)
    assert run.code == 0, run.console
    found = {"outcome": "granted", "amount_ore": 730200, "key": ""}
    assert platform.outcomes == {"1": found, "4": found}
    assert "2 read, 1 not decided yet, 2 failed" in run.logs
    assert platform.looked_up == ["2", "3", "gone"], "whoever was looked at in vain comes behind the others next time"
    assert [f"left {item['reference']}" in run.logs for item in platform.to_read] == [True] * 5
    assert "Vilgot" not in run.logs


def test_nothing_is_reserved(platform: Platform, run_robot: Run) -> None:
    wanted(platform, "EB-1")
    waiting, calls = platform.add("EB-9"), []
    platform.on_call = calls.append
    run_robot(LOOK_UP)
    assert (waiting["state"], waiting["attempt"]) == ("new", 0)
    assert [path for path in calls if "/work-items" in path] == []


def test_a_refused_login_ends_the_run_at_once(platform: Platform, run_robot: Run) -> None:
    wanted(platform, "EB-login-1", "EB-2")
    assert run_robot(LOOK_UP).code == 1
    assert platform.outcomes == {}


def test_when_every_case_fails_the_run_gives_up_and_says_why(platform: Platform, run_robot: Run) -> None:
    wanted(platform, *[f"EB-crash-{number}" for number in range(12)], "EB-13")
    run = run_robot(LOOK_UP)
    assert run.code == 1
    assert "left EB-crash-9" in run.logs
    assert "left EB-crash-10" not in run.logs
