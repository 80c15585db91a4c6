"""People in the loop: a proposal is confirmed or corrected by one person, then written by a robot, once."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from orchestrator.core.clock import machine_now
from orchestrator.core.db import Database, Scope
from orchestrator.core.errors import BadInput, Conflict
from orchestrator.operations.queues import inbox, lease
from orchestrator.operations.queues.models import WorkItem
from orchestrator.outcomes.benefits.models import BenefitLine
from orchestrator.outcomes.decisions import person, release
from orchestrator.outcomes.decisions.models import Decision
from tests.support.casework import GRANTED, HANDED, Robot, Rules, furnished
from tests.support.house import House

pytestmark = pytest.mark.usefixtures("rules")
ANNA, BO = "anna", "bo"


@pytest.fixture
def house(database: Database) -> House:
    return furnished(database, mode="propose")


def _propose(house: House) -> str:
    house.add_item()
    robot = Robot(house)
    assert robot.assess().decision is None, "nothing is decided before a person has confirmed"
    robot.do(release.release, release.Ended())
    return robot.item_id


def _hand_over(house: House, rules: Rules) -> str:
    rules.result = HANDED
    house.add_item()
    robot = Robot(house)
    robot.assess()
    robot.do(release.release, release.Ended("BUSINESS", "handed_over"))
    return robot.item_id


def _do(house: House, what: object, *arguments: object) -> object:
    with house.database.session(Scope.of("person:anna", house.code)) as session:
        return what(session, *arguments)  # type: ignore[operator]


def _let_the_undo_time_pass(house: House, item_id: str) -> None:
    _do(house, lambda session: session.execute(
        update(WorkItem).where(WorkItem.id == item_id).values(available_at=machine_now() - timedelta(seconds=1))
    ))  # fmt: skip


def _item(house: House, item_id: str) -> WorkItem:
    with house.database.session(house.scope) as session:
        return session.get_one(WorkItem, item_id)


def _decisions(house: House) -> list[tuple[str, str, str]]:
    with house.database.session(house.scope) as session:
        return [(row.state, row.decided_by, row.mode) for row in session.scalars(select(Decision))]


def test_a_proposal_waits_for_a_person(house: House) -> None:
    item = _item(house, _propose(house))
    assert (item.state, item.waiting_for) == ("waiting_human", "confirmation")


def test_a_confirmed_proposal_goes_straight_to_writing_and_uses_up_no_attempt(house: House) -> None:
    item_id = _propose(house)
    _do(house, inbox.claim, item_id, ANNA)
    _do(house, person.confirm, item_id, ANNA)
    _let_the_undo_time_pass(house, item_id)
    robot = Robot(house, "r2")
    assert (robot.purpose, _item(house, item_id).attempts) == ("write", 1)
    robot.write_all()
    robot.do(release.release, release.Ended())
    assert _decisions(house) == [("effected", "person:anna", "propose")]
    with house.database.session(house.scope) as session:
        assert [line.outcome for line in session.scalars(select(BenefitLine))] == ["assisted"]


def test_a_robot_lost_while_writing_a_persons_decision_keeps_the_decision(house: House) -> None:
    item_id = _propose(house)
    _do(house, inbox.claim, item_id, ANNA)
    _do(house, person.confirm, item_id, ANNA)
    _let_the_undo_time_pass(house, item_id)
    Robot(house, "r2")
    with house.database.session(Scope.steward()) as session:
        for item in lease.reclaim_lost(session, known_dead_run="r2"):
            release.after_loss(session, item)
    assert _decisions(house) == [("prepared", "person:anna", "propose")]
    assert Robot(house, "r3").purpose == "write"


def test_a_case_has_one_person_at_a_time(house: House) -> None:
    item_id = _propose(house)
    _do(house, inbox.claim, item_id, ANNA)
    _do(house, inbox.claim, item_id, ANNA)
    with pytest.raises(Conflict, match="colleague"):
        _do(house, inbox.claim, item_id, BO)
    with pytest.raises(Conflict, match="Claim the case first"):
        _do(house, person.confirm, item_id, BO)


def test_a_case_passed_on_is_the_colleagues(house: House) -> None:
    item_id = _propose(house)
    _do(house, inbox.claim, item_id, ANNA)
    _do(house, inbox.forward, item_id, ANNA, BO, "holiday")
    assert _item(house, item_id).assigned_to == BO


def test_a_decision_can_be_undone_until_the_robot_takes_it(house: House) -> None:
    item_id = _propose(house)
    _do(house, inbox.claim, item_id, ANNA)
    _do(house, person.confirm, item_id, ANNA)
    _do(house, person.undo, item_id, ANNA)
    item = _item(house, item_id)
    assert (item.state, item.waiting_for, item.assigned_to, item.purpose) == (
        "waiting_human", "confirmation", ANNA, "handle",
    )  # fmt: skip
    assert [state for state, _by, _mode in _decisions(house)] == ["void"]
    with pytest.raises(Conflict, match="nothing to undo"):
        _do(house, person.undo, item_id, ANNA)


def test_every_reason_that_stands_must_be_accepted_by_name(house: House, rules: Rules) -> None:
    item_id = _hand_over(house, rules)
    _do(house, inbox.claim, item_id, ANNA)
    with pytest.raises(BadInput) as error:
        _do(house, person.decide, item_id, ANNA, {"a": 1}, set(), "")
    assert error.value.problems == [{"at": "cost_changed", "message": "not accepted"}]
    assert _decisions(house) == []
    with pytest.raises(BadInput, match="Say why"):
        _do(house, person.decide, item_id, ANNA, {"a": 1}, {"cost_changed"}, " ")
    _do(house, person.decide, item_id, ANNA, {"a": 1}, {"cost_changed"}, "Hyran är höjd, avin är sedd.")
    assert _decisions(house) == [("prepared", "person:anna", "propose")]


def test_the_robot_never_writes_a_refusal(house: House, rules: Rules) -> None:
    item_id = _hand_over(house, rules)
    rules.result = GRANTED | {"summary": {"result_ore": -100}}
    _do(house, inbox.claim, item_id, ANNA)
    with pytest.raises(Conflict, match="only a grant in full"):
        _do(house, person.decide, item_id, ANNA, {"a": 1}, set(), "")


def test_a_case_returned_to_the_robot_starts_afresh(house: House, rules: Rules) -> None:
    item_id = _hand_over(house, rules)
    _do(house, inbox.claim, item_id, ANNA)
    _do(house, inbox.return_to_robot, item_id, ANNA, "the agency answers again")
    rules.result = GRANTED
    robot = Robot(house, "r2")
    assert (robot.purpose, _item(house, item_id).attempts) == ("handle", 1)


def test_a_handed_over_case_that_a_person_decides_is_counted_once_as_assisted(house: House, rules: Rules) -> None:
    item_id = _hand_over(house, rules)
    _do(house, inbox.claim, item_id, ANNA)
    _do(house, person.decide, item_id, ANNA, {"a": 1}, {"cost_changed"}, "Avin är sedd.")
    _let_the_undo_time_pass(house, item_id)
    robot = Robot(house, "r2")
    robot.write_all()
    robot.do(release.release, release.Ended())
    with house.database.session(house.scope) as session:
        lines = session.scalars(select(BenefitLine)).all()
    told = sorted((line.kind, line.outcome, line.net_minutes) for line in lines)
    assert told == [
        ("case", "assisted", "18.0"), ("case", "business_exception", "-3.0"), ("reversal", "business_exception", "3.0"),
    ]  # fmt: skip
