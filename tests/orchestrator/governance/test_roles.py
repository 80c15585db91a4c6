"""Roles: given by another, ended by who may, looked over once a year; a municipality is never left without an owner."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from orchestrator.core.clock import today
from orchestrator.core.db import Database, Scope
from orchestrator.core.errors import BadInput, Conflict, NotAllowed, NotFound
from orchestrator.governance.audit.models import TrailRow
from orchestrator.governance.catalogue.service import add_municipality
from orchestrator.governance.people import roles
from orchestrator.governance.people import service as people
from orchestrator.governance.people.devices import device_of, shortened
from orchestrator.governance.people.models import Grant, Person
from orchestrator.governance.people.roles import Giver, Told
from orchestrator.governance.people.rules import Action, Kind, Role, allows, holdable, may_give

Do = Callable[..., Any]


@pytest.fixture
def who(database: Database) -> dict[str, str]:
    """Maria for the region, Karin and Eva for a municipality each, Nils without a role."""
    told = {}
    with database.session(Scope.steward("test")) as session:
        for code in ("1287", "1285"):
            add_municipality(session, code, code)
        for name, role, place in (
            ("maria", Role.CHIEF_PROCESS_OFFICER, None), ("karin", Role.BUSINESS_OWNER, "1287"),
            ("eva", Role.BUSINESS_OWNER, "1285"), ("nils", None, None),
        ):  # fmt: skip
            person = people.add_person(session, name, name, "ett-långt-lösenord")
            told[name] = person.id
            if role is not None:
                told[f"{name}'s"] = people.grant_role(session, person, role, place).id
    return told


@pytest.fixture
def do(database: Database) -> Do:
    def run(what: Callable[..., Any], *arguments: Any) -> Any:
        with database.session(Scope.of("person:x", "1287", "1285")) as session:
            return what(session, *arguments)

    return run


def _giver(who: dict[str, str], name: str) -> Giver:
    place = {"maria": None, "karin": "1287", "eva": "1285"}[name]
    return Giver(who[name], Role.CHIEF_PROCESS_OFFICER if name == "maria" else Role.BUSINESS_OWNER, place)


def _told(role: Role, place: str | None, **changed: Any) -> Told:
    usual = {"process": None, "valid_from_on": today(), "valid_to_on": None, "reason": "ny i gruppen"}
    return Told(role=role, municipality=place, **(usual | changed))


def _give(session: Session, giver: Giver, person_id: str, told: Told) -> str:
    return roles.give(session, giver, session.get_one(Person, person_id), told).id


@pytest.mark.parametrize(
    ("giver", "role", "place", "allowed"),
    [
        ("karin", Role.CASEWORKER, "1287", True),
        ("karin", Role.BUSINESS_OWNER, "1287", True),
        ("karin", Role.CASEWORKER, "1285", False),
        ("karin", Role.OPERATIONS, None, False),
        ("karin", Role.CHIEF_PROCESS_OFFICER, "1287", False),
        ("maria", Role.OPERATIONS, None, True),
        ("maria", Role.BUSINESS_OWNER, "1285", True),
        ("maria", Role.BUSINESS_OWNER, None, False),
        ("maria", Role.CASEWORKER, "1287", False),
    ],
)
def test_each_gives_what_they_answer_for(
    giver: str, role: Role, place: str | None, allowed: bool, who: dict[str, str], do: Do
) -> None:
    if allowed:
        assert do(_give, _giver(who, giver), who["nils"], _told(role, place))
    else:
        with pytest.raises(NotAllowed):
            do(_give, _giver(who, giver), who["nils"], _told(role, place))


def test_no_role_is_given_where_it_can_do_nothing() -> None:
    for giver in Role:
        for role in Role:
            for kind in Kind:
                assert not may_give(giver, role, kind) or kind in holdable(role)


def test_whoever_gives_roles_may_open_the_page_for_it() -> None:
    givers = {role for role in Role if any(may_give(role, other, kind) for other in Role for kind in Kind)}
    assert givers == {role for role in Role if any(allows(role, kind, Action.CHANGE_ROLES) for kind in Kind)}


def test_nobody_gives_themselves_a_role_and_the_database_says_so_too(
    who: dict[str, str], do: Do, database: Database
) -> None:
    with pytest.raises(NotAllowed, match="themselves"):
        do(_give, _giver(who, "karin"), who["karin"], _told(Role.CASEWORKER, "1287"))
    with pytest.raises(IntegrityError, match="given_by_another"), database.session(Scope.steward("x")) as session:
        session.get_one(Grant, who["karin's"]).given_by = who["karin"]


def test_an_ended_role_is_over_at_once(who: dict[str, str], do: Do, database: Database) -> None:
    grant = do(_give, _giver(who, "karin"), who["nils"], _told(Role.CASEWORKER, "1287"))
    with database.session(Scope.steward("x")) as session:
        token = people.sign_in(session, "nils", "ett-långt-lösenord")
        assert people.visitor(session, token).role is Role.CASEWORKER
    do(roles.end, _giver(who, "karin"), grant, "slutar")
    with database.session(Scope.steward("x")) as session, pytest.raises(NotAllowed):
        people.visitor(session, token)


def test_the_last_business_owner_stays_until_there_is_another(who: dict[str, str], do: Do) -> None:
    for giver in ("karin", "maria"):
        with pytest.raises(Conflict, match="last business owner"):
            do(roles.end, _giver(who, giver), who["karin's"], "slutar")
    later = _told(Role.BUSINESS_OWNER, "1287", valid_from_on=today() + timedelta(days=9))
    do(_give, _giver(who, "karin"), who["nils"], later)
    with pytest.raises(Conflict):
        do(roles.end, _giver(who, "maria"), who["karin's"], "one who begins later is none yet")
    do(_give, _giver(who, "maria"), who["eva"], _told(Role.BUSINESS_OWNER, "1287"))
    do(roles.end, _giver(who, "maria"), who["karin's"], "slutar")


def test_another_municipalitys_roles_are_not_there(who: dict[str, str], do: Do) -> None:
    for what in (lambda session: roles.end(session, _giver(who, "eva"), who["karin's"], "x"),
                 lambda session: roles.keep(session, _giver(who, "eva"), who["karin's"])):  # fmt: skip
        with pytest.raises(NotFound):
            do(what)


def test_the_region_does_not_end_a_municipalitys_caseworkers(who: dict[str, str], do: Do) -> None:
    grant = do(_give, _giver(who, "karin"), who["nils"], _told(Role.CASEWORKER, "1287"))
    with pytest.raises(NotAllowed):
        do(roles.end, _giver(who, "maria"), grant, "x")


def test_the_same_role_on_the_same_days_is_given_once(who: dict[str, str], do: Do) -> None:
    first = _told(Role.CASEWORKER, "1287", valid_to_on=today() + timedelta(days=9))
    do(_give, _giver(who, "karin"), who["nils"], first)
    with pytest.raises(Conflict):
        do(_give, _giver(who, "karin"), who["nils"], _told(Role.CASEWORKER, "1287"))
    after = _told(Role.CASEWORKER, "1287", valid_from_on=today() + timedelta(days=10))
    do(_give, _giver(who, "karin"), who["nils"], after)


@pytest.mark.parametrize(
    "changed",
    [
        {"valid_to_on": today() - timedelta(days=1)},
        {"valid_from_on": today() + timedelta(days=5), "valid_to_on": today()},
        {"reason": " "},
        {"reason": "x" * 201},
    ],
)
def test_days_and_reason_are_asked_for(changed: dict[str, Any], who: dict[str, str], do: Do) -> None:
    with pytest.raises(BadInput):
        do(_give, _giver(who, "karin"), who["nils"], _told(Role.CASEWORKER, "1287", **changed))


def test_what_nobody_has_looked_over_for_a_year_is_asked_about(who: dict[str, str], do: Do, database: Database) -> None:
    grant = do(_give, _giver(who, "karin"), who["nils"], _told(Role.CASEWORKER, "1287"))
    assert do(roles.to_review, _giver(who, "karin")) == []
    with database.session(Scope.steward("x")) as session:
        for row in session.scalars(select(Grant)):
            row.reviewed_on = today() - timedelta(days=365)
    due = [row.id for row in do(roles.to_review, _giver(who, "karin"))]
    assert due == [grant], "one's own role is another's to look over"
    assert {row.id for row in do(roles.to_review, _giver(who, "maria"))} == {who["karin's"], who["eva's"]}
    do(roles.keep, _giver(who, "karin"), grant)
    assert do(roles.to_review, _giver(who, "karin")) == []
    with pytest.raises(NotAllowed):
        do(roles.keep, _giver(who, "karin"), who["karin's"])


def test_each_change_is_in_the_trail_with_before_and_after_and_the_regions_in_each_municipality(
    who: dict[str, str], do: Do, database: Database
) -> None:
    grant = do(_give, _giver(who, "karin"), who["nils"], _told(Role.CASEWORKER, "1287"))
    do(roles.end, _giver(who, "karin"), grant, "slutar")
    do(_give, _giver(who, "maria"), who["nils"], _told(Role.OPERATIONS, None))
    with database.session(Scope.steward("x")) as session:
        rows = session.scalars(select(TrailRow).order_by(TrailRow.id)).all()
        told = [
            (row.municipality_code, row.action, (row.detail or {})["reason"]) for row in rows
            if "role_" in row.action and row.entity_id == who["nils"]
        ]  # fmt: skip
        assert told[:2] == [("1287", "role_given", "ny i gruppen"), ("1287", "role_ended", "slutar")]
        assert {code for code, _action, _reason in told[2:]} == {"1287", "1285"}
        ended = next(row.detail for row in rows if row.action == "role_ended")
        assert ended is not None
        assert (ended["before"]["to"], ended["after"]["to"]) == (None, (today() - timedelta(days=1)).isoformat())


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:141.0) Gecko/20100101 Firefox/141.0", "Firefox, Windows"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0 Safari/537.36 Edg/139.0",
         "Edge, Windows"),
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0 Mobile Safari/537.36",
         "Chrome, Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Safari/604.1",
         "Safari, iPhone"),
        ("curl/8.0", ""), ("<script>", ""),
    ],
)  # fmt: skip
def test_a_device_is_told_in_two_words(agent: str, device: str) -> None:
    assert device_of(agent) == device


@pytest.mark.parametrize(
    ("address", "told"),
    [("192.0.2.77", "192.0.2.…"), ("2001:db8:1:2::7", "2001:db8:1::…"), ("testclient", ""), ("", "")],
)
def test_an_address_is_cut_short(address: str, told: str) -> None:
    assert shortened(address) == told


@pytest.mark.parametrize("role", [Role.BUSINESS_OWNER, Role.CASEWORKER])
def test_a_municipalitys_role_is_held_nowhere_else_whoever_gives_it(
    role: Role, who: dict[str, str], database: Database
) -> None:
    with pytest.raises(BadInput, match="municipality's"), database.session(Scope.steward("cli")) as session:
        people.grant_role(session, session.get_one(Person, who["nils"]), role, None)


def test_passwords_are_kept_by_argon2id_at_the_strength_of_rfc_9106() -> None:
    """The tests' own passwords are cheap (`quick_passwords`): looked at is what the product makes at its start."""
    memory, time, lanes = map(int, re.findall(r"[mtp]=(\d+)", people._NOBODY))
    assert people._NOBODY.startswith("$argon2id$v=19$")
    assert (memory >= 64 * 1024, time >= 3, lanes >= 4) == (True, True, True)
