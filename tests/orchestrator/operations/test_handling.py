"""The inbox clock: a person's time on an item, absence and pauses cut, nothing counted twice."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select, update

from orchestrator.core.clock import now
from orchestrator.core.db import Database
from orchestrator.operations.queues import handling
from orchestrator.operations.queues.models import HandlingTime, WorkItem
from tests.support.house import House

ANNA, BO = "anna", "bo"


@pytest.fixture
def house(database: Database, monkeypatch: pytest.MonkeyPatch) -> House:
    """The clock stands still but for `_let_pass`: a busy machine's seconds are not a person's."""
    moment = now()
    monkeypatch.setattr(handling, "now", lambda: moment)
    return House(database).furnish()


def _do(house: House, what: Any, item_id: str, *arguments: Any, **named: Any) -> Any:
    with house.database.session(house.scope) as session:
        return what(session, session.get_one(WorkItem, item_id), *arguments, **named)


def _let_pass(house: House, seconds: float) -> None:
    """Time passes: everything that was seen was seen so much longer ago."""
    with house.database.session(house.scope) as session:
        for row in session.scalars(select(HandlingTime)).all():
            session.execute(
                update(HandlingTime)
                .where(HandlingTime.id == row.id)
                .values(seen_at=row.seen_at - timedelta(seconds=seconds))
            )


def _seconds(house: House, item_id: str, person_id: str = "") -> int:
    with house.database.session(house.scope) as session:
        return round(handling.counted_seconds(session, item_id, person_id))


def test_time_counts_from_one_sign_of_life_to_the_next(house: House) -> None:
    item_id = house.add_item()
    _do(house, handling.begin, item_id, ANNA)
    for _ in range(3):
        _let_pass(house, 30)
        _do(house, handling.seen, item_id, ANNA)
    assert _seconds(house, item_id) == 90


def test_an_absence_counts_five_minutes_at_most(house: House) -> None:
    item_id = house.add_item()
    _do(house, handling.begin, item_id, ANNA)
    _let_pass(house, 3 * 3600)
    _do(house, handling.seen, item_id, ANNA)
    assert _seconds(house, item_id) <= handling.IDLE_SECONDS


def test_who_comes_back_after_being_away_is_not_charged_for_it(house: House) -> None:
    item_id = house.add_item()
    _do(house, handling.begin, item_id, ANNA)
    _let_pass(house, 200)
    _do(house, handling.seen, item_id, ANNA, counts=False)
    _let_pass(house, 20)
    _do(house, handling.seen, item_id, ANNA)
    assert _seconds(house, item_id) == 20


def test_a_pause_counts_nothing_and_pausing_twice_is_pausing_once(house: House) -> None:
    item_id = house.add_item()
    _do(house, handling.begin, item_id, ANNA)
    _let_pass(house, 60)
    _do(house, handling.pause, item_id, ANNA)
    _let_pass(house, 100)
    _do(house, handling.pause, item_id, ANNA)
    _do(house, handling.seen, item_id, ANNA)
    _do(house, handling.resume, item_id, ANNA)
    _let_pass(house, 15)
    _do(house, handling.seen, item_id, ANNA)
    assert _seconds(house, item_id) == 75
    with house.database.session(house.scope) as session:
        assert [row.paused for row in session.scalars(select(HandlingTime).order_by(HandlingTime.id))] == [
            False, True, False,
        ]  # fmt: skip
        assert not handling.is_paused(session, item_id, ANNA)


def test_a_person_does_one_thing_at_a_time(house: House) -> None:
    first, second = house.add_item("EB-1"), house.add_item("EB-2")
    _do(house, handling.begin, first, ANNA)
    _let_pass(house, 40)
    _do(house, handling.begin, second, ANNA)
    _let_pass(house, 60)
    _do(house, handling.seen, second, ANNA)
    _do(house, handling.seen, first, ANNA)
    assert (_seconds(house, first), _seconds(house, second)) == (0, 60)


def test_an_items_minutes_are_everybodys(house: House) -> None:
    item_id = house.add_item()
    for who in (ANNA, BO):
        _do(house, handling.begin, item_id, who)
        _let_pass(house, 90)
        _do(house, handling.seen, item_id, who)
    assert (_seconds(house, item_id, ANNA), _seconds(house, item_id, BO)) == (90, 90)
    with house.database.session(house.scope) as session:
        assert handling.measured_minutes(session, item_id) == Decimal("3.0")
        assert handling.measured_minutes(session, "none") == 0


def test_what_lies_between_two_claims_is_nobodys(house: House) -> None:
    item_id = house.add_item()
    _do(house, handling.begin, item_id, ANNA)
    _let_pass(house, 120)
    _do(house, handling.begin, item_id, ANNA)
    assert _seconds(house, item_id) == 0
