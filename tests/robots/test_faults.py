"""Each fault of Sambis and of the register portal, by its name: what the robot makes of it, and in which words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.robots.conftest import RobotProcess, Testbed
from tests.robots.test_economic_assistance import exception, handled
from tests.shared_library.platform_double import Platform

pytestmark = pytest.mark.browser
Start = Callable[..., RobotProcess]
Json = dict[str, Any]
OTHER = "handed_over"


@pytest.fixture(scope="module")
def granted(testbed: Testbed) -> str:
    """One granted case for all of these tests: each leaves it as it was."""
    reference: str = testbed.take("granted")["reference"]
    return reference


@pytest.fixture(autouse=True)
def faultless_afterwards(testbed: Testbed, granted: str) -> Iterator[None]:
    yield
    testbed.no_faults()
    testbed.undo(granted)


def when(platform: Platform, path_ends: str, fault: Callable[[], None]) -> None:
    """Switch on the first time that the robot calls this address of the platform."""
    done: list[str] = []

    def watch(path: str) -> None:
        if path.endswith(path_ends) and not done:
            done.append(path)
            fault()

    platform.on_call = watch


def again(item: Json, start: Start) -> None:
    """As the platform does after an application exception: another attempt."""
    item.update(state="new", leased_until=0.0)
    run = start().finished()
    assert run.code == 0, run.console


def told(item: Json) -> tuple[str, str]:
    return exception(item)["type"], exception(item)["code"]


def assert_written_once(testbed: Testbed, item: Json) -> None:
    assert item["state"] == "done", item["released"]
    truth = testbed.truth(item["reference"])
    assert [len(truth[name]) for name in ("calculations", "decisions", "journal")] == [1, 1, 1]


@pytest.mark.parametrize(
    ("system", "path", "name"), [("sambis", "/evidence", "Sambis"), ("ssbtek", "/secrets/register_portal", "SSBTEK")]
)
def test_a_500_is_told_at_once_and_the_next_case_is_handled(
    testbed: Testbed, platform: Platform, start_robot: Start, granted: str, system: str, path: str, name: str
) -> None:
    when(platform, path, lambda: testbed.fault(system, "http_500", times=1))
    other = platform.add(granted), platform.add(next(c["reference"] for c in testbed.key if c["outcome"] == OTHER))
    run = start_robot().finished()
    assert run.code == 0, run.console
    item, following = other
    assert told(item) == ("APPLICATION", "system_failed")
    assert f"{name} answered with the fault 500 on {name}'s page" in exception(item)["message"]
    assert any(picture == f"failure_{name}" for _, picture, _ in platform.pictures)
    assert told(following) == ("BUSINESS", "handed_over")


def test_a_500_on_the_case_itself_does_not_stand_in_the_next_ones_way(
    testbed: Testbed, platform: Platform, start_robot: Start, granted: str
) -> None:
    """The page of fault has no menu, no search field and no button to close the case."""
    when(platform, "/assess", lambda: testbed.fault("sambis", "http_500", times=1))
    other = next(c["reference"] for c in testbed.key if c["outcome"] == OTHER)
    handed, item = platform.add(other), platform.add(granted)
    assert start_robot().finished().code == 0
    assert told(handed) == ("BUSINESS", "handed_over")
    assert_written_once(testbed, item)


def test_slow_answers_cost_time_and_not_the_case(
    testbed: Testbed, platform: Platform, start_robot: Start, granted: str
) -> None:
    testbed.fault("ssbtek", "slow", times=1)
    when(platform, "/evidence", lambda: testbed.fault("sambis", "slow", times=1))
    item, _ = handled(platform, start_robot, granted)
    assert_written_once(testbed, item)
    assert sum(phase["seconds"] for phase in item["released"][0]["phases"]) > 6


def test_the_register_portal_logs_out_and_the_robot_logs_in_again_once(
    testbed: Testbed, platform: Platform, start_robot: Start, granted: str
) -> None:
    when(platform, "/assess", lambda: testbed.fault("ssbtek", "logged_out", times=1))
    other = next(c["reference"] for c in testbed.key if c["outcome"] == OTHER)
    handed, item = platform.add(other), platform.add(granted)
    assert start_robot().finished().code == 0
    assert told(handed) == ("BUSINESS", "handed_over")
    assert_written_once(testbed, item)


def test_logged_out_behind_the_commit_point_the_next_attempt_checks_and_writes_once(
    testbed: Testbed, platform: Platform, start_robot: Start, granted: str
) -> None:
    when(platform, "/effects/1", lambda: testbed.fault("sambis", "logged_out", times=1))
    item, _ = handled(platform, start_robot, granted)
    assert told(item) == ("APPLICATION", "session_ended")
    again(item, start_robot)
    assert item["purpose"] == "verify"
    assert_written_once(testbed, item)


def test_a_renamed_column_is_told_with_its_table_and_page(
    testbed: Testbed, platform: Platform, start_robot: Start, granted: str
) -> None:
    testbed.fault("sambis", "label_changed")
    item, _ = handled(platform, start_robot, granted)
    assert told(item) == ("APPLICATION", "element_not_found")
    message = exception(item)["message"]
    assert "the column 'Sökt belopp' in the table 'Sökta kostnader'" in message
    assert f"Sambis's page 'Ärende {granted} – Sambis' (/sambis/arende/{granted}, frame 'Ärendets flik')" in message


def test_a_renamed_button_is_told_with_its_page_and_nothing_is_saved(
    testbed: Testbed, platform: Platform, start_robot: Start, granted: str
) -> None:
    when(platform, "/commit", lambda: testbed.fault("sambis", "label_changed"))
    item, _ = handled(platform, start_robot, granted)
    assert told(item) == ("APPLICATION", "element_not_found")
    message = exception(item)["message"]
    assert message.startswith("Looked for the button 'Granska beräkningen' on Sambis's page 'Ärende"), message
    assert testbed.truth(granted)["calculations"] == []


def test_a_renamed_button_of_the_register_portal_is_told_with_its_page(
    testbed: Testbed, platform: Platform, start_robot: Start, granted: str
) -> None:
    testbed.fault("ssbtek", "label_changed")
    item, _ = handled(platform, start_robot, granted)
    assert told(item) == ("APPLICATION", "element_not_found")
    assert exception(item)["message"].startswith("Looked for the button 'Hämta uppgifter' on SSBTEK's page 'Ny fråga")
    assert any(picture == "failure_SSBTEK" for _, picture, _ in platform.pictures)


def test_a_case_that_is_locked_when_it_is_opened_is_tried_again_later(
    testbed: Testbed, platform: Platform, start_robot: Start, granted: str
) -> None:
    testbed.fault("sambis", "lock_held", times=1)
    item, _ = handled(platform, start_robot, granted)
    assert told(item) == ("APPLICATION", "locked_by_other")
    assert exception(item)["message"] == f"Another user has {granted} open in Sambis."
    assert any(picture == "failure_Sambis" for _, picture, _ in platform.pictures)


def test_an_agency_that_answers_with_an_error_is_handed_over_and_never_taken_for_no_income(
    testbed: Testbed, platform: Platform, start_robot: Start, granted: str
) -> None:
    testbed.fault("ssbtek", "agency_error", times=1)
    item, _ = handled(platform, start_robot, granted)
    assert told(item) == ("BUSINESS", "handed_over")
    assert "agency_error" in exception(item)["message"]
    [failed] = [one for one in item["facts"]["registers"]["answers"] if one["status"] == "error"]
    assert (failed["agency"], failed["error_code"], failed["rows"]) == ("fk", "BT-503", [])


def test_a_save_that_says_yes_and_does_nothing_is_found_out_and_done_once(
    testbed: Testbed, platform: Platform, start_robot: Start, granted: str
) -> None:
    testbed.fault("sambis", "save_does_nothing", times=1)
    item, _ = handled(platform, start_robot, granted)
    assert told(item) == ("APPLICATION", "read_back_missing")
    assert "The effect calculation was saved, but the page does not show its key." in exception(item)["message"]
    assert testbed.truth(granted)["calculations"] == []
    again(item, start_robot)
    assert_written_once(testbed, item)
