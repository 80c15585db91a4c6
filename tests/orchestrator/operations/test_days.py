"""Cases by the day they came in, in Sweden, and which way they went."""

from datetime import UTC, date, datetime

from sqlalchemy import update

from orchestrator.core.db import Database
from orchestrator.operations.queues.days import SHOWN, by_day
from orchestrator.operations.queues.models import WorkItem
from tests.support.house import PROCESS, House

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def _item(house: House, number: int, at: datetime, **fields: object) -> None:
    item = house.add_item(f"EB-2026-12-{number:04d}")
    with house.database.session(house.scope) as session:
        session.execute(update(WorkItem).where(WorkItem.id == item).values(received_at=at, **fields))


def test_each_day_says_how_many_went_straight_through_and_how_many_a_person_has_had(database: Database) -> None:
    house = House(database).furnish()
    friday = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
    _item(house, 1, friday, state="done", purpose="assess")
    _item(house, 2, friday, state="done", purpose="write")
    _item(house, 3, friday, state="waiting_human", exception_kind="business")
    _item(house, 4, friday, state="waiting_human", exception_kind="application")
    _item(house, 5, friday, state="new")
    with database.session(house.scope) as session:
        days = by_day(session, house.code, PROCESS, NOW)
    assert len(days) == SHOWN
    assert (days[0].on, days[-1].on) == (date(2026, 11, 10), date(2026, 11, 23))
    (found,) = [day for day in days if day.count]
    assert (found.on, found.straight, found.people, found.others) == (date(2026, 11, 20), 1, 2, 2)


def test_a_case_belongs_to_the_day_in_sweden_and_older_ones_are_left_out(database: Database) -> None:
    house = House(database).furnish()
    _item(house, 1, datetime(2026, 11, 19, 23, 30, tzinfo=UTC), state="done", purpose="assess")
    _item(house, 2, datetime(2026, 11, 9, 22, 30, tzinfo=UTC), state="done", purpose="assess")
    _item(house, 3, datetime(2026, 11, 9, 23, 30, tzinfo=UTC), state="done", purpose="assess")
    with database.session(house.scope) as session:
        assert [day.on.day for day in by_day(session, house.code, PROCESS, NOW) if day.count] == [10, 20]
