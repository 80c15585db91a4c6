"""Who may open a case that is not theirs: asked with a reason, granted by another for some hours, and ended."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from orchestrator.core.clock import machine_now
from orchestrator.core.db import Database, Scope
from orchestrator.core.errors import BadInput, Conflict, NotAllowed, NotFound
from orchestrator.governance.audit import service as audit
from orchestrator.governance.people import case_access
from orchestrator.governance.people import service as people
from orchestrator.governance.people.models import CaseAccess
from orchestrator.governance.people.rules import Role
from tests.support.house import PROCESS, House


@pytest.fixture
def house(database: Database) -> House:
    return House(database).furnish()


@pytest.fixture
def who(house: House) -> dict[str, str]:
    with house.database.session(Scope.steward("test")) as session:
        told = {}
        for name, role, place in (("johan", Role.OPERATIONS, None), ("karin", Role.BUSINESS_OWNER, "1287")):
            person = people.add_person(session, name, name, "ett-långt-lösenord")
            people.grant_role(session, person, role, place)
            told[name] = person.id
        return told


def _ask(house: House, who: dict[str, str], item: str, reason: str = "felsökning") -> str:
    with house.database.session(house.scope) as session:
        return case_access.ask(session, "1287", PROCESS, item, who["johan"], reason).id


def _do(house: House, what: Any, *arguments: Any) -> Any:
    with house.database.session(house.scope) as session:
        return what(session, *arguments)


def test_a_case_is_open_from_the_grant_until_its_time_is_out(house: House, who: dict[str, str]) -> None:
    item = house.add_item()
    asked = _ask(house, who, item)
    assert _do(house, case_access.in_force, who["johan"], item) is None
    _do(house, case_access.grant, asked, who["karin"], 30)
    assert _do(house, case_access.in_force, who["johan"], item) is not None
    assert _do(house, case_access.in_force, who["karin"], item) is None, "it is that person's only"
    with house.database.session(house.scope) as session:
        session.execute(update(CaseAccess).values(answered_at=machine_now() - timedelta(minutes=30)))
    assert _do(house, case_access.in_force, who["johan"], item) is None
    assert _do(house, case_access.given, ("1287",)) == []


def test_one_grant_opens_one_case(house: House, who: dict[str, str]) -> None:
    first, second = house.add_item(), house.add_item("EB-2026-12-0002")
    _do(house, case_access.grant, _ask(house, who, first), who["karin"], 30)
    assert _do(house, case_access.in_force, who["johan"], second) is None


def test_it_ends_early_and_stays_ended(house: House, who: dict[str, str]) -> None:
    item = house.add_item()
    asked = _ask(house, who, item)
    _do(house, case_access.grant, asked, who["karin"], 240)
    _do(house, case_access.end, asked, who["karin"])
    _do(house, case_access.end, asked, who["johan"])
    assert _do(house, case_access.in_force, who["johan"], item) is None
    with house.database.session(house.scope) as session:
        assert session.get_one(CaseAccess, asked).ended_by == who["karin"]


@pytest.mark.parametrize("minutes", [0, -5, 241, 10_000])
def test_no_more_than_four_hours(minutes: int, house: House, who: dict[str, str]) -> None:
    asked = _ask(house, who, house.add_item())
    with pytest.raises(BadInput, match="4 hours"):
        _do(house, case_access.grant, asked, who["karin"], minutes)


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        ({"minutes": 241}, "four_hours"),
        ({"answered_by": "johan"}, "answered_by_another"),
        ({"minutes": None}, "whole_answer"),
        ({"answered_by": None}, "whole_answer"),
    ],
)
def test_the_database_says_so_too(wrong: dict[str, Any], rule: str, house: House, who: dict[str, str]) -> None:
    asked = _ask(house, who, house.add_item())
    right = {"answer": "granted", "answered_by": who["karin"], "answered_at": machine_now(), "minutes": 240}
    values = right | {name: who.get(str(value), value) for name, value in wrong.items()}
    with pytest.raises(IntegrityError, match=rule), house.database.session(house.scope) as session:
        session.execute(update(CaseAccess).where(CaseAccess.id == asked).values(**values))
    with house.database.session(house.scope) as session:
        session.execute(update(CaseAccess).where(CaseAccess.id == asked).values(**right))


def test_nobody_answers_their_own_question(house: House, who: dict[str, str]) -> None:
    asked = _ask(house, who, house.add_item())
    with pytest.raises(NotAllowed):
        _do(house, case_access.grant, asked, who["johan"], 15)


def test_what_is_answered_is_answered(house: House, who: dict[str, str]) -> None:
    asked = _ask(house, who, house.add_item())
    _do(house, case_access.refuse, asked, who["karin"], "vi tittar själva")
    with pytest.raises(Conflict):
        _do(house, case_access.grant, asked, who["karin"], 15)


@pytest.mark.parametrize("reason", ["", "  ", "x" * 201])
def test_one_asks_with_a_reason(reason: str, house: House, who: dict[str, str]) -> None:
    with pytest.raises(BadInput):
        _ask(house, who, house.add_item(), reason)


def test_asked_twice_it_is_one_question_and_after_a_no_one_may_ask_again(house: House, who: dict[str, str]) -> None:
    item = house.add_item()
    first = _ask(house, who, item)
    assert _ask(house, who, item, "en gång till") == first
    _do(house, case_access.refuse, first, who["karin"], "nej")
    assert _ask(house, who, item) != first


def test_another_municipality_neither_sees_nor_answers_it(house: House, who: dict[str, str]) -> None:
    asked = _ask(house, who, house.add_item())
    House(house.database, "1285").furnish()
    with house.database.session(Scope.of("test", "1285")) as session:
        assert list(case_access.waiting(session, ("1287", "1285"))) == []
        with pytest.raises(NotFound):
            case_access.grant(session, asked, who["karin"], 15)


def test_every_step_is_in_the_trail_and_a_number_in_a_reason_is_masked(house: House, who: dict[str, str]) -> None:
    item = house.add_item()
    asked = _ask(house, who, item, "gäller 19880112-2395")
    _do(house, case_access.grant, asked, who["karin"], 60)
    _do(house, case_access.end, asked, who["karin"])
    rows = _do(house, audit.trail_of, "work_item", item)
    told = [row for row in rows if row.action.startswith("case_access")]
    assert [row.action for row in told] == ["case_access_asked", "case_access_granted", "case_access_ended"]
    assert "2395" not in told[0].detail["reason"]
    assert told[1].detail["minutes"] == 60
