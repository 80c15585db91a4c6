"""The robot for leave against the HR system's real pages, in a real browser, with the real rules."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.robots.conftest import ACCOUNT, ROOT, RobotProcess, Testbed, served_testbed, wait_for
from tests.robots.rules_host import Rules, rules_of
from tests.shared_library.platform_double import Platform, Served

pytestmark = pytest.mark.browser
Json = dict[str, Any]
Start = Any  # tests.robots.conftest: start_robot


@pytest.fixture(scope="module")
def testbed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Testbed]:
    with served_testbed(tmp_path_factory.mktemp("leave"), 40, "--process", "leave", "--vendor", "tidvis") as bed:
        yield bed


@pytest.fixture(scope="module")
def rules() -> Iterator[Rules]:
    with rules_of("leave", main_holiday_rule="manager") as host:
        yield host


@pytest.fixture
def package() -> Path:
    return ROOT / "robots" / "leave"


@pytest.fixture
def platform(testbed: Testbed, rules: Rules) -> Iterator[Platform]:
    double = Platform(assess=rules)
    double.configuration = {"hr_system": {"vendor": "tidvis", "url": f"{testbed.url}/tidvis/"}}
    double.secrets = {"hr_system": ACCOUNT}
    with Served(double) as served:
        yield served


def handled(platform: Platform, start: Start, reference: str, **item: Any) -> Json:
    """Let a robot take this one request; what the platform was told of it."""
    entry = platform.add(reference, occurrence="1", **item)
    run = start("Handle Requests").finished()
    assert run.code == 0, run.console
    told: Json = entry
    return told


def registered(testbed: Testbed, reference: str) -> list[tuple[str, str]]:
    """(key, days) of what stands registered in the HR system's own database."""
    return [(effect["key"], effect["value"]) for effect in testbed.truth(reference)["effects"]]


def test_collect_finds_every_new_request_once(testbed: Testbed, platform: Platform, start_robot: Start) -> None:
    for _ in range(2):
        assert start_robot("Collect Requests").finished().code == 0
    assert {item["reference"] for item in platform.items.values()} == {case["reference"] for case in testbed.key}
    item = platform.by_reference(testbed.key[0]["reference"])
    assert (item["occurrence"], len(item["person"])) == ("1", 12)
    assert datetime.fromisoformat(item["received_at"]).tzinfo is not None
    assert set(item["payload"]) == {"reference", "kind", "contact"}


def test_a_granted_request_is_registered_with_its_days_and_read_back(
    testbed: Testbed, platform: Platform, start_robot: Start
) -> None:
    case = testbed.take("granted")
    item = handled(platform, start_robot, case["reference"])
    assert item["state"] == "done", item["released"]
    key = f"{case['reference']}:1:1:registration"
    assert registered(testbed, case["reference"]) == [(key, case["effects"]["registration"])]
    assert [effect["state"] for effect in item["effects"]] == ["confirmed"]


def test_a_handed_over_request_has_the_answer_keys_reasons_and_nothing_registered(
    testbed: Testbed, platform: Platform, start_robot: Start
) -> None:
    case = testbed.take("handed_over")
    item = handled(platform, start_robot, case["reference"])
    told = item["released"][-1]["exception"]
    assert (told["type"], told["code"]) == ("BUSINESS", "handed_over")
    assert sorted(reason["code"] for reason in item["assessment"]["reasons"]) == sorted(case["reasons"])
    assert registered(testbed, case["reference"]) == []


@pytest.mark.parametrize("mode", ["shadow", "propose"])
def test_where_a_person_decides_nothing_is_registered(
    mode: str, testbed: Testbed, platform: Platform, start_robot: Start
) -> None:
    case = testbed.take("granted")
    platform.mode = mode
    item = handled(platform, start_robot, case["reference"])
    assert item["state"] == "done", item["released"]
    assert item["assessment"]["extent"] == f"{case['effects']['registration']} days"
    assert registered(testbed, case["reference"]) == []


def test_killed_after_the_registration_the_next_attempt_finds_it_and_registers_nothing_more(
    testbed: Testbed, platform: Platform, start_robot: Start
) -> None:
    case = testbed.take("granted")
    reference = case["reference"]
    item = platform.add(reference, occurrence="1")
    robot: RobotProcess = start_robot("Handle Requests")
    wait_for(lambda: ("registration", "done") in item.get("effect_log", []), 40)
    robot.process.send_signal(signal.SIGKILL)
    robot.process.wait()
    item["leased_until"] = 0.0  # the lease ran out
    assert start_robot("Handle Requests").finished().code == 0
    assert (item["state"], item["purpose"]) == ("done", "verify")
    assert len(registered(testbed, reference)) == 1
