"""Applications of one process share their routes, worked out once, and nothing else."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from orchestrator.core.db import Database, Scope
from orchestrator.entrypoints.app import create_app
from orchestrator.entrypoints.needs import declared, refuse_undeclared
from orchestrator.operations.queues.models import WorkItem
from tests.support.house import House


@pytest.fixture
def other(sqlite_template: Path, tmp_path: Path) -> Database:
    path = tmp_path / "other.db"
    path.write_bytes(sqlite_template.read_bytes())
    return Database(f"sqlite:///{path}")


def _reserved(token: str, asked: Database) -> int:
    """What an application on a database says to a robot that asks for a case."""
    with TestClient(create_app(asked, background=False), base_url="http://testserver/api/v1") as client:
        answer = client.post("/work-items/reserve", json={}, headers={"authorization": f"Bearer {token}"})
    return answer.status_code


def test_each_answers_from_its_own_database(sqlite_database: Database, other: Database) -> None:
    first, second = House(sqlite_database).furnish(), House(other).furnish()
    for house in (first, second):
        house.add_item()
    _run, token = first.start_run()
    assert _reserved(token, other) == 401, "the run is unknown there"
    assert _reserved(token, sqlite_database) == 200
    for house, state in ((first, "leased"), (second, "new")):
        with house.database.session(Scope.steward("test")) as session:
            assert session.scalars(select(WorkItem.state)).one() == state
    other.dispose()


def test_a_route_of_one_is_not_the_others(sqlite_database: Database) -> None:
    with_more, without = (create_app(sqlite_database, background=False) for _ in range(2))
    for one, beside in ((with_more, without), (with_more.state.machine_api, without.state.machine_api)):
        known = len(declared(beside))
        assert known > 10
        one.add_api_route("/forgotten", lambda: None)
        with pytest.raises(RuntimeError, match="GET /forgotten"):
            refuse_undeclared(one)
        assert len(declared(beside)) == known
    assert TestClient(without).get("/forgotten").status_code == 404
