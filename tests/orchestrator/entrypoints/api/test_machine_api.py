"""The machine API over HTTP: tokens, leases, problems in words, nothing stored half."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from orchestrator.core.clock import now
from orchestrator.core.db import Database, Scope
from orchestrator.core.settings import settings
from orchestrator.entrypoints.app import create_app
from orchestrator.governance.audit.models import TrailRow
from orchestrator.governance.vault import secrets
from orchestrator.operations.queues.models import WorkItem
from orchestrator.operations.runs import service as runs
from orchestrator.operations.runs.exits import Exit, told
from orchestrator.operations.runs.models import Run, RunLine
from orchestrator.operations.runs.queries import last_lines
from tests.support.house import House

_WORKER = {"Authorization": "Bearer demo-secret-never-for-real-use"}


@pytest.fixture
def house(database: Database) -> House:
    return House(database).furnish()


@pytest.fixture
def client(house: House) -> Iterator[TestClient]:
    with TestClient(create_app(house.database, background=False), base_url="http://testserver/api/v1") as made:
        yield made


@pytest.fixture
def robot(client: TestClient, house: House) -> TestClient:
    _run, token = house.start_run()
    client.headers["Authorization"] = f"Bearer {token}"
    return client


def _reserve(client: TestClient) -> dict[str, Any]:
    answer = client.post("/work-items/reserve", json={"wait_seconds": 0})
    assert answer.status_code == 200, answer.text
    item: dict[str, Any] = answer.json()
    return item


def test_a_robot_gets_its_case_with_payload_lease_and_mode(robot: TestClient, house: House) -> None:
    house.add_item(payload={"month": "2026-12"})
    item = _reserve(robot)
    assert (item["payload"], item["mode"], item["purpose"], item["attempt"]) == (
        {"month": "2026-12"},
        "decide",
        "handle",
        1,
    )
    assert robot.post("/work-items/reserve", json={}).status_code == 204


def test_no_token_and_a_wrong_token_are_401_and_say_what_to_do(client: TestClient) -> None:
    assert "Bearer" in client.post("/work-items/reserve", json={}).json()["error"]["message"]
    wrong = client.post("/work-items/reserve", json={}, headers={"Authorization": "Bearer x"})
    assert (wrong.status_code, wrong.json()["error"]["code"]) == (401, "not_signed_in")


def test_a_runs_token_ends_with_the_run(robot: TestClient, house: House) -> None:
    with house.database.session(Scope.steward()) as session:
        runs.close(session, session.query(Run).one().id, told(Exit.PASSED, 0))
    assert robot.post("/work-items/reserve", json={}).status_code == 401


def test_a_run_that_shall_finish_gets_no_more_work(robot: TestClient, house: House) -> None:
    house.add_item()
    with house.database.session(house.scope) as session:
        runs.stop(session, session.query(Run).one().id, "finish", "lunch")
    answer = robot.post("/work-items/reserve", json={})
    assert (answer.status_code, answer.json()["error"]["code"]) == (410, "run_stopping")


def test_a_run_that_has_had_its_share_of_cases_ends_and_leaves_the_rest_to_the_next(
    robot: TestClient, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COE_CASES_PER_RUN", "1")
    settings.cache_clear()
    house.add_item("A-1")
    house.add_item("A-2")
    item = _reserve(robot)
    body = {"fence": item["fence"], "state": "failed", "exception": {"type": "BUSINESS", "code": "x", "message": ""}}
    assert robot.post(f"/work-items/{item['id']}/release", json=body).status_code == 204
    assert robot.post("/work-items/reserve", json={}).status_code == 410


def test_a_run_whose_time_is_nearly_used_up_takes_no_new_case(robot: TestClient, house: House) -> None:
    house.add_item("A-1")
    with house.database.session(Scope.steward()) as session:
        session.query(Run).one().started_at = now() - timedelta(seconds=settings().run_timeout_seconds * 0.9)
    answer = robot.post("/work-items/reserve", json={"wait_seconds": 0})
    assert (answer.status_code, answer.json()["error"]["code"]) == (410, "run_stopping")
    with house.database.session(Scope.steward()) as session:
        session.query(Run).one().started_at = now() - timedelta(seconds=settings().run_timeout_seconds * 0.5)
    assert _reserve(robot)["attempt"] == 1


def test_a_write_under_a_lost_lease_is_409_and_stores_nothing(robot: TestClient, house: House) -> None:
    house.add_item(payload={"month": "2026-12"})
    item = _reserve(robot)
    body = {"fence": item["fence"] - 1, "payload": {"month": "2027-01"}}
    answer = robot.put(f"/work-items/{item['id']}/payload", json=body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "lease_lost")


def test_a_robot_of_one_municipality_cannot_touch_anothers_case(robot: TestClient, house: House) -> None:
    other = House(house.database, code="1285").furnish()
    item_id = other.add_item()
    assert robot.post("/work-items/reserve", json={}).status_code == 204
    answer = robot.put(f"/work-items/{item_id}/payload", json={"fence": 0, "payload": {}})
    assert answer.status_code == 404


def test_a_failure_without_its_exception_is_refused_in_words(robot: TestClient, house: House) -> None:
    house.add_item()
    item = _reserve(robot)
    answer = robot.post(f"/work-items/{item['id']}/release", json={"fence": item["fence"], "state": "failed"})
    assert answer.status_code == 422
    assert "exception" in answer.json()["error"]["message"]


def test_a_body_that_does_not_fit_says_where(robot: TestClient) -> None:
    problems = robot.post("/work-items", json={"items": [{"reference": "A", "wrong": 1}]}).json()["error"]["problems"]
    assert {problem["at"] for problem in problems} == {"body.items.0.occurrence", "body.items.0.wrong"}


def test_of_two_items_of_which_one_is_wrong_neither_is_stored(robot: TestClient, house: House) -> None:
    good, bad = {"reference": "A-1", "occurrence": "1"}, {"reference": "19880112-2384", "occurrence": "1"}
    assert robot.post("/work-items", json={"items": [good, bad]}).status_code == 422
    with house.database.session(house.scope) as session:
        assert session.query(WorkItem).count() == 0


def _in_trail(house: House) -> list[tuple[str, dict[str, Any] | None]]:
    with house.database.session(house.scope) as session:
        rows = session.query(TrailRow).filter(TrailRow.entity == "run").order_by(TrailRow.id)
        return [(row.action, row.detail) for row in rows]


def test_a_secret_that_the_manifest_does_not_name_is_not_given_and_the_trail_says_who_asked(
    robot: TestClient, house: House
) -> None:
    with house.database.session(house.scope) as session:
        secrets.put(session, house.code, "payroll", {"password": "ordet"})
    answer = robot.get("/secrets/payroll")
    assert (answer.status_code, "ordet" in answer.text) == (403, False)
    assert _in_trail(house) == [("secret_refused", {"name": "payroll"})]


def test_a_secret_that_the_manifest_names_is_given_while_the_run_lives_and_its_use_is_noted(
    robot: TestClient, house: House
) -> None:
    other = House(house.database, code="1285").furnish()
    with house.database.session(Scope.steward()) as session:
        secrets.put(session, house.code, "case_system", {"password": "ordet"})
        secrets.put(session, other.code, "case_system", {"password": "grannens"})
    assert robot.get("/secrets/case_system").json()["values"] == {"password": "ordet"}
    with house.database.session(Scope.steward()) as session:
        run = session.query(Run).one()
        used = secrets.listed(session, house.code)[0]
        assert (used.used_by, used.used_at is not None) == (f"run:{run.id}", True)
        assert secrets.listed(session, other.code)[0].used_at is None
        runs.close(session, run.id, told(Exit.PASSED, 0))
    assert _in_trail(house) == [("secret_used", {"name": "case_system"})]
    assert robot.get("/secrets/case_system").status_code == 401


def test_files_come_back_as_they_were_and_are_unreadable_in_the_database(robot: TestClient, house: House) -> None:
    house.add_item()
    item = _reserve(robot)
    address = f"/work-items/{item['id']}/files/bilaga.txt"
    assert robot.put(address, content=b"hyresavi", params={"fence": item["fence"]}).status_code == 204
    assert robot.get(address).content == b"hyresavi"
    assert robot.delete(address, params={"fence": item["fence"]}).status_code == 204
    assert robot.get(address).status_code == 404


def test_a_robots_output_is_stored_with_personal_numbers_masked(client: TestClient, house: House) -> None:
    run, _token = house.start_run()
    answer = client.post(f"/worker/runs/{run.id}/lines", json={"lines": ["läser 19880112-2384"]}, headers=_WORKER)
    assert answer.status_code == 204
    with house.database.session(house.scope) as session:
        assert "läser" not in session.query(RunLine).one().text
        assert [line.text for line in last_lines(session, run.id)] == ["läser 1988••••-••••"]


def test_a_run_that_prefects_schedule_fired_is_adopted_once(client: TestClient, house: House) -> None:
    parameters = {"municipality": "1287", "process": "economic_assistance", "task": "Collect Applications"}
    body = {"flow_run_id": "f-1", "worker": "w", "parameters": parameters}
    assert client.post("/worker/runs/open", json=body, headers=_WORKER).status_code == 200
    assert client.post("/worker/runs/open", json=body, headers=_WORKER).status_code == 409
    with house.database.session(house.scope) as session:
        assert session.query(Run).count() == 1


def test_a_run_stopped_before_it_began_does_not_start(client: TestClient, house: House) -> None:
    with house.database.session(house.scope) as session:
        run = runs.request(session, "1287", "economic_assistance", "Collect Applications", "test")
        runs.stop(session, run.id, "kill", "not needed")
    body = {"flow_run_id": "f-1", "worker": "w", "parameters": {"run_id": run.id}}
    assert client.post("/worker/runs/open", json=body, headers=_WORKER).status_code == 409


def test_a_release_repeated_after_a_lost_answer_is_done_once(robot: TestClient, house: House) -> None:
    house.add_item()
    item = _reserve(robot)
    body = {"fence": item["fence"], "state": "failed", "exception": {"type": "BUSINESS", "code": "x", "message": ""}}
    answers = [robot.post(f"/work-items/{item['id']}/release", json=body).status_code for _ in range(2)]
    assert answers == [204, 204]


def test_a_picture_sent_twice_is_kept_once(robot: TestClient, house: House) -> None:
    house.add_item()
    item = _reserve(robot)
    send = {"fence": item["fence"], "kind": "screenshot", "name": "household"}
    ids = {
        robot.post(f"/work-items/{item['id']}/evidence", params=send, content=b"\xff\xd8\xff\xe0").json()["id"]
        for _ in range(2)
    }
    assert len(ids) == 1
