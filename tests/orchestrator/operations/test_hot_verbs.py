"""The hot verbs read what belongs to their own item, on both databases."""

import pytest

from orchestrator.core.db import Database
from orchestrator.operations.queues.claim import claim
from orchestrator.operations.queues.complete import complete_leased
from orchestrator.operations.queues.models import Attempt, ItemFile
from tests.support.house import PROCESS, House


@pytest.fixture
def house(database: Database) -> House:
    return House(database, effects=()).furnish()


def test_a_claimed_item_tells_how_many_files_are_its_own(house: House) -> None:
    first, _second = house.add_item("A-1"), house.add_item("A-2")
    with house.database.session(house.scope) as session:
        for name in ("a", "b"):
            session.add(
                ItemFile(
                    municipality_code=house.code, work_item_id=first, name_key=name, name="", size=0, content=b""
                )
            )  # fmt: skip
    with house.database.session(house.scope) as session:
        claimed = [claim(session, house.code, PROCESS, "run") for _ in range(2)]
    assert [item and item.files for item in claimed] == [2, 0]


def test_an_item_without_a_decision_is_completed_with_the_seconds_of_its_attempt(house: House) -> None:
    house.add_item("A-1")
    with house.database.session(house.scope) as session:
        item = claim(session, house.code, PROCESS, "run")
        assert item is not None
    with house.database.session(house.scope) as session:
        assert complete_leased(session, house.code, item.id, item.fence, "run", []) == PROCESS
    with house.database.session(house.scope) as session:
        attempt = session.query(Attempt).one()
        assert attempt.end == "done"
        assert attempt.seconds is not None
        assert 0 <= attempt.seconds < 60
