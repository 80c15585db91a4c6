"""Odd reading of cases: found in the trail with its ground, asked about, answered, closed; never by the reader."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from orchestrator.core.clock import STOCKHOLM, now, today
from orchestrator.core.db import Database, Scope, act_as
from orchestrator.core.errors import BadInput, Conflict, NotAllowed, NotFound
from orchestrator.governance.audit import service as audit
from orchestrator.governance.people import service as people
from orchestrator.governance.readings import service
from orchestrator.governance.readings.find import find
from orchestrator.governance.readings.models import OddReading
from orchestrator.governance.readings.rules import Ground, Reading, grounds_of, is_out_of_hours
from tests.support.house import House


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM)


@pytest.mark.parametrize(
    ("moment", "odd"),
    [
        ("2026-11-23T06:00", False), ("2026-11-23T05:59", True), ("2026-11-23T19:59", False),
        ("2026-11-23T20:00", True), ("2026-11-21T12:00", True), ("2026-12-25T12:00", True),  # a Saturday; Christmas Day
        ("2026-07-01T06:30", False),  # summer time: half past four in UTC
    ],
)  # fmt: skip
def test_out_of_hours_is_by_the_clock_and_calendar_of_stockholm(moment: str, odd: bool) -> None:
    assert is_out_of_hours(_at(moment)) is odd


def _day(cases: int, *, tasked: bool = True) -> list[Reading]:
    return [Reading(f"case-{number}", _at("2026-11-23T10:00"), tasked) for number in range(cases)]


@pytest.mark.parametrize(
    ("readings", "before", "grounds"),
    [
        (_day(15), [], []),
        (_day(16), [], [Ground("volume", 16, 0)]),
        (_day(40), [12, 14, 15], []),  # three times what is usual for that person
        (_day(43), [12, 14, 15], [Ground("volume", 43, 14)]),
        (_day(2, tasked=False), [], [Ground("no_task", 2)]),
        ([*_day(2, tasked=False), *_day(2)], [], []),  # opened once before it was claimed, and once after
    ],
)
def test_what_is_odd_has_its_ground(readings: list[Reading], before: list[int], grounds: list[Ground]) -> None:
    assert grounds_of(readings, before) == grounds


def _at_noon(monkeypatch: pytest.MonkeyPatch, days_ago: int) -> None:
    """What is noted from now on is noted at noon: the tests may run at night."""
    noon = now().astimezone(STOCKHOLM).replace(hour=12) - timedelta(days=days_ago)
    monkeypatch.setattr("orchestrator.governance.audit.service.now", lambda: noon)


@pytest.fixture
def town(database: Database, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Elif and Bo work in a municipality, Karin reviews. Elif has opened two cases today, one of which she claimed."""
    house = House(database).furnish()
    with database.session(Scope.steward("test")) as session:
        ids = {name: people.add_person(session, name, name.title(), "ett-långt-lösenord").id for name in
               ("elif", "bo", "karin")}  # fmt: skip
    _at_noon(monkeypatch, days_ago=0)
    items = [house.add_item(f"EB-{number}") for number in range(2)]
    with database.session(house.scope) as session:
        act_as(session, f"person:{ids['elif']}")
        for item in items:
            audit.note(session, house.code, "case_opened", "work_item", item)
        audit.note(session, house.code, "case_claimed", "work_item", items[0])
    return {"house": house, "ids": ids, "items": items}


def _find(town: dict[str, Any]) -> list[OddReading]:
    with town["house"].database.session(town["house"].scope) as session:
        found = find(session, town["house"].code)
        session.expunge_all()
        return found


def test_reading_without_a_task_is_found_once_and_again_when_there_is_more(town: dict[str, Any]) -> None:
    (row,) = _find(town)
    assert (row.person_id, row.day, row.state, row.count) == (town["ids"]["elif"], today(), "open", 2)
    assert row.grounds == [{"kind": "no_task", "cases": 1, "usual": None}]
    assert _find(town) == [], "known already"
    house = town["house"]
    with house.database.session(house.scope) as session:
        service.close(session, row.id, town["ids"]["karin"], "En kollega bad om hjälp.")
        act_as(session, f"person:{town['ids']['elif']}")
        audit.note(session, house.code, "letter_read", "work_item", town["items"][1])
    (again,) = _find(town)
    assert (again.id, again.state, again.count) == (row.id, "open", 3)


def test_a_question_goes_to_the_reader_and_the_answer_back(town: dict[str, Any]) -> None:
    (row,) = _find(town)
    house, ids = town["house"], town["ids"]
    with house.database.session(house.scope) as session:
        assert [found.id for found in service.to_review(session, (house.code,), but=ids["karin"])] == [row.id]
        assert list(service.to_review(session, (house.code,), but=ids["elif"])) == []
        service.ask(session, row.id, ids["karin"], "Varför öppnade du   EB-1?")
        with pytest.raises(Conflict, match="Allowed: wait for the answer"):
            service.ask(session, row.id, ids["karin"], "Nå?")
        with pytest.raises(NotFound):
            service.answer(session, row.id, ids["bo"], "Jag vet.")
        assert [found.question for found in service.asked_of(session, (house.code,), ids["elif"])] == [
            "Varför öppnade du EB-1?"
        ]
        service.answer(session, row.id, ids["elif"], "Fel ärende: jag stängde det direkt.")
        assert list(service.asked_of(session, (house.code,), ids["elif"])) == []
        (told,) = service.to_review(session, (house.code,), but=ids["karin"])
        assert (told.state, told.answer) == ("answered", "Fel ärende: jag stängde det direkt.")
        service.close(session, row.id, ids["karin"], "Misstag.")
        actions = [noted.action for noted in audit.trail_of(session, "odd_reading", row.id)]
    assert actions == ["odd_reading_asked", "odd_reading_answered", "odd_reading_closed"]


def test_nobody_reviews_their_own_reading(town: dict[str, Any]) -> None:
    (row,) = _find(town)
    house, elif_id = town["house"], town["ids"]["elif"]
    with house.database.session(house.scope) as session:
        with pytest.raises(NotAllowed):
            service.close(session, row.id, elif_id, "Det var jag.")
        with pytest.raises(BadInput):
            service.close(session, row.id, town["ids"]["karin"], " ")
    with pytest.raises(IntegrityError), house.database.session(house.scope) as session:
        session.get_one(OddReading, row.id).closed_by = elif_id


def test_what_was_read_two_days_ago_is_not_found_today(town: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    _at_noon(monkeypatch, days_ago=2)
    house = town["house"]
    with house.database.session(house.scope) as session:
        act_as(session, f"person:{town['ids']['bo']}")
        audit.note(session, house.code, "case_opened", "work_item", town["items"][0])
    assert [row.person_id for row in _find(town)] == [town["ids"]["elif"]]
