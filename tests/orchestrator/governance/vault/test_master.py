"""Where the master key comes from, and what is refused of it."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestrator.core.db import Database
from orchestrator.core.errors import CoeError, Unavailable
from orchestrator.core.settings import settings
from orchestrator.governance.vault import keys
from orchestrator.governance.vault import service as vault
from orchestrator.governance.vault.keyring import forget, look
from orchestrator.governance.vault.master import LocalMaster, TransitMaster, _opened, master
from orchestrator.governance.vault.models import DataKey, MunicipalityKey
from tests.orchestrator.governance.vault.transit_server import Transit, transit_server
from tests.support.house import House

KEY, OTHER = "a-master-key-of-the-tests-0123456789", "another-master-key-of-the-tests-98765"
TOKEN = "the-token-of-the-tests"


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    _opened.cache_clear()
    yield
    _opened.cache_clear()


def _set(monkeypatch: pytest.MonkeyPatch, **values: str) -> None:
    for name, value in values.items():
        monkeypatch.setenv(f"COE_{name.upper()}", value)
    settings.cache_clear()


@pytest.fixture
def transit(monkeypatch: pytest.MonkeyPatch) -> Iterator[Transit]:
    with transit_server(TOKEN) as engine:
        _set(monkeypatch, master_key=f"transit:{engine.address}", transit_token=TOKEN)
        yield engine


def test_the_same_key_comes_from_its_text_a_file_the_environment_and_a_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "master"
    file.write_text(f"{KEY}\n")
    file.chmod(0o600)
    monkeypatch.setenv("SOME_NAME", KEY)
    command = f"command:{sys.executable} -c 'print(\"{KEY}\")'"
    ids = set()
    for told in (KEY, f"file:{file}", "env:SOME_NAME", command):
        _set(monkeypatch, master_key=told)
        ids.add(master().id)
    assert len(ids) == 1
    assert KEY not in ids.pop()


def test_a_file_that_others_can_read_is_refused_with_the_way_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "master"
    file.write_text(KEY)
    file.chmod(0o640)
    _set(monkeypatch, master_key=f"file:{file}")
    with pytest.raises(CoeError, match="chmod 600"):
        master()


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ("short", "at least 32"),
        ("file:/nowhere/at/all", "cannot be read"),
        ("env:NOT_THERE_AT_ALL", "has no NOT_THERE_AT_ALL"),
        ("command:/nowhere/at/all", "did not run"),
        ("command:false", "ended with 1"),
        ("transit:http://vault.example/transit/coe", "https"),
        ("transit:nonsense", "Write the transit key as"),
    ],
)
def test_a_master_key_that_cannot_be_used_is_refused_in_words(
    told: str, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _set(monkeypatch, master_key=told)
    with pytest.raises(CoeError, match=says):
        master()


def test_a_key_in_a_vault_elsewhere_wraps_and_unwraps_bound_to_its_use(transit: Transit) -> None:
    uses = TransitMaster(transit.address)
    wrapped = uses.wrap(b"k" * 32, "1287/data/1")
    assert b"k" * 32 not in wrapped
    assert uses.unwrap(wrapped, "1287/data/1") == b"k" * 32
    with pytest.raises(Unavailable, match="400"):
        uses.unwrap(wrapped, "1285/data/1")


def test_a_vault_elsewhere_that_refuses_the_token_says_what_to_check(
    transit: Transit, monkeypatch: pytest.MonkeyPatch
) -> None:
    _set(monkeypatch, transit_token="wrong")
    with pytest.raises(Unavailable, match="COE_TRANSIT_TOKEN"):
        TransitMaster(transit.address).wrap(b"k" * 32, "x")


def test_a_vault_elsewhere_may_be_away_once_the_keys_are_opened(transit: Transit, database: Database) -> None:
    house = House(database).furnish()
    with database.session(house.scope) as session:
        sealed = vault.seal(session, house.code, "test", b"one")
    transit.away = True
    asked = len(transit.asked)
    with database.session(house.scope) as session:
        look(session, house.code)  # its time has come: the row is the same, so nothing is asked
        assert vault.unseal(session, house.code, "test", sealed) == b"one"
        assert len(transit.asked) == asked
        forget(session, house.code)
        with pytest.raises(Unavailable):
            vault.unseal(session, house.code, "test", sealed)


def test_the_master_key_is_replaced_by_wrapping_anew_and_nothing_is_sealed_again(
    transit: Transit, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    _set(monkeypatch, master_key=KEY)
    house = House(database).furnish()
    with database.session(house.scope) as session:
        sealed = vault.seal(session, house.code, "test", b"one")
        number = vault.person_key(session, house.code, "198801122384")
        keys.rotate(session, house.code)
    _set(monkeypatch, master_key=f"transit:{transit.address}", master_key_before=KEY)
    with database.session(house.scope) as session:
        assert keys.wrap_anew(session, house.code) == 3, "two versions and the index key"
        assert keys.wrap_anew(session, house.code) == 0
        assert keys.wrap_anew(session, house.code, again=True) == 3
    _set(monkeypatch, master_key_before="")
    with database.session(house.scope) as session:
        forget(session, house.code)
        assert vault.unseal(session, house.code, "test", sealed) == b"one"
        assert vault.person_key(session, house.code, "198801122384") == number
        assert {row.master for row in session.query(DataKey)} == {"transit:transit/coe"}


def test_another_master_key_says_which_one_is_needed(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    _set(monkeypatch, master_key=KEY)
    house = House(database).furnish()
    _set(monkeypatch, master_key=OTHER)
    with database.session(house.scope) as session:
        forget(session, house.code)
        with pytest.raises(CoeError, match=LocalMaster(KEY).id):
            vault.seal(session, house.code, "test", b"one")


def test_neither_master_key_nor_data_key_stands_in_the_database_in_plain(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    _set(monkeypatch, master_key=KEY)
    made: list[bytes] = []
    monkeypatch.setattr(keys.os, "urandom", lambda count: made.append(bytes(range(count))) or made[-1])
    house = House(sqlite_database).furnish()
    monkeypatch.undo()
    with sqlite_database.session(house.scope) as session:
        rows = [*session.query(DataKey), *session.query(MunicipalityKey)]
    assert len(rows) == 2
    path = Path(sqlite_database.url.removeprefix("sqlite:///"))
    whole = b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))
    assert KEY.encode() not in whole
    made_keys = {told for told in made if len(told) == 32}
    assert made_keys
    assert all(key not in whole for key in made_keys)
