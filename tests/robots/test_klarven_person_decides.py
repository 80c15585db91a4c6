"""Prepare and Read Outcomes in the other vendor's system: drafts by the robot, the decision by a person, read later."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.robots.conftest import Rules
from tests.robots.test_klarven_robot import configured, handled
from tests.shared_library.platform_double import Platform, Served
from tests.support.klarven import Bed, ServedKlarven, planned

pytestmark = pytest.mark.browser
Start = Any  # tests.robots.conftest: start_robot
Json = dict[str, Any]


@pytest.fixture(scope="module")
def bed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bed]:
    with ServedKlarven(tmp_path_factory.mktemp("klarven"), planned(30)) as served:
        yield served


@pytest.fixture
def platform(bed: Bed, rules: Rules) -> Iterator[Platform]:
    with Served(configured(Platform(assess=rules, mode="prepare"), bed.url)) as served:
        yield served


def prepared(bed: Bed, platform: Platform, start: Start) -> str:
    reference = bed.of("granted")
    item = handled(platform, start, reference)
    assert item["state"] == "done", item["released"]
    return reference


def read_outcomes(platform: Platform, start: Start, *references: str) -> str:
    platform.to_read = [{"id": one, "reference": one, "occurrence": "2026-12"} for one in references]
    run = start("Read Outcomes").finished()
    assert run.code == 0, run.console
    logs: str = run.logs
    return logs


def test_prepare_writes_calculation_and_note_and_leaves_the_decision(
    bed: Bed, platform: Platform, start_robot: Start
) -> None:
    reference = prepared(bed, platform, start_robot)
    truth, key, amount = bed.truth(reference), f"{reference}:2026-12:1", bed.answers[reference]["amount_ore"]
    assert truth["decisions"] == []
    assert [(row["amount_ore"], row["key"]) for row in truth["calculations"]] == [(amount, f"{key}:calculation")]
    assert [row["key"] for row in truth["journal"]] == [f"{key}:journal_note"]
    assert "förslag till ställningstagande" in truth["journal"][0]["title"]
    effects = platform.by_reference(reference)["effects"]
    assert [(effect["kind"], effect["state"]) for effect in effects] == [
        ("calculation", "confirmed"),
        ("journal_note", "confirmed"),
    ]


def test_what_was_prepared_is_read_when_a_person_has_decided_it_and_not_before(
    bed: Bed, platform: Platform, start_robot: Start
) -> None:
    as_prepared, partly, rejected, later = (prepared(bed, platform, start_robot) for _ in range(4))
    amount = bed.answers[as_prepared]["amount_ore"]
    bed.decide(as_prepared, "granted", amount)
    bed.decide(partly, "granted", 500000)
    bed.decide(partly, "partly_granted", 510050)  # the latest is what holds
    bed.decide(rejected, "rejected", 0)
    before = bed.truth(later)
    logs = read_outcomes(platform, start_robot, as_prepared, partly, rejected, later)
    assert platform.outcomes == {
        as_prepared: {"outcome": "granted", "amount_ore": amount, "key": ""},
        partly: {"outcome": "partly_granted", "amount_ore": 510050, "key": ""},
        rejected: {"outcome": "rejected", "amount_ore": 0, "key": ""},
    }
    assert "3 read, 1 not decided yet, 0 failed" in logs
    assert bed.truth(later) == before
    bed.decide(later, "granted", 1)
    assert "1 read, 0 not decided yet, 0 failed" in read_outcomes(platform, start_robot, later)
    assert platform.outcomes[later] == {"outcome": "granted", "amount_ore": 1, "key": ""}


def test_an_akt_that_is_held_or_gone_waits_for_next_time_and_stops_no_other(
    bed: Bed, platform: Platform, start_robot: Start
) -> None:
    held, decided = bed.of("handed_over"), bed.of("handed_over")
    bed.decide(decided, "rejected", 0)
    bed.admin("lock", reference=held, username="anna.lund")
    logs = read_outcomes(platform, start_robot, held, "KV-2026-12-9999", decided)
    assert list(platform.outcomes) == [decided]
    assert "1 read, 0 not decided yet, 2 failed" in logs
    assert platform.run_pictures == [f"failure_Klarven_{held}", "failure_Klarven_KV-2026-12-9999"]
    assert bed.truth(held)["decisions"] == []
