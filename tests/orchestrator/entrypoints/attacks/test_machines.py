"""What a robot, or whoever has found its token, may try: refused, nothing changed, and in its municipality's trail."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from orchestrator.core.db import Database, Scope
from orchestrator.entrypoints.app import create_app
from orchestrator.governance.audit.models import TrailRow
from orchestrator.governance.audit.refusals import ACTION
from orchestrator.operations.queues.models import WorkItem
from orchestrator.operations.runs import service as runs
from orchestrator.operations.runs.exits import Exit, told
from orchestrator.outcomes.decisions.models import Decision
from tests.orchestrator.entrypoints.attacks.conftest import Row, Trail
from tests.support.house import House


@pytest.fixture
def house(database: Database) -> House:
    return House(database).furnish()


@pytest.fixture
def robot(house: House) -> Iterator[TestClient]:
    run, token = house.start_run()
    with TestClient(create_app(house.database, background=False), base_url="http://testserver/api/v1") as made:
        made.headers["Authorization"] = f"Bearer {token}"
        made.headers["X-Run"] = run.id  # for the tests alone
        yield made


@pytest.fixture
def trail(house: House) -> Trail:
    return Trail(house.database)


def _row(robot: TestClient, call: str, why: str, about: str = "") -> Row:
    return Row(f"run:{robot.headers['X-Run']}", "1287", call, why, about)


def test_another_municipalitys_case_is_not_there(robot: TestClient, house: House, trail: Trail) -> None:
    theirs = House(house.database, code="1285").furnish().add_item()
    answer = robot.put(f"/work-items/{theirs}/payload", json={"fence": 0, "payload": {}})
    assert answer.status_code == 404
    assert trail.last() == _row(robot, "PUT /work-items/{item_id}/payload", "not_found", theirs)


def test_a_secret_that_the_manifest_does_not_name_is_not_given(robot: TestClient, trail: Trail) -> None:
    assert robot.get("/secrets/another").status_code == 403
    assert trail.last() == _row(robot, "GET /secrets/{name}", "not_allowed")


def test_effects_of_a_decision_that_was_not_made_are_not_taken(robot: TestClient, house: House, trail: Trail) -> None:
    house.add_item("A-1")
    item = robot.post("/work-items/reserve", json={"wait_seconds": 0}).json()
    effects = [{"kind": "decision", "natural_key": "A-1:2026-12:1:decision"}]
    body: dict[str, Any] = {"fence": item["fence"], "effects": effects}
    call = f"/work-items/{item['id']}/commit"
    assert robot.post(call, json=body).status_code in (409, 422)
    assert robot.post(f"/work-items/{item['id']}/release", json={"fence": item["fence"], "state": "done"}).status_code
    with house.database.session(Scope.steward("test")) as session:
        assert session.scalar(select(func.count()).select_from(Decision)) == 0
        assert session.get_one(WorkItem, item["id"]).state == "leased"
    assert {(row.actor, row.why) for row in trail.refusals()} >= {(f"run:{robot.headers['X-Run']}", "conflict")}


def test_a_field_that_the_call_does_not_have_is_refused(robot: TestClient, house: House, trail: Trail) -> None:
    item = {"reference": "A", "occurrence": "2026-12", "payload": {}, "municipality_code": "1285", "state": "done"}
    assert robot.post("/work-items", json={"items": [item]}).status_code == 422
    with house.database.session(Scope.steward("test")) as session:
        assert session.scalar(select(func.count()).select_from(WorkItem)) == 0
    assert trail.last() == _row(robot, "POST /work-items", "bad_input")


def test_a_write_under_a_lease_that_is_lost_is_fenced_off(robot: TestClient, house: House, trail: Trail) -> None:
    house.add_item()
    item = robot.post("/work-items/reserve", json={"wait_seconds": 0}).json()
    late = {"fence": item["fence"] - 1, "payload": {"month": "2027-01"}}
    assert robot.put(f"/work-items/{item['id']}/payload", json=late).status_code == 409
    assert trail.last() == _row(robot, "PUT /work-items/{item_id}/payload", "lease_lost", item["id"])


def test_a_token_that_is_played_again_after_its_run_opens_nothing(
    robot: TestClient, house: House, trail: Trail
) -> None:
    with house.database.session(Scope.steward("test")) as session:
        runs.close(session, robot.headers["X-Run"], told(Exit.PASSED, 0))
    for _ in range(3):
        assert robot.get("/configuration").status_code == 401
    assert trail.last() == Row("run:1287", "1287", "GET /configuration", "not_signed_in", "")


def test_a_token_with_another_place_written_in_it_stands_in_that_places_trail(
    robot: TestClient, house: House, trail: Trail
) -> None:
    House(house.database, code="1285").furnish()
    robot.headers["Authorization"] = robot.headers["Authorization"].replace("_1287_", "_1285_")
    assert robot.get("/configuration").status_code == 401
    robot.headers["Authorization"] = "Bearer coe_run_9999_secret"  # no such municipality: the region's
    assert robot.get("/configuration").status_code == 401
    assert [(row.actor, row.place) for row in trail.refusals()] == [("run:1285", "1285"), ("run:9999", "region")]


def test_a_thousand_attempts_are_two_rows_and_none_is_forgotten(
    robot: TestClient, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusals = robot.app.state.refusals  # type: ignore[attr-defined]
    for _ in range(40):
        robot.get("/secrets/another")
    monkeypatch.setattr("orchestrator.governance.audit.refusals._SECONDS", 0.0)
    assert refusals.tell_rest() == 1
    assert refusals.tell_rest() == 0
    assert len(Trail(house.database).refusals()) == 2
    assert _times(house) == [1, 39]


def _times(house: House) -> list[int]:
    with house.database.session(Scope.steward("test")) as session:
        rows = session.scalars(select(TrailRow).where(TrailRow.action == ACTION).order_by(TrailRow.id))
        return [row.detail["times"] for row in rows if row.detail]
