"""The engine obeys the subscription: requested, paused and ended take nothing and start nothing; a trial is shadow."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, update

from orchestrator.core.db import Database, Scope
from orchestrator.core.errors import Conflict
from orchestrator.core.outbox import dispatch_due
from orchestrator.entrypoints.app import create_app
from orchestrator.governance.catalogue import lifecycle
from orchestrator.governance.catalogue.models import Subscription
from orchestrator.governance.catalogue.service import SCHEDULE_TOPIC
from orchestrator.operations.runs import service as runs
from orchestrator.operations.runs.at_once import claim_at_once
from orchestrator.operations.runs.models import Run
from orchestrator.operations.triggers.service import lay_schedule, trigger_waiting
from tests.support.house import PROCESS, House
from tests.support.releases import published

IDLE = ["requested", "paused", "ended"]


class NoPrefect:
    """Prefect's side, where the schedules do not matter."""

    def __getattr__(self, _name: str) -> Any:
        return lambda *_arguments: None


@pytest.fixture
def house(database: Database) -> House:
    return House(database, mode="shadow").furnish()


def put(house: House, state: str) -> None:
    with house.database.session(house.scope) as session:
        session.execute(update(Subscription).values(state=state))


def reserve(house: House, token: str) -> Any:
    client = TestClient(create_app(house.database, background=False), base_url="http://testserver/api/v1")
    return client.post("/work-items/reserve", json={"wait_seconds": 0}, headers={"Authorization": f"Bearer {token}"})


@pytest.mark.parametrize("state", IDLE)
def test_a_run_that_goes_on_gets_no_more_cases_whichever_way_it_asks(state: str, house: House) -> None:
    house.add_item()
    _run, token = house.start_run()
    put(house, state)
    if house.database.is_postgres:
        with house.database.session(house.scope) as session:
            assert claim_at_once(session, token) is None
    answer = reserve(house, token)
    assert (answer.status_code, answer.json()["error"]["code"] if "error" in answer.json() else answer.json()) == (
        410, "run_stopping",
    )  # fmt: skip
    put(house, "active")
    assert reserve(house, token).status_code == 200, "what waited in the queue is there when it works again"


@pytest.mark.parametrize("state", IDLE)
def test_no_run_is_asked_for_or_opened(state: str, house: House) -> None:
    house.add_item()
    with house.database.session(Scope.steward()) as session:
        waiting = runs.request(session, house.code, PROCESS, "Handle Applications", "test")
    put(house, state)
    with house.database.session(Scope.steward()) as session:
        assert trigger_waiting(session) == []
        with pytest.raises(Conflict, match=state):
            runs.request(session, house.code, PROCESS, "Handle Applications", "test")
        with pytest.raises(Conflict, match=state):
            runs.adopt_scheduled(
                session, "f", {"municipality": house.code, "process": PROCESS, "task": "Collect Applications"}
            )
        with pytest.raises(Conflict, match=state):
            runs.open_run(session, "flow", "w1", waiting.id)


def test_a_trial_works_and_is_shadow(house: House) -> None:
    house.add_item()
    put(house, "trial")
    with house.database.session(Scope.steward()) as session:
        assert len(trigger_waiting(session)) == 1
    _run, token = house.start_run()
    assert reserve(house, token).json()["mode"] == "shadow"


def test_a_pause_lets_the_case_in_work_be_finished_and_ends_the_rest(house: House) -> None:
    held, queued = house.add_item("EB-1"), house.add_item("EB-2")
    _run, token = house.start_run()
    first = reserve(house, token)
    with house.database.session(Scope.steward()) as session:
        waits = runs.request(session, house.code, PROCESS, "Collect Applications", "test").id
    with house.database.session(house.scope) as session:
        lifecycle.pause(session, session.scalars(select(Subscription)).one(), "Fel i hyran")
    dispatch_due(house.database, {SCHEDULE_TOPIC: lambda base, intent: lay_schedule(NoPrefect(), base, intent)})
    client = TestClient(create_app(house.database, background=False), base_url="http://testserver/api/v1")
    client.headers["Authorization"] = f"Bearer {token}"
    assert first.json()["id"] == held
    told = {"fence": first.json()["fence"], "state": "failed",
            "exception": {"type": "BUSINESS", "code": "handed_over", "message": "a person"}}  # fmt: skip
    assert client.get("/configuration").status_code == 200
    assert client.post(f"/work-items/{held}/release", json=told).status_code == 204
    assert client.post("/work-items/reserve", json={"wait_seconds": 0}).status_code == 410
    with house.database.session(house.scope) as session:
        assert session.get_one(Run, waits).state == "stopped"
        assert session.get_one(runs.WorkItem, queued).state == "new"


def test_another_release_ends_the_runs_of_the_former_one(house: House) -> None:
    run, _token = house.start_run()
    with house.database.session(Scope.steward()) as session:
        release = session.get_one(runs.Release, run.release_id)
        other = runs.Release(
            package=release.package, version="1.0.1", sha256="1" * 64, signature=b"", manifest=release.manifest,
            **published(),
        )  # fmt: skip
        session.add(other)
        session.flush()
        uses = session.scalars(select(Subscription)).one()
        uses.release_id = other.id
        session.flush()
        assert runs.keep_to(session, uses) == 1
        assert session.get_one(Run, run.id).stop == "finish"
