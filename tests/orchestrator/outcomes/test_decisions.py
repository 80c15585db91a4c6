"""From facts to an effected decision: nothing written twice, nothing effected that was not read back."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from orchestrator.core.db import Database, Scope
from orchestrator.core.errors import Conflict
from orchestrator.operations.queues import lease
from orchestrator.operations.queues.models import WorkItem
from orchestrator.outcomes.benefits.models import BenefitLine
from orchestrator.outcomes.decisions import effects, release
from orchestrator.outcomes.decisions.models import Decision
from orchestrator.outcomes.decisions.rules import may_write, reasons_of
from orchestrator.outcomes.notices import service as notices
from orchestrator.outcomes.notices.models import Notice
from tests.support.casework import EFFECTS, GRANTED, HANDED, Robot, Rules, furnished
from tests.support.house import GROUND, House


@pytest.fixture
def house(database: Database) -> House:
    return furnished(database)


def _rows(house: House, table: Any) -> list[Any]:
    with house.database.session(house.scope) as session:
        return list(session.scalars(select(table)))


@pytest.mark.usefixtures("rules")
def test_a_granted_case_ends_in_one_effected_decision_one_notice_and_one_benefit_line(house: House) -> None:
    house.add_item(payload={"contact": {"channel": "sms", "address": "+46700000000"}})
    robot = Robot(house)
    robot.assess()
    robot.write_all()
    robot.do(release.release, release.Ended())
    (decision,), (notice,), (line,) = _rows(house, Decision), _rows(house, Notice), _rows(house, BenefitLine)
    assert (decision.state, decision.amount_ore, decision.number) == ("effected", 730200, 1)
    with house.database.session(house.scope) as session:
        text = notices.text_of(session, notice)
    assert text == "Du har ett nytt meddelande från Trelleborgs kommun. Logga in på Mina sidor för att läsa det."
    assert (line.outcome, line.net_minutes) == ("straight_through", "22.0")


@pytest.mark.usefixtures("rules")
def test_nothing_is_decided_before_every_effect_was_read_back(house: House) -> None:
    house.add_item()
    robot = Robot(house)
    robot.assess()
    robot.do(effects.declare, EFFECTS)
    robot.do(effects.report, 1, "confirmed")
    with pytest.raises(Conflict, match="Not read back yet: decision"):
        robot.do(release.release, release.Ended())
    assert [decision.state for decision in _rows(house, Decision)] == ["prepared"]


@pytest.mark.usefixtures("rules")
def test_nothing_is_written_before_the_commit_point_is_declared(house: House) -> None:
    house.add_item()
    robot = Robot(house)
    robot.assess()
    with pytest.raises(Conflict, match="declare the commit point"):
        robot.do(effects.report, 1, "done")


@pytest.mark.usefixtures("rules")
def test_a_robot_lost_between_two_effects_leaves_what_is_known_to_the_next(house: House) -> None:
    house.add_item()
    first = Robot(house, "r1")
    first.assess()
    first.do(effects.declare, EFFECTS)
    first.do(effects.report, 1, "confirmed")
    with house.database.session(Scope.steward()) as session:
        lease.reclaim_lost(session, known_dead_run="r1")
    second = Robot(house, "r2")
    assert second.purpose == "verify"
    assert [effect.state for effect in second.do(effects.declare, EFFECTS)] == ["confirmed", "declared"]
    second.do(effects.report, 2, "absent")
    second.do(effects.report, 2, "confirmed")
    second.do(release.release, release.Ended())
    assert [(decision.state, decision.number) for decision in _rows(house, Decision)] == [("effected", 1)]


@pytest.mark.usefixtures("rules")
def test_declared_effects_never_change(house: House) -> None:
    house.add_item()
    robot = Robot(house)
    robot.assess()
    robot.do(effects.declare, EFFECTS)
    with pytest.raises(Conflict, match="never change"):
        robot.do(effects.declare, [replace(EFFECTS[0], key="another"), EFFECTS[1]])


@pytest.mark.usefixtures("rules")
def test_a_second_assessment_voids_the_decision_that_was_never_written(house: House) -> None:
    house.add_item()
    first = Robot(house, "r1")
    first.assess()
    with house.database.session(Scope.steward()) as session:
        lease.reclaim_lost(session, known_dead_run="r1")
    Robot(house, "r2").assess()
    assert sorted((row.number, row.state) for row in _rows(house, Decision)) == [(1, "prepared"), (1, "void")]


def test_a_case_handed_over_has_no_decision_and_costs_time(house: House, rules: Rules) -> None:
    rules.result = HANDED
    house.add_item()
    robot = Robot(house)
    assert robot.assess().decision is None
    robot.do(release.release, release.Ended("BUSINESS", "cost_changed"))
    assert _rows(house, Decision) == _rows(house, Notice) == []
    (line,) = _rows(house, BenefitLine)
    assert (line.outcome, line.net_minutes) == ("business_exception", "-3.0")


@pytest.mark.usefixtures("rules")
def test_a_robot_cannot_call_a_case_done_that_has_no_decision(house: House) -> None:
    house.add_item()
    with pytest.raises(Conflict, match="no decision"):
        Robot(house).do(release.release, release.Ended())


@pytest.mark.usefixtures("rules")
def test_shadow_assesses_and_decides_nothing_and_earns_nothing(database: Database) -> None:
    house = House(database, mode="shadow").furnish()
    house.add_item()
    robot = Robot(house)
    assert robot.assess().decision is None
    robot.do(release.release, release.Ended())
    assert _rows(house, Decision) == _rows(house, BenefitLine) == []
    assert _rows(house, WorkItem)[0].state == "done"


def test_a_grant_that_stands_on_an_unconfirmed_value_is_not_decided_by_the_robot() -> None:
    blocked = GRANTED | {"blockers": [{"code": "unconfirmed_parameter", "key": "prisbasbelopp"}]}
    assert may_write("decide", GRANTED, GROUND)
    assert not may_write("decide", blocked, GROUND)
    assert reasons_of(blocked) == ["unconfirmed_parameter"]


def test_decide_without_a_recorded_ground_is_no_ground() -> None:
    assert not may_write("decide", GRANTED, None)
