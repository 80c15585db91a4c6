"""Where a person decides: the robot prepares, leaves the decision, and reads afterwards what it became."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.robots.conftest import RobotProcess, Testbed
from tests.robots.test_economic_assistance import handled
from tests.shared_library.platform_double import Platform

pytestmark = pytest.mark.browser
Start = Callable[..., RobotProcess]


def test_prepare_writes_calculation_and_note_and_leaves_the_decision(
    testbed: Testbed, platform: Platform, start_robot: Start
) -> None:
    case = testbed.take("granted")
    platform.mode = "prepare"
    item, _ = handled(platform, start_robot, case["reference"])
    assert item["state"] == "done", item["released"]
    truth, key = testbed.truth(case["reference"]), f"{case['reference']}:2026-12:1"
    assert truth["decisions"] == []
    assert [(c["amount_ore"], c["key"]) for c in truth["calculations"]] == [(case["amount_ore"], f"{key}:calculation")]
    [note] = truth["journal"]
    assert note["key"] == f"{key}:journal_note"
    assert note["title"] == "Förslag till beslut om ekonomiskt bistånd 2026-12"
    assert [(e["kind"], e["state"]) for e in item["effects"]] == [
        ("calculation", "confirmed"),
        ("journal_note", "confirmed"),
    ]


def test_outcomes_are_read_whoever_decided_and_nothing_is_written(
    testbed: Testbed, platform: Platform, start_robot: Start
) -> None:
    by_person, changed, rejected, undecided = (testbed.take("handed_over")["reference"] for _ in range(4))
    locked, missing = testbed.take("granted")["reference"], "EB-2026-12-9999"
    testbed.decide(by_person, "partly_granted", "5100,50")
    testbed.decide(changed, "granted", "7000,00")
    testbed.decide(changed, "granted", "7200,00")
    testbed.decide(rejected, "rejected", "0")
    testbed.admin("lock", reference=locked, username="anna.lund")
    references = [locked, missing, by_person, changed, rejected, undecided]
    platform.to_read = [{"id": one, "reference": one, "occurrence": "2026-12"} for one in references]
    before = testbed.truth(undecided), testbed.truth(changed)
    run = start_robot("Read Outcomes").finished()
    testbed.admin("lock", reference=locked)
    assert run.code == 0, run.console
    assert platform.outcomes == {
        by_person: {"outcome": "partly_granted", "amount_ore": 510050, "key": ""},
        changed: {"outcome": "granted", "amount_ore": 720000, "key": ""},
        rejected: {"outcome": "rejected", "amount_ore": 0, "key": ""},
    }
    assert "3 read, 1 not decided yet, 2 failed" in run.logs
    assert platform.run_pictures == [f"failure_Sambis_{locked}", f"failure_Sambis_{missing}"]
    assert (testbed.truth(undecided), testbed.truth(changed)) == before
