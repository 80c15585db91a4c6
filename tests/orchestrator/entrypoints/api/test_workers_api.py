"""What a worker says over HTTP: its beat is kept open until there is something to say."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from fastapi.testclient import TestClient

from orchestrator.core.db import Database, Scope
from orchestrator.entrypoints.app import create_app
from orchestrator.operations.runs.models import Run
from tests.support.house import House

_WORKER = {"Authorization": "Bearer demo-secret-never-for-real-use"}
_BEAT = {"name": "test-worker", "boot": "b", "host": "h", "pool": "region", "slots": 2, "version": "1"}


@pytest.fixture
def house(database: Database) -> House:
    return House(database).furnish()


@pytest.fixture
def client(house: House) -> Iterator[TestClient]:
    with TestClient(create_app(house.database, background=False), base_url="http://testserver/api/v1") as made:
        yield made


def _beat(client: TestClient, **fields: Any) -> dict[str, Any]:
    answer = client.post("/worker/heartbeat", json=_BEAT | fields, headers=_WORKER)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def test_a_beat_is_answered_with_orders(client: TestClient) -> None:
    assert _beat(client) == {"drain": False, "stop": False, "kill": [], "left": [], "wake": 0}


def test_a_waiting_beat_is_woken_by_a_call_and_one_that_missed_it_is_answered_at_once(client: TestClient) -> None:
    with ThreadPoolExecutor() as pool:
        since = time.monotonic()
        waiting = pool.submit(_beat, client, wait_seconds=20, seen_wake=0)
        while not waiting.done():  # until it waits, calls are nobody's; each is counted
            client.app.state.calls.call()  # type: ignore[attr-defined]
            time.sleep(0.05)
        assert waiting.result()["wake"] > 0
        assert time.monotonic() - since < 15
    assert _beat(client, wait_seconds=20, seen_wake=0)["wake"] > 0


def test_two_workers_of_one_name_and_a_wrong_token_are_told_what_to_do(client: TestClient) -> None:
    _beat(client)
    second = client.post("/worker/heartbeat", json=_BEAT | {"boot": "c"}, headers=_WORKER)
    assert (second.status_code, "a name of its own" in second.json()["error"]["message"]) == (409, True)
    wrong = client.post("/worker/heartbeat", json=_BEAT, headers={"Authorization": "Bearer x"})
    assert (wrong.status_code, "COE_WORKER_TOKEN" in wrong.json()["error"]["message"]) == (401, True)


def test_a_run_closed_over_http_keeps_its_cause(client: TestClient, house: House) -> None:
    run, _token = house.start_run()
    body = {"kind": "out_of_memory", "exit_code": -9, "cause": "the machine ran out of memory"}
    assert client.post(f"/worker/runs/{run.id}/close", json=body, headers=_WORKER).status_code == 204
    with house.database.session(Scope.steward()) as session:
        kept = session.get_one(Run, run.id)
        assert (kept.state, kept.exit_kind, kept.exit_code) == ("crashed", "out_of_memory", -9)
    bad = client.post(f"/worker/runs/{run.id}/close", json={"kind": "tired"}, headers=_WORKER)
    assert bad.status_code == 422
    assert client.post("/worker/runs/nothing/close", json=body, headers=_WORKER).status_code == 404
