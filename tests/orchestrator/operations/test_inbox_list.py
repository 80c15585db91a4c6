"""What waits for a person, in its order, on both databases."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from orchestrator.core.clock import machine_now, now
from orchestrator.core.db import Database
from orchestrator.operations.queues.inbox import count_for, inbox
from orchestrator.operations.queues.models import WorkItem
from orchestrator.operations.queues.queries import Waiting
from orchestrator.outcomes.decisions.queries import newest_told, prepared_by
from tests.support.house import PROCESS, House


@pytest.fixture
def house(database: Database) -> House:
    return House(database).furnish()


def _waiting(house: House, reference: str, **fields: object) -> str:
    item_id = house.add_item(reference)
    values = {"state": "waiting_human", "waiting_for": "decision", "received_at": now(), **fields}
    with house.database.session(house.scope) as session:
        session.execute(update(WorkItem).where(WorkItem.id == item_id).values(**values))
    return item_id


def test_mine_and_free_ones_come_by_urgency_and_age_and_the_others_apart(house: House) -> None:
    plain = _waiting(house, "EB-1")
    old = _waiting(house, "EB-2", received_at=now() - timedelta(days=1))
    urgent = _waiting(house, "EB-3", due_at=now() + timedelta(hours=1))
    mine = _waiting(house, "EB-4", assigned_to="anna")
    theirs = _waiting(house, "EB-5", assigned_to="bo")
    drafted = _waiting(house, "EB-6", waiting_for="outcome")
    house.add_item("EB-7")
    with house.database.session(house.scope) as session:
        found = inbox(session, (house.code,), PROCESS, "anna")
        assert [item.id for item in found.to_do] == [mine, urgent, old, plain]
        assert [item.id for item in found.others] == [theirs]
        assert [item.id for item in found.outside] == [drafted]
        found = count_for(session, (house.code,), PROCESS, "anna")
        assert (found.count, found.more) == (4, False)
        assert found.oldest_at is not None
        assert found.oldest_at < now() - timedelta(hours=23)
        assert count_for(session, (house.code,), "another", "anna") == Waiting(0, None)


def test_an_items_list_entry_reads_nothing_where_nothing_was_assessed(house: House) -> None:
    item_id = _waiting(house, "EB-1")
    with house.database.session(house.scope) as session:
        assert newest_told(session, [item_id]) == {}
        assert list(prepared_by(session, "person:anna", machine_now())) == []
