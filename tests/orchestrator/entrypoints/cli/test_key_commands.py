"""`coe keys` and `coe secret`: told in tables, changed with care, and no value in any argument or answer."""

import json
from typing import Any

import pytest
from typer.testing import CliRunner

from orchestrator.core.db import Database
from orchestrator.core.errors import CoeError, KeyDestroyed
from orchestrator.core.settings import settings
from orchestrator.entrypoints.cli import app, keys
from orchestrator.governance.catalogue.models import Subscription
from orchestrator.governance.vault import keyring, secrets
from orchestrator.operations.queues.models import WorkItem
from tests.support.house import House


@pytest.fixture
def house(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setenv("COE_DATABASE_URL", sqlite_database.url)
    monkeypatch.setenv("COLUMNS", "200")
    for module in (keys, keyring):
        monkeypatch.setattr(module, "LOOK_SECONDS", 0)
    settings.cache_clear()
    return House(sqlite_database).furnish()


def _coe(*arguments: str, sent: str = "", code: int = 0) -> str:
    done = CliRunner().invoke(app, arguments, input=sent)
    if isinstance(done.exception, CoeError):  # `main` turns it into one line and exit code 2
        assert code == 2, done.exception
        return done.exception.message
    assert done.exit_code == code, done.output
    return done.output


def _status() -> dict[str, Any]:
    (row,) = json.loads(_coe("keys", "status", "--json"))
    return row


def test_a_key_is_rotated_and_its_state_told(house: House) -> None:
    house.add_item("A-1")
    assert (_status()["version"], _status()["opens"]) == (1, "")
    told = _coe("keys", "rotate", "1287")
    assert "Version 2 seals from now on." in told
    assert "Everything is sealed with the new version." in told
    state = _status()
    assert (state["version"], state["opens"], state["left"]) == (2, "1", None)
    assert "Version" not in _coe("keys", "rotate", "1287", "--go-on")
    assert _status()["version"] == 2


def test_the_master_key_is_replaced_by_one_command(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    before = settings().master_key.get_secret_value()
    monkeypatch.setenv("COE_MASTER_KEY", "a-new-master-key-0123456789-0123456789")
    monkeypatch.setenv("COE_MASTER_KEY_BEFORE", before)
    settings.cache_clear()
    assert "2 keys of 1 municipalities" in _coe("keys", "wrap")
    monkeypatch.setenv("COE_MASTER_KEY_BEFORE", "")
    settings.cache_clear()
    house.add_item("A-1")


def test_a_key_is_destroyed_only_when_it_is_meant_and_the_municipality_is_named(house: House) -> None:
    house.add_item("A-1")
    command = ("keys", "destroy", "1287", "--reason", "leaves the region")
    assert "Say --yes-i-mean-it" in _coe(*command, code=1)
    assert "Type the municipality's name" in _coe(*command, "--yes-i-mean-it", sent="Eslöv\n", code=2)
    assert _status()["destroyed_at"] is None
    assert "are destroyed" in _coe(*command, "--yes-i-mean-it", sent="Trelleborg\n")
    assert _status()["destroyed_by"].startswith("cli:")
    with house.database.session(house.scope) as session:
        assert session.query(Subscription).one().state == "ended"
        assert session.query(WorkItem).count() == 1, "states and references stay"
    with pytest.raises(KeyDestroyed):
        house.add_item("A-2")
    assert "destroyed" in _coe("keys", "rotate", "1287", code=2)


def test_a_secret_is_piped_in_listed_without_its_value_and_removed(house: House) -> None:
    values = {"username": "robot-1287", "password": "det-hemliga-ordet"}
    assert "is kept" in _coe("secret", "put", "1287", "case_system", sent=json.dumps(values))
    assert "is replaced" in _coe("secret", "put", "1287", "case_system", sent=json.dumps(values))
    with house.database.session(house.scope) as session:
        assert secrets.use(session, "1287", "case_system", "r1") == values
    for told in (_coe("secret", "list", "1287"), _coe("secret", "list", "1287", "--json")):
        assert "case_system" in told
        assert "run:r1" in told
        assert not any(value in told for value in values.values())
    assert "is removed" in _coe("secret", "remove", "1287", "case_system")
    assert "No secret yet" in _coe("secret", "list", "1287")


@pytest.mark.parametrize("sent", ["", "ordet", '["ordet"]', '{"password": 1}', '{"password": ""}', "{}"])
def test_what_is_no_secret_is_refused_and_nothing_is_kept(sent: str, house: House) -> None:
    told = _coe("secret", "put", "1287", "case_system", sent=sent, code=2)
    assert "ordet" not in told
    with house.database.session(house.scope) as session:
        assert secrets.listed(session, "1287") == []


def test_a_name_that_no_manifest_could_have_is_refused(house: House) -> None:
    assert house.code
    assert "no name of a secret" in _coe("secret", "put", "1287", "Case System", sent='{"a": "b"}', code=2)
