"""The robot for preschool against the child-care system's real pages, in a real browser, with the real rules."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.robots.conftest import ACCOUNT, ROOT, RobotProcess, Testbed, served_testbed, wait_for
from tests.robots.rules_host import Rules, rules_of
from tests.shared_library.platform_double import Platform, Served

pytestmark = pytest.mark.browser
Json = dict[str, Any]
Start = Any  # tests.robots.conftest: start_robot
ANSWER_BY = "2026-12-07"


@pytest.fixture(scope="module")
def testbed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Testbed]:
    with served_testbed(
        tmp_path_factory.mktemp("preschool"), 24, "--process", "preschool", "--vendor", "myllra"
    ) as bed:
        yield bed


@pytest.fixture(scope="module")
def rules() -> Iterator[Rules]:
    told = yaml.safe_load((ROOT / "infra/testbed/generator/preschool/values.yaml").read_text())["1287"]
    with rules_of("preschool", **told) as host:
        yield host


@pytest.fixture
def package() -> Path:
    return ROOT / "robots" / "preschool"


@pytest.fixture
def platform(testbed: Testbed, rules: Rules) -> Iterator[Platform]:
    double = Platform(assess=rules, mode="propose")
    double.configuration = {"child_care_system": {"vendor": "myllra", "url": f"{testbed.url}/myllra/"}}
    double.secrets = {"child_care_system": ACCOUNT}
    with Served(double) as served:
        yield served


def handled(platform: Platform, start: Start, reference: str, **item: Any) -> Json:
    """Let a robot take this one application; what the platform was told of it."""
    entry = platform.add(reference, occurrence="1", **item)
    run = start("Handle Applications").finished()
    assert run.code == 0, run.console
    told: Json = entry
    return told


def approved(case: Json, number: int = 1) -> Json:
    """What a person has decided on the round page, as the robot gets it."""
    hours, guarantee_on, fee_ore = case["effects"]["right"].split("/")
    unit, place, start_on = case["effects"]["offer"].split("/")
    terms = {"unit": unit, "place": place, "start_on": start_on, "answer_by": ANSWER_BY, "hours_week": int(hours),
             "guarantee_on": None if guarantee_on == "-" else guarantee_on}  # fmt: skip
    decision = {"id": f"d{number}", "number": number, "outcome": "granted", "amount_ore": int(fee_ore), "extent": None,
                "terms": terms}  # fmt: skip
    return {"purpose": "write", "decision": decision}


def answered(case: Json, outcome: str, answered_on: str | None = "2026-11-30") -> Json:
    decision = approved(case, 2)["decision"]
    terms = decision["terms"] | {"answered_on": answered_on}
    return {"purpose": "write", "decision": decision | {"outcome": outcome, "terms": terms}}


def written(testbed: Testbed, reference: str) -> dict[str, str]:
    """kind → value of all that stands in the child-care system's own database under our keys."""
    effects = [effect for effect in testbed.truth(reference)["effects"] if effect["key"]]
    assert len({effect["key"] for effect in effects}) == len(effects), "nothing stands there twice"
    return {effect["kind"]: effect["value"] for effect in effects}


def test_collect_finds_every_new_application_once(testbed: Testbed, platform: Platform, start_robot: Start) -> None:
    for _ in range(2):
        assert start_robot("Collect Applications").finished().code == 0
    assert {item["reference"] for item in platform.items.values()} == {case["reference"] for case in testbed.key}
    item = platform.by_reference(testbed.key[0]["reference"])
    assert (item["occurrence"], len(item["person"])) == ("1", 12)
    assert datetime.fromisoformat(item["received_at"]).tzinfo is not None
    assert set(item["payload"]) == {"reference", "contact"}


def test_every_application_is_assessed_as_the_key_says_and_nothing_is_written(
    testbed: Testbed, platform: Platform, start_robot: Start
) -> None:
    for case in testbed.key:
        platform.add(case["reference"], occurrence="1")
    assert start_robot("Handle Applications").finished().code == 0
    for case in testbed.key:
        item = platform.by_reference(case["reference"])
        told = item["assessment"]
        assert sorted(reason["code"] for reason in told["reasons"]) == sorted(case["reasons"]), case["kind"]
        if case["outcome"] != "handed_over":
            assert (told["outcome"], told["amount_ore"]) == ("granted", case["amount_ore"]), case["kind"]
    assert written(testbed, testbed.key[0]["reference"]) == {}


def test_a_round_is_told_every_free_place_and_who_has_which(
    testbed: Testbed, platform: Platform, start_robot: Start
) -> None:
    run = start_robot("Prepare Round").finished()
    assert run.code == 0, run.console
    (told,) = platform.rounds
    free = {unit["unit"]: [place["place"] for place in unit["places"]] for unit in told["units"]}
    for case in testbed.key:
        if case["effects"].get("offer"):
            unit, place, _start = case["effects"]["offer"].split("/")
            assert place in free[unit]
    assert all(unit["at"] for unit in told["units"])
    moving = {case["reference"] for case in testbed.key if case["kind"] in ("move", "keeps_place")}
    assert moving <= set(told["current_places"])


def test_what_a_person_approved_is_written_and_read_back_and_so_is_the_answer(
    testbed: Testbed, platform: Platform, start_robot: Start
) -> None:
    case = testbed.take("granted")
    reference = case["reference"]
    item = handled(platform, start_robot, reference, **approved(case))
    assert item["state"] == "done", item["released"]
    assert [effect["state"] for effect in item["effects"]] == ["confirmed", "confirmed"]
    offered = {kind: value for kind, value in case["effects"].items() if kind != "answer"}
    assert written(testbed, reference) == offered
    assert testbed.truth(reference)["state"] == "offered"
    said = handled(platform, start_robot, reference, **answered(case, "accepted"))
    assert said["state"] == "done", said["released"]
    assert written(testbed, reference) == offered | {"answer": "accepted"}
    assert testbed.truth(reference)["state"] == "placed"


def test_a_place_that_is_offered_already_goes_to_a_person_in_the_systems_words(
    testbed: Testbed, platform: Platform, start_robot: Start
) -> None:
    first, second = testbed.take("granted"), testbed.take("granted")
    assert handled(platform, start_robot, first["reference"], **approved(first))["state"] == "done"
    taken = approved(second)
    taken["decision"]["terms"] |= {key: approved(first)["decision"]["terms"][key] for key in ("unit", "place")}
    told = handled(platform, start_robot, second["reference"], **taken)["released"][-1]["exception"]
    assert (told["type"], told["code"]) == ("BUSINESS", "place_gone")
    assert "offer" not in written(testbed, second["reference"])


def test_in_prepare_the_right_is_written_and_a_person_offers_the_place(
    testbed: Testbed, platform: Platform, start_robot: Start
) -> None:
    case = testbed.take("granted")
    platform.mode = "prepare"
    item = handled(platform, start_robot, case["reference"])
    assert item["state"] == "done", item["released"]
    assert written(testbed, case["reference"]) == {"right": case["effects"]["right"]}


def test_killed_after_the_right_in_prepare_the_next_attempt_finds_it(
    testbed: Testbed, platform: Platform, start_robot: Start
) -> None:
    case = testbed.take("granted")
    platform.mode = "prepare"
    item = platform.add(case["reference"], occurrence="1")
    robot: RobotProcess = start_robot("Handle Applications")
    wait_for(lambda: ("right", "done") in item.get("effect_log", []), 40)
    robot.process.send_signal(signal.SIGKILL)
    robot.process.wait()
    item["leased_until"] = 0.0  # the lease ran out
    assert start_robot("Handle Applications").finished().code == 0
    assert (item["state"], item["purpose"]) == ("done", "verify"), item["released"]
    assert written(testbed, case["reference"]) == {"right": case["effects"]["right"]}


def test_killed_after_the_offer_the_next_attempt_finds_it_and_offers_nothing_more(
    testbed: Testbed, platform: Platform, start_robot: Start
) -> None:
    case = testbed.take("granted")
    item = platform.add(case["reference"], occurrence="1", **approved(case))
    robot: RobotProcess = start_robot("Handle Applications")
    wait_for(lambda: ("offer", "done") in item.get("effect_log", []), 40)
    robot.process.send_signal(signal.SIGKILL)
    robot.process.wait()
    item["leased_until"] = 0.0  # the lease ran out
    assert start_robot("Handle Applications").finished().code == 0
    assert (item["state"], item["purpose"]) == ("done", "verify")
    assert set(written(testbed, case["reference"])) == {"right", "offer"}
