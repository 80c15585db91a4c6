"""What operations do with items: held, deferred, ahead, cancelled, expired; never what a robot may be writing."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from orchestrator.core.clock import machine_now
from orchestrator.core.db import Database, Scope
from orchestrator.core.errors import BadInput, Conflict
from orchestrator.governance.audit.models import TrailRow
from orchestrator.operations.queues import actions, finish, lease
from orchestrator.operations.queues.claim import Claimed, claim, seconds_to_next
from orchestrator.operations.queues.exceptions import CATALOGUE, policy
from orchestrator.operations.queues.models import Transition, WorkItem
from orchestrator.outcomes.decisions.bulk import act
from tests.support.house import PROCESS, House


@pytest.fixture
def house(database: Database) -> House:
    return House(database).furnish()


def _claim(house: House) -> Claimed | None:
    with house.database.session(house.scope) as session:
        return claim(session, house.code, PROCESS, "r1")


def _do(house: House, verb: object, *arguments: object, **named: object) -> None:
    with house.database.session(house.scope) as session:
        verb(session, *arguments, **named)  # type: ignore[operator]


def test_a_held_item_is_given_to_nobody_until_it_is_let_go(house: House) -> None:
    item_id = house.add_item()
    _do(house, actions.hold, item_id, "the system is being upgraded")
    assert _claim(house) is None
    _do(house, actions.let_go, item_id, "upgraded")
    assert _claim(house) is not None


def test_every_action_leaves_its_reason_in_history_and_trail(house: House) -> None:
    item_id = house.add_item()
    _do(house, actions.hold, item_id, "the system is being upgraded")
    with house.database.session(house.scope) as session:
        rows = session.scalars(select(Transition).where(Transition.to_state == "on_hold")).all()
        assert [row.reason for row in rows] == ["the system is being upgraded"]
        assert "item_held" in session.scalars(select(TrailRow.action)).all()


@pytest.mark.parametrize("verb", [actions.hold, actions.cancel, actions.let_go])
def test_an_action_without_a_reason_is_refused(house: House, verb: object) -> None:
    item_id = house.add_item()
    with pytest.raises(BadInput, match="Write why"):
        _do(house, verb, item_id, "  ")


def test_a_deferred_item_waits_for_its_time_and_the_queue_knows_how_long(house: House) -> None:
    item_id = house.add_item()
    _do(house, actions.defer, item_id, machine_now() + timedelta(seconds=60), "answer expected then")
    assert _claim(house) is None
    with house.database.session(house.scope) as session:
        assert 55 < seconds_to_next(session, house.code, PROCESS) <= 60
    _do(house, actions.defer, item_id, machine_now(), "it came")
    assert _claim(house) is not None


def test_an_item_set_ahead_is_taken_first(house: House) -> None:
    house.add_item("A-1")
    second = house.add_item("A-2")
    _do(house, actions.prioritise, second, 1, "the applicant is being evicted")
    claimed = _claim(house)
    assert claimed is not None
    assert claimed.id == second


def test_what_a_robot_holds_cannot_be_held_cancelled_or_moved(house: House) -> None:
    item_id = house.add_item()
    _claim(house)
    for verb, more in ((actions.hold, ()), (actions.cancel, ()), (actions.prioritise, (1,))):
        with pytest.raises(Conflict, match="leased"):
            _do(house, verb, item_id, *more, "now")


def test_an_item_that_nobody_took_in_time_expires_and_a_deferred_one_is_not_taken_after_it(house: House) -> None:
    late = house.add_item("A-1", expires_at=machine_now() - timedelta(seconds=1))
    house.add_item("A-2", expires_at=machine_now() + timedelta(hours=1))
    with house.database.session(Scope.steward()) as session:
        assert [item.id for item in actions.expire_due(session)] == [late]
    claimed = _claim(house)
    assert claimed is not None
    assert claimed.reference == "A-2"
    assert _claim(house) is None


def test_a_bulk_action_does_what_it_can_and_says_why_it_could_not_do_the_rest(house: House) -> None:
    taken, free = house.add_item("A-1"), house.add_item("A-2")
    _claim(house)
    with house.database.session(house.scope) as session:
        told = act(session, "hold", [taken, free, free], "the system is being upgraded")
    assert told.done == [free]
    assert [(one.item_id, "leased" in one.why) for one in told.refused] == [(taken, True)]
    with house.database.session(house.scope) as session:
        assert session.get_one(WorkItem, free).state == "on_hold"


@pytest.mark.parametrize(
    ("name", "arguments", "words"),
    [("explode", {}, "choose one of"), ("defer", {}, "needs until"), ("prioritise", {}, "needs priority")],
)
def test_a_bulk_action_that_is_wrong_for_all_says_what_it_needs(
    house: House, name: str, arguments: dict[str, object], words: str
) -> None:
    with house.database.session(house.scope) as session, pytest.raises(BadInput, match=words):
        act(session, name, [], "why", **arguments)


def test_a_lost_item_comes_before_those_that_were_never_begun(house: House) -> None:
    first = house.add_item("A-1")
    house.add_item("A-2")
    _claim(house)
    with house.database.session(Scope.steward()) as session:
        lease.reclaim_lost(session, known_dead_run="r1")
    claimed = _claim(house)
    assert claimed is not None
    assert claimed.id == first


def test_a_case_lost_by_a_package_that_does_not_say_that_repeating_is_safe_goes_to_a_person(house: House) -> None:
    item_id = house.add_item()
    with house.database.session(house.scope) as session:
        claim(session, house.code, PROCESS, "r1", when_lost="person")
    with house.database.session(Scope.steward()) as session:
        lease.reclaim_lost(session, known_dead_run="r1")
    with house.database.session(house.scope) as session:
        item = session.get_one(WorkItem, item_id)
        assert (item.state, item.exception_code) == ("waiting_human", "cannot_tell")


def test_a_login_that_was_refused_is_tried_once_more_and_not_soon(house: House) -> None:
    item_id = house.add_item()
    item = _claim(house)
    assert item is not None
    with house.database.session(house.scope) as session:
        finish.give_back(session, lease.held(session, item_id, item.fence, "r1"), "login_refused", "", [])
    with house.database.session(house.scope) as session:
        row = session.get_one(WorkItem, item_id)
        assert row.available_at > machine_now() + timedelta(minutes=10)
        row.available_at = machine_now()
    again = _claim(house)
    assert again is not None
    with house.database.session(house.scope) as session:
        finish.give_back(session, lease.held(session, item_id, again.fence, "r1"), "login_refused", "", [])
        assert session.get_one(WorkItem, item_id).state == "waiting_human"


def test_a_run_that_was_stopped_uses_up_no_attempt_of_its_case(house: House) -> None:
    item_id = house.add_item()
    for _ in range(4):
        item = _claim(house)
        assert item is not None, "handed over though nothing was wrong with it"
        with house.database.session(house.scope) as session:
            finish.give_back(session, lease.held(session, item_id, item.fence, "r1"), "run_stopped", "", [])
            session.get_one(WorkItem, item_id).available_at = machine_now()
    with house.database.session(house.scope) as session:
        assert session.get_one(WorkItem, item_id).attempts == 0


def test_every_code_of_the_catalogue_keeps_its_kind_and_a_stranger_gets_the_usual_pauses() -> None:
    for code, known in CATALOGUE.items():
        assert policy(known.kind, code) is known
    assert policy("business", "login_refused").kind == "business", "the raiser decides the kind"
    usual = policy("application", "never_heard_of")
    assert [round(usual.pause(attempt)) in range(low, high) for attempt, low, high in ((1, 1, 4), (2, 11, 20))] == [
        True,
        True,
    ]
