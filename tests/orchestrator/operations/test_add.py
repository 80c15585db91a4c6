"""Adding: many at once, all or none; what does not fit is named, without the values that did not."""

import pytest
from sqlalchemy import func, select

from orchestrator.core.db import Database
from orchestrator.core.errors import BadInput
from orchestrator.operations.queues.add import NewItem, add_many
from orchestrator.operations.queues.models import Transition, WorkItem
from tests.support.house import PROCESS, House


@pytest.fixture
def house(database: Database) -> House:
    return House(database).furnish()


def _add(house: House, *items: NewItem, process: str = PROCESS) -> list[tuple[str, bool]]:
    with house.database.session(house.scope) as session:
        return [(added.id, added.is_new) for added in add_many(session, house.code, process, list(items))]


def _count(house: House, model: type) -> int:
    with house.database.session(house.scope) as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def test_many_items_are_added_in_their_order_and_those_that_were_there_keep_their_ids(house: House) -> None:
    (known, _new) = _add(house, NewItem("A-2", "2026-12"))[0]
    told = _add(house, *(NewItem(f"A-{number}", "2026-12") for number in range(4)))
    assert [is_new for _id, is_new in told] == [True, True, False, True]
    assert told[2][0] == known
    assert (_count(house, WorkItem), _count(house, Transition)) == (4, 4)


def test_the_same_item_twice_in_one_call_is_one_item(house: House) -> None:
    first, second = _add(house, NewItem("A-1", "2026-12"), NewItem("A-1", "2026-12"))
    assert (first[0], first[1], second[1]) == (second[0], True, False)
    assert _count(house, WorkItem) == 1


def test_one_item_that_does_not_fit_stops_all_and_every_place_is_named_without_its_value(house: House) -> None:
    wrong = NewItem("A-2", "2026-12", {"month": "december", "contact": {"channel": "pigeon", "address": "a@b.test"}})
    with pytest.raises(BadInput) as refused:
        _add(house, NewItem("A-1", "2026-12"), wrong, NewItem("19880112-2384", " "))
    places = [problem["at"] for problem in refused.value.problems]
    assert places == ["items.1.payload.month", "items.1.payload.contact.channel", "items.2.occurrence",
                      "items.2.reference"]  # fmt: skip
    told = str(refused.value.problems)
    assert "december" not in told
    assert "pigeon" not in told
    assert _count(house, WorkItem) == 0


def test_a_package_without_a_process_of_ours_has_no_schema(house: House) -> None:
    assert _add(house, NewItem("A-1", "1", {"anything": [1, 2]}), process="somebody_elses")[0][1]


def test_more_than_a_thousand_at_once_are_refused_with_what_to_do(house: House) -> None:
    with pytest.raises(BadInput, match="in parts"):
        _add(house, *(NewItem(f"A-{number}", "1") for number in range(1001)))
