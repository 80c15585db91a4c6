"""The loop over cases: each case gets its own outcome, and nothing personal reaches a log."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from robot.api import ExecutionResult

from tests.shared_library.conftest import RobotRun
from tests.shared_library.platform_double import Platform

Run = Callable[[str], RobotRun]

HEAD = f"""
*** Settings ***
Library    RPA.Robocorp.WorkItems    autoload=${{False}}
Library    shared_library.cases.Cases
Library    {Path(__file__).with_name("SmallSystem.py")}

*** Tasks ***
Handle
    For Each Case    Assess    Write

*** Keywords ***
"""
PLAIN = (
    HEAD
    + """
Assess
    [Arguments]    ${case}
    Read As Told    ${case}
    Assess Case    ${case}

Write
    [Arguments]    ${case}
    Declare Effects    ${case}    calculation    decision
    Do Effect    ${case}    calculation    Save Line    Find Line
    Do Effect    ${case}    decision    Save Line    Find Line
"""
)


def exception(platform: Platform, reference: str) -> dict | None:
    return platform.by_reference(reference)["released"][-1]["exception"]


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        ("business", ("BUSINESS", "asked_by_test")),
        ("application", ("APPLICATION", "asked_by_test")),
        ("crash", ("APPLICATION", "unexpected")),
        ("fail keyword", ("APPLICATION", "unexpected")),
    ],
)
def test_one_bad_case_gets_its_own_exception_and_the_next_is_done(
    platform: Platform, run_robot: Run, what: str, expected: tuple[str, str]
) -> None:
    platform.add("EB-1", {"raise": what})
    platform.add("EB-2")
    run = run_robot(PLAIN)
    assert run.code == 0, run.console
    told = exception(platform, "EB-1")
    assert told is not None
    assert (told["type"], told["code"]) == expected
    assert platform.by_reference("EB-2")["state"] == "done"


def test_an_error_two_keywords_down_keeps_its_type(platform: Platform, run_robot: Run) -> None:
    platform.add("EB-1", {"raise": "business"})
    run_robot(
        PLAIN.replace("    Read As Told    ${case}\n", "    Deeper    ${case}\n")
        + """
Deeper
    [Arguments]    ${case}
    IF    ${True}
        Deepest    ${case}
    END

Deepest
    [Arguments]    ${case}
    Read As Told    ${case}
"""
    )
    assert exception(platform, "EB-1") == {"type": "BUSINESS", "code": "asked_by_test", "message": "As told."}


def test_a_refused_login_ends_the_run_and_leaves_the_rest_in_the_queue(platform: Platform, run_robot: Run) -> None:
    platform.add("EB-1", {"raise": "login"})
    platform.add("EB-2")
    run = run_robot(PLAIN)
    assert run.code == 1
    assert exception(platform, "EB-1")["code"] == "login_refused"  # type: ignore[index]
    assert platform.by_reference("EB-2")["state"] == "new"


def test_each_effect_is_declared_done_and_confirmed_in_order(platform: Platform, run_robot: Run) -> None:
    item = platform.add("EB-1")
    run_robot(PLAIN)
    assert [e["key"] for e in item["effects"]] == ["EB-1:2026-12:1:calculation", "EB-1:2026-12:1:decision"]
    assert item["effect_log"] == [
        ("calculation", "done"),
        ("calculation", "confirmed"),
        ("decision", "done"),
        ("decision", "confirmed"),
    ]
    assert {phase["name"] for phase in item["released"][0]["phases"]} == {"assess", "write", "read_back"}


def test_shadow_writes_nothing(platform: Platform, run_robot: Run) -> None:
    platform.mode = "shadow"
    item = platform.add("EB-1")
    run_robot(PLAIN)
    assert (item["state"], item["effects"]) == ("done", [])


def test_propose_assesses_and_leaves_the_writing_until_a_person_has_confirmed(
    platform: Platform, run_robot: Run
) -> None:
    platform.mode = "propose"
    item = platform.add("EB-1")
    run_robot(PLAIN)
    assert (item["state"], item["effects"]) == ("done", [])
    assert item["assessment"]["outcome"] == "granted"


def test_a_confirmed_proposal_goes_straight_to_the_effects(platform: Platform, run_robot: Run) -> None:
    decision = {"id": "d", "number": 2, "outcome": "granted", "amount_ore": 1, "assessment": {}}
    item = platform.add("EB-1", {"raise": "business"}, purpose="write", mode="propose", decision=decision)
    run_robot(PLAIN)
    assert "facts" not in item
    assert [effect["state"] for effect in item["effects"]] == ["confirmed", "confirmed"]
    assert item["effects"][0]["key"] == "EB-1:2026-12:2:calculation"


PREPARING = PLAIN.replace("calculation    decision\n", "calculation    decision    left_in_prepare=decision\n")


def test_prepare_writes_its_drafts_and_leaves_the_decision_to_a_person(platform: Platform, run_robot: Run) -> None:
    platform.mode = "prepare"
    item = platform.add("EB-1")
    run_robot(PREPARING)
    assert item["effect_log"] == [("calculation", "done"), ("calculation", "confirmed")]
    assert item["state"] == "done"


@pytest.mark.parametrize("mode", ["prepare", "decide"])
def test_drafts_that_are_verified_stay_drafts_whatever_the_mode_is_now(
    platform: Platform, run_robot: Run, mode: str
) -> None:
    decision = {"id": "d", "number": 1, "outcome": "granted", "amount_ore": 1, "assessment": {}}
    effects = [{"seq": 1, "kind": "calculation", "key": "EB-1:2026-12:1:calculation", "state": "done"}]
    item = platform.add("EB-1", {"seen": "present"}, purpose="verify", mode=mode, decision=decision, effects=effects)
    run_robot(PREPARING)
    assert (item["effect_log"], item["state"]) == ([("calculation", "confirmed")], "done")


def test_what_a_person_has_decided_is_written_whole_even_where_the_robot_else_prepares(
    platform: Platform, run_robot: Run
) -> None:
    decision = {"id": "d", "number": 1, "outcome": "granted", "amount_ore": 1, "assessment": {}}
    item = platform.add("EB-1", purpose="write", mode="prepare", decision=decision)
    run_robot(PREPARING)
    assert [(effect["kind"], effect["state"]) for effect in item["effects"]] == [
        ("calculation", "confirmed"),
        ("decision", "confirmed"),
    ]


def test_a_mode_of_tomorrow_is_refused_before_anything_is_read(platform: Platform, run_robot: Run) -> None:
    item = platform.add("EB-1", mode="guess")
    run_robot(PLAIN)
    assert exception(platform, "EB-1")["code"] == "mode_unknown"  # type: ignore[index]
    assert "facts" not in item


@pytest.mark.parametrize(
    ("seen", "log", "state"),
    [
        ("present", [("calculation", "confirmed")], "done"),
        ("absent", [("calculation", "absent"), ("calculation", "done"), ("calculation", "confirmed")], "done"),
        ("cannot tell", [("calculation", "unknown")], "failed"),
    ],
)
def test_after_a_crash_the_check_decides_whether_an_effect_is_done(
    platform: Platform, run_robot: Run, seen: str, log: list[tuple[str, str]], state: str
) -> None:
    decision = {"id": "d", "number": 1, "outcome": "granted", "amount_ore": 1, "assessment": {}}
    effects = [{"seq": 1, "kind": "calculation", "key": "EB-1:2026-12:1:calculation", "state": "done"}]
    item = platform.add("EB-1", {"seen": seen}, purpose="verify", decision=decision, effects=effects)
    second = "    Do Effect    ${case}    decision    Save Line    Find Line\n"
    run_robot(PLAIN.replace("    decision\n", "\n").replace(second, ""))
    assert (item["effect_log"], item["state"]) == (log, state)
    if state == "failed":
        assert exception(platform, "EB-1")["code"] == "cannot_tell"  # type: ignore[index]


def test_a_save_that_said_yes_and_did_nothing_is_an_application_exception(platform: Platform, run_robot: Run) -> None:
    platform.add("EB-1", {"seen": "absent always"})
    run_robot(PLAIN)
    assert exception(platform, "EB-1")["code"] == "read_back_missing"  # type: ignore[index]


def test_secrets_personal_numbers_and_page_texts_stay_out_of_the_logs(platform: Platform, run_robot: Run) -> None:
    platform.secrets["case_system"] = {"username": "robot", "password": "s3cret-W0rd"}
    platform.add("EB-1", {"raise": "crash", "name": "Vilgot Testsson", "person": "198001019804"})
    platform.add("EB-2", {"raise": "say number", "person": "198001019804"})
    run = run_robot(PLAIN)
    assert "EB-1" in run.logs
    assert "••••••••-••••" in run.logs
    for never in ("s3cret-W0rd", "Vilgot", "198001019804", "19800101-9804", "run-token"):
        assert never not in run.logs


def test_a_run_that_is_told_to_stop_finishes_its_case_and_takes_no_more(platform: Platform, run_robot: Run) -> None:
    platform.add("EB-1", {"raise": "stop platform"})
    platform.add("EB-2")

    def stop_after_first(path: str) -> None:
        if path.endswith("/assess"):
            platform.stopping = True

    platform.on_call = stop_after_first
    run = run_robot(PLAIN)
    assert run.code == 0
    assert platform.by_reference("EB-1")["state"] == "done"
    assert platform.by_reference("EB-2")["state"] == "new"


def test_memory_holds_one_case_of_the_run_and_the_logs_hold_all(platform: Platform, run_robot: Run) -> None:
    for number in range(1, 13):
        platform.add(f"EB-{number}", {"raise": "application" if number % 4 == 0 else "count"})
    run = run_robot(PLAIN)
    assert run.code == 0, run.console
    counted = [int(found) for found in re.findall(r">(\d+) results<", (run.folder / "output.xml").read_text())]
    assert len(counted) == 9
    assert max(counted[1:]) - counted[1] < 5, counted  # an error on its way may hold its keyword
    loop = ExecutionResult(run.folder / "output.xml").suite.tests[0].body[0]
    assert [one.name for one in loop.body if hasattr(one, "name")].count("Assess") == 12
    texts = [one.message for one in loop.body if not hasattr(one, "name")]
    assert [text for text in texts if text.endswith("APPLICATION asked_by_test")] == [
        f"EB-{number}: APPLICATION asked_by_test" for number in (4, 8, 12)
    ]
    log = (run.folder / "log.html").read_text()
    assert [n for n in range(1, 13) if f"EB-{n}:" not in log] == []


def test_found_cases_are_added_once(platform: Platform, run_robot: Run) -> None:
    collect = "${found} =    Some Cases\n    Add Cases    ${found}"
    text = HEAD.replace("For Each Case    Assess    Write", collect).replace("*** Keywords ***\n", "")
    run_robot(text)
    run_robot(text)
    assert [item["reference"] for item in platform.items.values()] == ["EB-1", "EB-2"]
