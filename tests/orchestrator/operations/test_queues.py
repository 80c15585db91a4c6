"""The queue: one case, one robot at a time, nothing lost."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from orchestrator.core.clock import machine_now
from orchestrator.core.db import Database, Scope
from orchestrator.core.errors import BadInput, Conflict, LeaseLost, NotAllowed
from orchestrator.operations.queues import finish, lease
from orchestrator.operations.queues.claim import Claimed, claim
from orchestrator.operations.queues.models import Transition, WorkItem
from orchestrator.operations.queues.states import PERMITTED, State
from orchestrator.operations.queues.transitions import move
from tests.support.house import PROCESS, House


@pytest.fixture
def house(database: Database) -> House:
    return House(database).furnish()


def _claim(house: House, run_id: str = "r1", when_lost: str = "again") -> Claimed | None:
    with house.database.session(house.scope) as session:
        return claim(session, house.code, PROCESS, run_id, when_lost)


def _state(house: House, item_id: str) -> str:
    with house.database.session(house.scope) as session:
        return session.get_one(WorkItem, item_id).state


def _expire(house: House, item_id: str) -> None:
    with house.database.session(house.scope) as session:
        session.execute(
            update(WorkItem).where(WorkItem.id == item_id).values(lease_until=machine_now() - timedelta(seconds=1))
        )


def test_the_same_case_added_twice_is_one_work_item(house: House) -> None:
    assert house.add_item() == house.add_item()


def test_a_reference_that_is_a_personal_number_is_refused(house: House) -> None:
    with pytest.raises(BadInput, match="looks like a personal number"):
        house.add_item("19880112-2384")


def test_an_item_is_given_to_one_run_only(house: House) -> None:
    house.add_item()
    assert _claim(house, "r1") is not None
    assert _claim(house, "r2") is None


def test_items_come_in_order_of_priority_and_then_of_age(house: House) -> None:
    first, urgent, second = house.add_item("A-1"), house.add_item("A-2", priority=1), house.add_item("A-3")
    assert [item.id for item in (_claim(house), _claim(house), _claim(house)) if item] == [urgent, first, second]


def test_a_write_with_an_old_fence_is_refused(house: House) -> None:
    item_id = house.add_item()
    _claim(house, "r1")
    _expire(house, item_id)
    with house.database.session(Scope.steward()) as session:
        assert [item.id for item in lease.reclaim_lost(session)] == [item_id]
    again = _claim(house, "r2")
    assert again is not None
    with house.database.session(house.scope) as session, pytest.raises(LeaseLost):
        lease.held(session, item_id, again.fence - 1, "r1")
    with house.database.session(house.scope) as session, pytest.raises(LeaseLost):
        lease.heartbeat(session, house.code, item_id, again.fence - 1)


def test_a_lease_that_ran_out_is_no_lease_even_before_it_is_taken_back(house: House) -> None:
    item_id = house.add_item()
    item = _claim(house, "r1")
    assert item is not None
    _expire(house, item_id)
    with house.database.session(house.scope) as session, pytest.raises(LeaseLost):
        lease.held(session, item_id, item.fence, "r1")


def test_a_robot_lost_while_reading_gives_its_case_back(house: House) -> None:
    item_id = house.add_item()
    _claim(house, "r1")
    _expire(house, item_id)
    with house.database.session(Scope.steward()) as session:
        lease.reclaim_lost(session)
    assert _state(house, item_id) == "new"


def test_a_robot_lost_behind_its_commit_point_leaves_a_case_to_verify_after_the_commit_window(house: House) -> None:
    item_id = house.add_item()
    _claim(house, "r1")
    with house.database.session(house.scope) as session:
        move(session, session.get_one(WorkItem, item_id), State.COMMITTING)
    _expire(house, item_id)
    with house.database.session(Scope.steward()) as session:
        lease.reclaim_lost(session)
    assert _state(house, item_id) == "verify"
    assert _claim(house, "r2") is None, "the old process may still be writing"


def test_a_run_known_to_be_dead_leaves_a_case_to_verify_at_once_and_uses_up_no_attempt(house: House) -> None:
    item_id = house.add_item()
    _claim(house, "r1")
    with house.database.session(house.scope) as session:
        move(session, session.get_one(WorkItem, item_id), State.COMMITTING)
    with house.database.session(Scope.steward()) as session:
        lease.reclaim_lost(session, known_dead_run="r1")
    again = _claim(house, "r2")
    assert again is not None
    assert (again.state, again.attempts) == ("committing", 1)


def test_a_case_that_robots_lose_three_times_goes_to_a_person(house: House) -> None:
    item_id = house.add_item()
    for run_id in ("r1", "r2", "r3"):
        assert _claim(house, run_id) is not None
        with house.database.session(Scope.steward()) as session:
            lease.reclaim_lost(session, known_dead_run=run_id)
    assert _state(house, item_id) == "waiting_human"


def test_a_business_exception_hands_over_and_is_never_retried(house: House) -> None:
    item_id = house.add_item()
    item = _claim(house, "r1")
    assert item is not None
    with house.database.session(house.scope) as session:
        finish.hand_over(session, lease.held(session, item_id, item.fence, "r1"), "cost_changed", "", [])
    assert _state(house, item_id) == "waiting_human"
    assert _claim(house, "r2") is None


def test_an_application_exception_is_tried_again_after_a_pause(house: House) -> None:
    item_id = house.add_item()
    item = _claim(house, "r1")
    assert item is not None
    with house.database.session(house.scope) as session:
        finish.give_back(session, lease.held(session, item_id, item.fence, "r1"), "locked_by_other", "", [])
    assert _state(house, item_id) == "new"
    assert _claim(house, "r2") is None, "not before the pause is over"


def test_every_change_of_state_is_a_row(house: House) -> None:
    item_id = house.add_item()
    item = _claim(house, "r1")
    assert item is not None
    with house.database.session(house.scope) as session:
        finish.complete(session, lease.held(session, item_id, item.fence, "r1"), [])
    with house.database.session(house.scope) as session:
        rows = session.scalars(select(Transition).where(Transition.work_item_id == item_id).order_by(Transition.id))
        assert [(row.from_state, row.to_state) for row in rows] == [
            ("new", "new"),
            ("new", "leased"),
            ("leased", "done"),
        ]


@pytest.mark.parametrize("state", list(State))
def test_a_refused_change_names_the_state_and_what_is_allowed(house: House, state: State) -> None:
    refused = next(to for to in State if to not in PERMITTED[state])
    item = WorkItem(id="x", municipality_code=house.code, state=state.value)
    with house.database.session(house.scope) as session, pytest.raises(Conflict) as error:
        move(session, item, refused)
    assert state.value in error.value.message
    assert all(allowed.value in error.value.message for allowed in PERMITTED[state])


def test_another_municipality_sees_and_takes_nothing(house: House) -> None:
    other = House(house.database, code="1285").furnish()
    item_id = house.add_item()
    with other.database.session(other.scope) as session:
        assert session.scalar(select(WorkItem).where(WorkItem.id == item_id)) is None
        with pytest.raises(NotAllowed):
            claim(session, house.code, PROCESS, "r9")


def test_a_payload_is_unreadable_in_the_database(house: House) -> None:
    item_id = house.add_item(payload={"contact": {"channel": "email", "address": "amira@example.test"}})
    with house.database.session(house.scope) as session:
        assert b"amira" not in session.get_one(WorkItem, item_id).payload
