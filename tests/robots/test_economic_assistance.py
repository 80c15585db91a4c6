"""The robot against the testbed's real pages, in a real browser, with the real rules."""

from __future__ import annotations

import os
import signal
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from shared_library.browser.processes import children
from tests.robots.conftest import RobotProcess, Testbed, wait_for
from tests.shared_library.conftest import RobotRun
from tests.shared_library.platform_double import Platform

pytestmark = pytest.mark.browser
Start = Callable[..., RobotProcess]
Json = dict[str, Any]


def handled(platform: Platform, start: Start, reference: str, **item: Any) -> tuple[Json, RobotRun]:
    """Let a robot take this one case; what the platform was told of it."""
    entry = platform.add(reference, **item)
    run = start().finished()
    assert run.code == 0, run.console
    return entry, run


def exception(item: Json) -> Json:
    return item["released"][-1]["exception"]


def test_collect_finds_every_new_application_on_all_pages_once(
    testbed: Testbed, platform: Platform, start_robot: Start
) -> None:
    for _ in range(2):
        assert start_robot("Collect Applications").finished().code == 0
    assert {item["reference"] for item in platform.items.values()} >= {
        case["reference"] for case in testbed.key if case["reference"] not in testbed.used
    }
    item = platform.by_reference(testbed.key[0]["reference"])
    assert item["occurrence"] == "2026-12"
    assert len(item["person"]) == 12
    assert item["received_at"].endswith("Z")
    assert set(item["payload"]) == {"reference", "month", "contact"}


def test_a_granted_case_is_written_and_read_back_to_the_ore(
    testbed: Testbed, platform: Platform, start_robot: Start
) -> None:
    case = testbed.take("granted")
    item, run = handled(platform, start_robot, case["reference"])
    truth = testbed.truth(case["reference"])
    assert item["state"] == "done", item["released"]
    key = f"{case['reference']}:2026-12:1"
    assert [(d["amount_ore"], d["outcome"], d["key"]) for d in truth["decisions"]] == [
        (case["amount_ore"], "granted", f"{key}:decision")
    ]
    assert [(c["amount_ore"], c["key"]) for c in truth["calculations"]] == [(case["amount_ore"], f"{key}:calculation")]
    assert [note["key"] for note in truth["journal"]] == [f"{key}:journal_note"]
    assert [effect["state"] for effect in item["effects"]] == ["confirmed"] * 3
    assert {phase["name"] for phase in item["released"][0]["phases"]} == {
        *("login", "read", "registers", "assess", "write", "read_back")
    }
    assert_no_personal_data(run, item["facts"], testbed.people(case["reference"]))


def assert_no_personal_data(run: RobotRun, facts: Json, names: list[str]) -> None:
    """Names stand on every page that the robot read; none of them, and no birth date, may be in its logs."""
    logs = run.logs
    births = [adult["birth_on"] for adult in facts["household"]["adults"]]
    never = [*births, *(birth.replace("-", "") for birth in births), *names, "robot-demo-2026", "run-token"]
    assert [text for text in never if text in logs] == []


def test_a_handed_over_case_has_the_answer_keys_reasons_and_nothing_written(
    testbed: Testbed, platform: Platform, start_robot: Start
) -> None:
    case = testbed.take("handed_over")
    item, _ = handled(platform, start_robot, case["reference"])
    assert (exception(item)["type"], exception(item)["code"]) == ("BUSINESS", "handed_over")
    assert sorted({r["code"] for r in item["assessment"]["reasons"]}) == sorted(case["reasons"])
    truth = testbed.truth(case["reference"])
    assert (truth["decisions"], truth["calculations"], truth["journal"]) == ([], [], [])
    assert {name for _, name, _ in platform.pictures} >= {"case", "household", "application", "registers_applicant"}


def test_shadow_reads_and_assesses_and_writes_nothing(testbed: Testbed, platform: Platform, start_robot: Start) -> None:
    case = testbed.take("granted")
    platform.mode = "shadow"
    item, _ = handled(platform, start_robot, case["reference"])
    assert item["assessment"]["amount_ore"] == case["amount_ore"]
    assert (item["state"], testbed.truth(case["reference"])["decisions"]) == ("done", [])


def test_without_the_ground_for_its_own_questions_the_robot_reads_the_answers_in_the_case_and_asks_nobody(
    testbed: Testbed, platform: Platform, start_robot: Start
) -> None:
    case = testbed.take("granted")
    platform.mode = "shadow"
    del platform.configuration["register_portal"]
    platform.secrets = {"case_system": platform.secrets["case_system"]}
    item, _ = handled(platform, start_robot, case["reference"])
    assert (item["state"], item["assessment"]["amount_ore"]) == ("done", case["amount_ore"])
    assert len(item["facts"]["registers"]["answers"]) % 7 == 0
    with sqlite3.connect(testbed.data / "registers.db", timeout=10) as db:
        asked = db.execute("SELECT count(*) FROM question WHERE case_reference = ?", (case["reference"],)).fetchone()[0]
    assert asked == 0


def test_where_no_answers_lie_in_the_case_either_a_person_fetches_them(
    testbed: Testbed, platform: Platform, start_robot: Start
) -> None:
    case = testbed.take("granted")
    with sqlite3.connect(testbed.data / "sambis.db", timeout=10) as db:
        db.execute("DELETE FROM register_answer WHERE reference = ?", (case["reference"],))
    platform.mode = "shadow"
    del platform.configuration["register_portal"]
    item, _ = handled(platform, start_robot, case["reference"])
    told = item["released"][-1]["exception"]
    assert (told["type"], told["code"]) == ("BUSINESS", "registers_not_in_case")


def test_killed_while_reading_the_next_attempt_does_the_case_once(
    testbed: Testbed, platform: Platform, start_robot: Start
) -> None:
    case = testbed.take("granted")
    item = platform.add(case["reference"])
    robot = start_robot()
    wait_for(lambda: "Läser registeruppgifter" in platform.progress, 30)
    browser = children(robot.process.pid)
    os.kill(robot.process.pid, signal.SIGKILL)
    robot.process.wait()
    wait_for(lambda: not any(alive(pid) for pid in browser), 10)
    item["leased_until"] = 0.0  # the lease ran out
    assert start_robot().finished().code == 0
    assert (item["state"], item["attempt"]) == ("done", 2)
    assert [d["amount_ore"] for d in testbed.truth(case["reference"])["decisions"]] == [case["amount_ore"]]


def test_killed_between_effects_each_effect_stands_once(
    testbed: Testbed, platform: Platform, start_robot: Start
) -> None:
    case = testbed.take("granted")
    item = platform.add(case["reference"])
    robot = start_robot()
    wait_for(lambda: ("decision", "done") in item.get("effect_log", []), 30)
    os.kill(robot.process.pid, signal.SIGKILL)
    robot.process.wait()
    item["leased_until"] = 0.0
    assert start_robot().finished().code == 0
    truth = testbed.truth(case["reference"])
    assert (item["state"], item["purpose"]) == ("done", "verify")
    assert [len(truth[name]) for name in ("calculations", "decisions", "journal")] == [1, 1, 1]


def test_what_stands_there_already_goes_to_a_person_and_nothing_is_written_twice(
    testbed: Testbed, platform: Platform, start_robot: Start
) -> None:
    """One comes back to be verified with another amount than stands there; one is a second decision."""
    case = testbed.take("granted")
    first, _ = handled(platform, start_robot, case["reference"])
    effects = [{**effect, "state": "done"} for effect in first["effects"]]
    other_amount = {**first["decision"], "amount_ore": case["amount_ore"] + 100}
    differs = platform.add(case["reference"], purpose="verify", decision=other_amount, effects=effects)
    decision = {**first["decision"], "number": 2}
    double, _ = handled(platform, start_robot, case["reference"], purpose="write", decision=decision)
    assert (exception(differs)["type"], exception(differs)["code"]) == ("BUSINESS", "read_back_differs")
    assert differs["effects"][0]["state"] == "unknown"
    assert (exception(double)["type"], exception(double)["code"]) == ("BUSINESS", "double_decision")
    assert [d["amount_ore"] for d in testbed.truth(case["reference"])["decisions"]] == [case["amount_ore"]]


@pytest.fixture
def locked(testbed: Testbed) -> Iterator[Json]:
    case = testbed.take("granted")
    testbed.admin("lock", reference=case["reference"], username="anna.lund")
    yield case
    testbed.admin("lock", reference=case["reference"])


def test_a_case_that_another_user_holds_is_tried_again_later(
    locked: Json, platform: Platform, start_robot: Start
) -> None:
    item, _ = handled(platform, start_robot, locked["reference"])
    assert (exception(item)["type"], exception(item)["code"]) == ("APPLICATION", "locked_by_other")
    assert any(name == "failure_Sambis" for _, name, _ in platform.pictures)


def test_logged_out_while_reading_the_robot_logs_in_again_once(
    testbed: Testbed, platform: Platform, start_robot: Start
) -> None:
    case = testbed.take("granted")
    item = platform.add(case["reference"])
    ended = []

    def end_sessions(path: str) -> None:
        if path.endswith("/evidence") and not ended:
            ended.append(path)
            testbed.sign_everybody_out()

    platform.on_call = end_sessions
    run = start_robot().finished()
    assert run.code == 0, run.console
    assert item["state"] == "done", item["released"]


def test_a_refused_login_ends_the_run_and_keeps_the_rest_for_later(
    testbed: Testbed, platform: Platform, start_robot: Start
) -> None:
    platform.secrets = {**platform.secrets, "case_system": {"username": "robot-1287", "password": "wrong"}}
    first, second = (platform.add(case["reference"]) for case in testbed.key[:2])
    assert start_robot().finished().code == 1
    assert exception(first)["code"] == "login_refused"
    assert second["state"] == "new"


def test_sigterm_closes_the_browser_and_gives_the_case_back(
    testbed: Testbed, platform: Platform, start_robot: Start
) -> None:
    item = platform.add(testbed.take("handed_over")["reference"])
    robot = start_robot()
    wait_for(lambda: "Läser ärendet" in platform.progress, 30)
    browser = children(robot.process.pid)
    robot.process.terminate()
    run = robot.finished(15)
    assert run.code != 0
    assert exception(item)["code"] == "run_stopped"
    assert [pid for pid in browser if alive(pid)] == []
    assert (robot.folder / "log.html").exists()


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
