"""Every page × every role in every kind of scope × own, next door, elsewhere and nowhere × read and write, over HTTP.

Nothing here says who may what: that is read from the table and from what each route declares. A new route is walked
over from its first day, and one that declares nothing does not start.
"""

from typing import Annotated, Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select

from orchestrator.core.db import Database, Scope
from orchestrator.entrypoints.app import create_app
from orchestrator.entrypoints.needs import Declared, declared, refuse_undeclared, undeclared
from orchestrator.entrypoints.portal.context import Visit, needs
from orchestrator.entrypoints.portal.pages import letter
from orchestrator.governance.catalogue.models import Subscription
from orchestrator.governance.people.models import Grant, Person, SystemToken
from orchestrator.governance.people.rules import Action, Kind, Open, Role, allows
from orchestrator.operations.queues.models import WorkItem
from orchestrator.operations.runs.models import Run
from tests.journeys.furnished import copy_of_town
from tests.journeys.town import PASSWORD, Town
from tests.orchestrator.entrypoints.matrix.ground import (
    ELSEWHERE,
    NEXT_DOOR,
    NOWHERE,
    OWN,
    VISITORS,
    Place,
    in_scope,
    lay_out,
    name_of,
)

_NAMED = {
    "item_id",
    "run_id",
    "evidence_id",
    "access_id",
    "reading_id",
    "person_id",
    "token_id",
    "code",
}  # a route with one of these is about one place
# What a page shows is asked for once more, by what it shows: the second action.
_ALSO = {
    "/work-items/{item_id}/document": Action.OPEN_CASE,
    "/work-items/{item_id}/document/original": Action.OPEN_CASE,
    "/work-items/{item_id}/letter": Action.OPEN_CASE,
    "/work-items/{item_id}/letter.pdf": Action.OPEN_CASE,
    "/evidence/{evidence_id}": Action.OPEN_CASE,
}
_REFUSED = (403, 404)


@pytest.fixture
def town(sqlite_template: Any, tmp_path: Any) -> Any:
    made = copy_of_town(sqlite_template, tmp_path)
    yield made
    made.database.dispose()


@pytest.fixture
def walked(town: Town, monkeypatch: pytest.MonkeyPatch) -> tuple[FastAPI, dict[str, Place], Database]:
    monkeypatch.setattr(letter, "to_pdf", lambda _html: b"%PDF-")  # a browser for each visitor would take minutes
    return create_app(town.database, background=False), lay_out(town), town.database


def _routes(app: FastAPI) -> list[Declared]:
    """Signing out comes last: it ends the visit."""
    return sorted(declared(app), key=lambda route: "sign-out" in route.path)


def _signed_in(app: FastAPI, username: str) -> TestClient:
    client = TestClient(app, follow_redirects=False, raise_server_exceptions=False)
    if username:
        assert client.post("/sign-in", data={"username": username, "password": PASSWORD}).status_code == 303
    return client


def _csrf(client: TestClient) -> str:
    return client.get("/account").text.split('name="csrf" value="', 1)[1].split('"', 1)[0]


def _call(client: TestClient, route: Declared, place: Place, csrf: str = "", grant: str = "none") -> Any:
    path = route.path.format(**place.values)
    if route.method == "GET":
        asked = {one.name for one in route.dependant.query_params} & {"municipality", "process"}
        return client.get(path, params={name: place.values[name] for name in asked} if place.code else {})
    told = {
        "municipality": place.code, "place": place.code, "username": "nobody", "role": "caseworker",
        "csrf": csrf, "reason": "prov", "how": "finish", "action": "hold", "item": place.values["item_id"],
        "language": "sv", "grant": grant, "what": "beat", "minutes": "60",
        "question": "Vad saknas?", "last_on": "2026-12-01",
    }  # fmt: skip
    return client.post(path, data=told)


def _grant_of(database: Database, role: Role, kind: Kind) -> str:
    with database.session(Scope.steward("test")) as session:
        return session.scalars(
            select(Grant.id).join(Person, Grant.person_id == Person.id).where(Person.username == name_of(role, kind))
        ).one()


def _names_what_is_foreign(route: Declared, kind: Kind, ground: str) -> bool:
    """Whether the call names a place outside the scope. A list that is asked for a municipality names no process: what
    it shows of the process next door is looked for in the answer."""
    asked = {one.name for one in route.dependant.query_params} & {"municipality", "process"}
    if not asked and not {one.name for one in route.dependant.path_params} & _NAMED:
        return False
    return not in_scope(kind, ground) and not (ground == NEXT_DOOR and asked == {"municipality"})


def _expected(route: Declared, role: Role, kind: Kind, ground: str) -> tuple[bool, str]:
    """Let in or not, and why."""
    if isinstance(route.what, Action) and not allows(role, kind, route.what):
        return False, "the table"
    if _names_what_is_foreign(route, kind, ground):
        return False, "the scope"
    also = _ALSO.get(route.path)
    if also and not allows(role, kind, also):
        return False, "what it shows"
    return True, ""


def _state(database: Database, place: Place) -> list[Any]:
    """What stands in a place: nothing of it may move by somebody who may not."""
    with database.session(Scope.steward("test")) as session:
        items = session.scalars(
            select(WorkItem)
            .where(WorkItem.municipality_code == place.code, WorkItem.process == place.process)
            .order_by(WorkItem.id)
        )
        runs = session.scalars(
            select(Run).where(Run.municipality_code == place.code, Run.process == place.process).order_by(Run.id)
        )
        grants = session.scalars(select(Grant.id).where(Grant.municipality_code == place.code, Grant.process.is_(None)))
        tokens = session.scalars(select(SystemToken.id).where(SystemToken.municipality_code == place.code))
        held = [*sorted(grants), *sorted(tokens)] if place.code != "1287" else []  # those are one's own to give
        uses = session.scalars(
            select(Subscription).where(
                Subscription.municipality_code == place.code, Subscription.process == place.process
            )
        )
        return [
            *held, *((row.id, row.state, row.assigned_to) for row in items), *((row.id, row.stop) for row in runs),
            *((row.id, row.state, row.wanted_mode, row.changed_at) for row in uses),
        ]  # fmt: skip


@pytest.mark.parametrize(("role", "kind"), VISITORS, ids=[name_of(*visitor) for visitor in VISITORS])
def test_nobody_is_let_in_where_the_table_does_not_let_them(
    role: Role, kind: Kind, walked: tuple[FastAPI, dict[str, Place], Database]
) -> None:
    app, grounds, database = walked
    client = _signed_in(app, name_of(role, kind))
    csrf, grant = _csrf(client), _grant_of(database, role, kind)
    foreign = {ground: place for ground, place in grounds.items() if not in_scope(kind, ground)}
    before = {ground: _state(database, place) for ground, place in foreign.items()}
    wrong = []
    for route in _routes(app):
        for ground, place in grounds.items():
            answer = _call(client, route, place, csrf, grant)
            let_in, why = _expected(route, role, kind, ground)
            told = f"{route.method} {route.path} ({ground}): {answer.status_code}"
            if let_in and answer.status_code in (401, 403, 500):
                wrong.append(f"{told}, though the table allows it")
            if not let_in and answer.status_code not in _REFUSED:
                wrong.append(f"{told}, though {why} forbids it")
            seen = [name for name, other in foreign.items() if any(mark in answer.text for mark in other.marks)]
            if seen:
                wrong.append(f"{told} shows what is {', '.join(seen)}")
            if "sign-out" in route.path and answer.status_code == 303:
                client = _signed_in(app, name_of(role, kind))
                csrf = _csrf(client)
    assert wrong == []
    assert {ground: _state(database, place) for ground, place in foreign.items()} == before


@pytest.mark.parametrize("who", ["signed out", "without a role", "with a role that has ended"])
def test_whoever_has_no_role_gets_what_is_public_and_nothing_else(
    who: str, walked: tuple[FastAPI, dict[str, Place], Database]
) -> None:
    app, grounds, database = walked
    client = _signed_in(app, {"without a role": "nobody", "with a role that has ended": "karin"}.get(who, ""))
    with database.session(Scope.steward("test")) as session:
        for grant in session.scalars(
            select(Grant).join(Person, Grant.person_id == Person.id).where(Person.username == "karin")
        ):
            grant.valid_to_on = grant.valid_from_on.replace(year=2025)
    for route in _routes(app):
        answer = _call(client, route, grounds[OWN])
        to_sign_in = answer.headers.get("location", "").startswith("/sign-in")
        refused = answer.status_code == 403 or to_sign_in
        assert refused is (route.what is not Open.PUBLIC), f"{route.method} {route.path}: {answer.status_code}"
        assert not any(mark in answer.text for place in grounds.values() for mark in place.marks)


@pytest.mark.parametrize(("role", "kind"), [(Role.OPERATIONS, Kind.REGION), (Role.CASEWORKER, Kind.MUNICIPALITY),
                                            (Role.BUSINESS_OWNER, Kind.MUNICIPALITY)])  # fmt: skip
def test_no_form_is_taken_without_the_sign_ins_own_token(
    role: Role, kind: Kind, walked: tuple[FastAPI, dict[str, Place], Database]
) -> None:
    app, grounds, database = walked
    client = _signed_in(app, name_of(role, kind))
    before = _state(database, grounds[OWN])
    for route in _routes(app):
        if route.method == "GET" or route.what is Open.PUBLIC:
            continue
        for csrf in ("", "another's"):
            answer = _call(client, route, grounds[OWN], csrf)
            assert answer.status_code in _REFUSED, f"{route.method} {route.path}: {answer.status_code}"
    assert _state(database, grounds[OWN]) == before


def test_a_route_that_declares_nothing_does_not_start() -> None:
    app = FastAPI()

    @app.get("/forgotten")
    def forgotten() -> str:
        return "everything"

    @app.get("/known")
    def known(_visiting: Annotated[Visit, needs(Action.SEE_RUNS)]) -> str:
        return "runs"

    assert undeclared(app) == ["GET /forgotten"]
    with pytest.raises(RuntimeError, match="/forgotten"):
        refuse_undeclared(app)


def test_the_grounds_are_all_walked() -> None:
    assert {kind: [in_scope(kind, ground) for ground in (OWN, NEXT_DOOR, ELSEWHERE, NOWHERE)] for kind in Kind} == {
        Kind.REGION: [True, True, True, False],
        Kind.MUNICIPALITY: [True, True, False, False],
        Kind.PROCESS: [True, False, False, False],
    }
