"""Outcomes that are no money: decided, replayed and compared by their extent, and told as people say them."""

from typing import Any

import pytest

from orchestrator.core.db import Database
from orchestrator.entrypoints.portal.words import words
from orchestrator.outcomes.decisions import effects, observe, release
from orchestrator.outcomes.decisions.agreement import Pair, agreement
from orchestrator.outcomes.decisions.assess import current_decision
from orchestrator.outcomes.decisions.effects import NewEffect
from orchestrator.outcomes.decisions.models import Decision
from orchestrator.outcomes.decisions.rules import Extent, reckoned
from orchestrator.outcomes.letters import service as letters
from tests.support.casework import GRANTED, Robot, Rules, furnished
from tests.support.house import House

DAYS = GRANTED | {"amount_ore": None, "extent": "5.00 days", "summary": {"result_days": "5.00"}}


def _decided(database: Database, rules: Rules, mode: str = "decide") -> tuple[House, Robot]:
    rules.result = DAYS
    house = furnished(database, mode=mode)
    house.add_item()
    robot = Robot(house)
    robot.assess()
    return house, robot


def test_a_decision_in_days_has_an_extent_and_no_amount_and_takes_effect(database: Database, rules: Rules) -> None:
    house, robot = _decided(database, rules)
    robot.do(effects.declare, [NewEffect("registration", "LA-1:1:1:registration")])
    for state in ("done", "confirmed"):
        robot.do(effects.report, 1, state)
    robot.do(release.release, release.Ended())
    with house.database.session(house.scope) as session:
        decision = session.query(Decision).one()
        assert (decision.state, decision.amount_ore, decision.extent) == ("effected", None, "5.00 days")


def test_a_process_without_words_for_a_letter_writes_none(
    sqlite_database: Database, rules: Rules, monkeypatch: pytest.MonkeyPatch
) -> None:
    house, robot = _decided(sqlite_database, rules)
    monkeypatch.setattr(letters, "_process", lambda *_asked: {"name": "leave"})
    robot.do(effects.declare, [NewEffect("registration", "LA-1:1:1:registration")])
    for state in ("done", "confirmed"):
        robot.do(effects.report, 1, state)
    robot.do(release.release, release.Ended())
    with house.database.session(house.scope) as session:
        decision = current_decision(session, robot.item_id)
        assert decision is not None
        assert letters.of_decision(session, decision.id) is None


def test_what_a_manager_registered_is_compared_by_its_days() -> None:
    same = Pair("a", "granted", None, "granted", None, "5.00 days", "5.00 days")
    other = Pair("b", "granted", None, "granted", None, "5.00 days", "4.00 days")
    found = agreement([same, other])
    assert (found.compared, found.agreeing, [pair.work_item_id for pair in found.disagreements]) == (2, 1, ["b"])


@pytest.mark.parametrize(
    ("summary", "extent"),
    [
        ({"result_ore": 730200}, Extent(amount_ore=730200)),
        ({"result_ore": 0}, None),
        ({"result_ore": -5}, None),
        ({"result_ore": None}, None),
        ({"result_days": "3.33"}, Extent(extent="3.33 days")),
        ({"result_days": "0.00"}, None),
    ],
)
def test_only_a_known_positive_sum_can_be_written(summary: dict[str, Any], extent: Extent | None) -> None:
    assert reckoned({"summary": summary}) == extent


@pytest.mark.parametrize(
    ("language", "amount", "extent", "told"),
    [
        ("sv", 730200, None, "7\u00a0302\u00a0kr"),
        ("sv", None, "5.00 days", "5\u00a0dagar"),
        ("sv", None, "1.00 days", "1\u00a0dag"),
        ("sv", None, "3.33 days", "3,33\u00a0dagar"),
        ("en", None, "3.33 days", "3.33\u00a0days"),
        ("sv", None, "Solrosen", "Solrosen"),
    ],
)
def test_an_extent_is_said_as_people_say_it(language: str, amount: int | None, extent: str | None, told: str) -> None:
    assert words(language).extent(amount, extent) == told


@pytest.mark.parametrize(("read", "state"), [("5.00 days", "effected"), ("4.00 days", "void")])
def test_a_prepared_decision_stands_only_when_the_manager_registered_the_same_days(
    sqlite_database: Database, rules: Rules, read: str, state: str
) -> None:
    house, robot = _decided(sqlite_database, rules, mode="prepare")
    robot.do(effects.declare, [NewEffect("registration", "LA-1:1:1:registration")])
    for reached in ("done", "confirmed"):
        robot.do(effects.report, 1, reached)
    robot.do(release.release, release.Ended())
    with house.database.session(house.scope) as session:
        observe.observe(session, robot.item_id, "granted", None, "", read)
        assert session.query(Decision).one().state == state
