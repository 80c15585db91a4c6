"""Tokens of machines: place in clear, hashed, ending by themselves, ended by hand; a forged place finds nothing."""

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, update
from typer.testing import CliRunner

from orchestrator.core import settings as settings_module
from orchestrator.core.clock import machine_now
from orchestrator.core.db import Database, Scope
from orchestrator.core.errors import BadInput, Conflict, NotFound, NotSignedIn
from orchestrator.entrypoints.app import create_app
from orchestrator.entrypoints.cli.main import app as coe
from orchestrator.governance.audit.models import TrailRow
from orchestrator.governance.people import systems
from orchestrator.governance.people.models import SystemToken, WorkerToken
from tests.support.house import House

_BEAT = {"name": "w1", "boot": "b", "host": "h", "pool": "region", "slots": 1, "version": "1"}


@pytest.fixture
def house(database: Database) -> House:
    House(database, "1285").furnish()
    return House(database).furnish()


def _made(house: House, code: str = "1287") -> str:
    with house.database.session(Scope.of("person:x", code)) as session:
        return systems.new_token(session, code)


def _whose(house: House, token: str) -> str:
    with house.database.session(Scope.of("api", systems.claimed_place(token, "eservice"))) as session:
        return systems.municipality_of(session, token)


def test_a_token_names_its_kind_and_place_in_clear_and_only_its_hash_is_kept(house: House) -> None:
    token = _made(house)
    assert token.startswith("coe_eservice_1287_")
    assert _whose(house, token) == "1287"
    with house.database.session(Scope.steward("test")) as session:
        row = session.scalars(select(SystemToken)).one()
        kept = " ".join(str(getattr(row, column.name)) for column in SystemToken.__table__.columns)
        told = " ".join(str(noted.detail) for noted in session.scalars(select(TrailRow)))
        assert token.rpartition("_")[2] not in kept + told
        assert timedelta(days=364) < row.expires_at - machine_now() < timedelta(days=366)
        assert row.used_at is not None


@pytest.mark.parametrize(
    "forge",
    [
        lambda token: token.replace("_1287_", "_1285_"),
        lambda token: token.replace("_1287_", "_region_"),
        lambda token: token.replace("coe_eservice_1287_", ""),
        lambda token: token.replace("eservice", "worker"),
        lambda token: token + "A",
        lambda token: token.replace("_1287_", "_1287,1285_"),
        lambda token: token.replace("_1287_", "__"),
    ],
)  # fmt: skip
def test_a_forged_token_finds_nothing(forge: object, house: House) -> None:
    forged = forge(_made(house))  # type: ignore[operator]
    with pytest.raises(NotSignedIn):
        _whose(house, forged)


def test_one_that_is_over_or_ended_lets_nobody_in(house: House) -> None:
    token = _made(house)
    with house.database.session(Scope.steward("test")) as session:
        session.execute(update(SystemToken).values(expires_at=machine_now() - timedelta(seconds=1)))
    with pytest.raises(NotSignedIn):
        _whose(house, token)
    newer = _made(house)
    assert _whose(house, newer) == "1287"
    with house.database.session(house.scope) as session:
        systems.end_by_id(session, systems.system_tokens(session, ("1287",))[0].id)
    with pytest.raises(NotSignedIn):
        _whose(house, newer)


def test_another_municipality_ends_no_token_of_ours(house: House) -> None:
    _made(house)
    with house.database.session(Scope.steward("test")) as session:
        token_id = session.scalars(select(SystemToken.id)).one()
    with pytest.raises(NotFound), house.database.session(Scope.of("x", "1285")) as session:
        systems.end_by_id(session, token_id)


@pytest.mark.parametrize("months", [0, -1, 25])
def test_a_token_lasts_two_years_at_most(months: int, house: House) -> None:
    with pytest.raises(BadInput), house.database.session(house.scope) as session:
        systems.new_token(session, "1287", months=months)


def test_what_ends_within_a_month_is_said_to(house: House) -> None:
    _made(house)
    with house.database.session(Scope.steward("test")) as session:
        row = session.scalars(select(SystemToken)).one()
        assert not systems.ends_soon(row)
        row.expires_at = machine_now() + timedelta(days=29)
        assert systems.ends_soon(row)


def test_a_worker_comes_in_with_a_token_of_its_own_until_it_is_ended(house: House) -> None:
    with house.database.session(Scope.steward("cli")) as session:
        token = systems.new_worker_token(session, "dator-7")
        with pytest.raises(Conflict):
            systems.new_worker_token(session, "dator-7")
    assert token.startswith("coe_worker_region_")
    client = TestClient(create_app(house.database, background=False), base_url="http://testserver/api/v1")
    headers = {"Authorization": f"Bearer {token}"}
    assert client.post("/worker/heartbeat", json=_BEAT, headers=headers).status_code == 200
    assert client.post("/work-items/reserve", json={}, headers=headers).status_code == 401, "workers handle no case"
    with house.database.session(Scope.steward("cli")) as session:
        row = session.scalars(select(WorkerToken)).one()
        assert row.used_at is not None
        systems.end_by_id(session, row.id)
        noted = session.scalars(select(TrailRow).where(TrailRow.entity == "worker_token")).all()
        assert {(row.municipality_code, row.action) for row in noted} == {
            (code, action) for code in ("1287", "1285") for action in ("worker_token_made", "worker_token_ended")
        }
    assert client.post("/worker/heartbeat", json=_BEAT, headers=headers).status_code == 401


def test_the_command_line_makes_lists_and_ends_them(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    House(sqlite_database).furnish()
    monkeypatch.setenv("COE_DATABASE_URL", sqlite_database.url)
    settings_module.settings.cache_clear()
    runner = CliRunner(env={"COLUMNS": "200"})
    made = runner.invoke(coe, ["token", "new", "eservice", "1287", "--months", "1"])
    assert made.stdout.startswith("coe_eservice_1287_")
    assert runner.invoke(coe, ["token", "new", "worker", "--name", "dator-7"]).stdout.startswith("coe_worker_region_")
    shown = runner.invoke(coe, ["token", "list"]).stdout
    assert "dator-7" in shown
    assert "1287" in shown
    assert made.stdout.strip() not in shown
    with sqlite_database.session(Scope.steward("test")) as session:
        token_id = session.scalars(select(WorkerToken.id)).one()
    assert "has ended" in runner.invoke(coe, ["token", "end", token_id]).stdout
    assert "dator-7" not in runner.invoke(coe, ["token", "list"]).stdout
