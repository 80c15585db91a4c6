"""Every call of the machine API × every kind of token × own, another's and no object, over HTTP: who has the wrong kind
of token is not let in at all, and who has the right kind reaches what is theirs and nothing else."""

from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select

from orchestrator.core.db import Scope
from orchestrator.entrypoints.app import create_app
from orchestrator.entrypoints.needs import Declared, declared
from orchestrator.governance.people import systems
from orchestrator.governance.people.rules import Open
from orchestrator.operations.queues.models import WorkItem
from orchestrator.operations.runs.models import Run
from tests.journeys.furnished import copy_of_town
from tests.journeys.town import Town
from tests.orchestrator.entrypoints.matrix.ground import ELSEWHERE, NOWHERE, OWN, Place, lay_out
from tests.support.house import House

_WORKER = "demo-secret-never-for-real-use"
_FENCED = {"fence": 1}
# What each call sends: enough to be read, so that only the token and the object decide.
_SENT: dict[str, Any] = {
    "/work-items/reserve": {"wait_seconds": 0},
    "/work-items/{item_id}/heartbeat": _FENCED,
    "/work-items/{item_id}/payload": _FENCED | {"payload": {}},
    "/work-items/{item_id}/assess": _FENCED | {"facts": {}},
    "/work-items/{item_id}/commit": _FENCED | {"effects": []},
    "/work-items/{item_id}/effects/{seq}": _FENCED | {"state": "done"},
    "/work-items/{item_id}/release": _FENCED | {"state": "done"},
    "/work-items": {"items": [{"reference": "EB-2026-12-0101", "occurrence": "2026-12"}]},
    "/runs/{run_id}/progress": {"text": "prov"},
    "/outcomes/{item_id}": {"outcome": "granted"},
    "/rounds": {"units": []},
    "/eservice/offers/{offer_id}/answer": {"answer": "accepted"},
    "/eservice/supplements/{request_id}/answer": {"text": "prov"},
    "/worker/runs/open": {"flow_run_id": "none", "worker": "w1", "parameters": {"run_id": "none"}},
    "/worker/heartbeat": {"name": "w9", "boot": "b", "host": "h", "pool": "region", "slots": 1, "version": "1"},
    "/worker/runs/{run_id}/lines": {"lines": ["prov"]},
    "/worker/runs/{run_id}/close": {"kind": "passed"},
}
_REFUSED = (401, 403, 404, 409)
Tokens = dict[str, tuple[Open | None, str]]


@pytest.fixture
def town(sqlite_template: Any, tmp_path: Any) -> Any:
    made = copy_of_town(sqlite_template, tmp_path)
    yield made
    made.database.dispose()


@pytest.fixture
def walked(town: Town) -> tuple[TestClient, FastAPI, dict[str, Place]]:
    grounds = lay_out(town)
    app = create_app(town.database, background=False)
    client = TestClient(app, base_url="http://testserver/api/v1", raise_server_exceptions=False)
    return client, app.state.machine_api, grounds


def _tokens(town: Town) -> Tokens:
    """name → whose kind it is (None: nobody's), and the token."""
    with town.database.session(Scope.steward("test")) as session:
        systems_of = {code: systems.new_token(session, code) for code in ("1287", "1285")}
        senders = {code: systems.new_token(session, code, systems.DOCUMENTS) for code in ("1287", "1285")}
    runs = {code: House(town.database, code).start_run()[1] for code in ("1287", "1285")}
    return {
        "none": (None, ""), "made up": (None, "coe_run_1287_" + "A" * 43),
        "run": (Open.RUN_TOKEN, runs["1287"]), "run elsewhere": (Open.RUN_TOKEN, runs["1285"]),
        "system": (Open.SYSTEM_TOKEN, systems_of["1287"]), "system elsewhere": (Open.SYSTEM_TOKEN, systems_of["1285"]),
        "sender": (Open.DOCUMENT_TOKEN, senders["1287"]), "sender elsewhere": (Open.DOCUMENT_TOKEN, senders["1285"]),
        "worker": (Open.WORKER_TOKEN, _WORKER), "worker, cut": (None, _WORKER[:-1]),
    }  # fmt: skip


def _call(client: TestClient, route: Declared, place: Place, token: str) -> Any:
    named = place.values | {"seq": "1", "name": "case_system", "sha256": "0" * 64}
    named |= dict.fromkeys(("letter_id", "request_id", "offer_id"), place.values["item_id"])
    asked = {"fence": 1, "kind": "screenshot", "name": "prov"}
    params = {one.name: asked[one.name] for one in route.dependant.query_params if one.name in asked}
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    sent = _SENT.get(route.path)
    if sent is None and route.method in ("POST", "PUT") and not route.dependant.body_params:
        return client.request(route.method, route.path.format(**named), params=params, headers=headers, content=b"x")
    return client.request(route.method, route.path.format(**named), params=params, headers=headers, json=sent)


def _rows(town: Town, code: str) -> list[Any]:
    with town.database.session(Scope.steward("test")) as session:
        items = session.scalars(select(WorkItem).where(WorkItem.municipality_code == code).order_by(WorkItem.id))
        runs = session.scalars(select(Run).where(Run.municipality_code == code).order_by(Run.id))
        return [
            *((row.id, row.state, row.fence) for row in items),
            *((row.id, row.state, row.does_now) for row in runs),
        ]


def test_every_call_is_refused_to_every_token_of_another_kind(
    walked: tuple[TestClient, FastAPI, dict[str, Place]], town: Town
) -> None:
    client, api, grounds = walked
    tokens, wrong = _tokens(town), []
    before = {code: _rows(town, code) for code in ("1287", "1285")}
    for route in declared(api):
        for name, (kind, token) in tokens.items():
            if kind is route.what:
                continue
            for place in grounds.values():
                status = _call(client, route, place, token).status_code
                if status != 401:
                    wrong.append(f"{route.method} {route.path} by {name}: {status}")
    assert wrong == []
    assert {code: _rows(town, code) for code in before} == before


@pytest.mark.parametrize(
    ("name", "own", "foreign"),
    [
        ("run", "1287", ELSEWHERE),
        ("run elsewhere", "1285", OWN),
        ("system", "1287", ELSEWHERE),
        ("system elsewhere", "1285", OWN),
        ("sender", "1287", ELSEWHERE),
        ("sender elsewhere", "1285", OWN),
    ],
)
def test_a_token_reaches_nothing_of_another_municipality_and_nothing_that_is_not_there(
    name: str, own: str, foreign: str, walked: tuple[TestClient, FastAPI, dict[str, Place]], town: Town
) -> None:
    client, api, grounds = walked
    kind, token = _tokens(town)[name]
    other = grounds[foreign].code
    before, wrong = _rows(town, other), []
    for route in declared(api):
        if route.what is not kind:
            continue
        about = any("_id" in one.name for one in route.dependant.path_params)
        for place in (grounds[foreign], grounds[NOWHERE]):
            answer = _call(client, route, place, token)
            if about and answer.status_code not in _REFUSED:
                wrong.append(f"{route.method} {route.path}: {answer.status_code}")
            if not about and answer.status_code in (401, 403):
                wrong.append(f"{route.method} {route.path}: {answer.status_code}, though it is theirs to call")
            if any(mark in answer.text for mark in grounds[foreign].marks):
                wrong.append(f"{route.method} {route.path} shows what is another's")
    assert wrong == []
    assert own != other
    assert _rows(town, other) == before


def test_every_call_that_takes_a_body_is_called_with_one(
    walked: tuple[TestClient, FastAPI, dict[str, Place]],
) -> None:
    """Else a call that was refused for what it sent would look like one that was refused for its token."""
    _client, api, _grounds = walked
    needed = {
        route.path
        for route in declared(api)
        if any(one.field_info.is_required() for one in route.dependant.body_params)
    }
    assert needed <= set(_SENT)
