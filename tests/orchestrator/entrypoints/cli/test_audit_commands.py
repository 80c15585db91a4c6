"""`coe audit`: verified in words and as JSON, with exit codes; a checkpoint; a restored backup accepted."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from orchestrator.core.db import Database, Scope
from orchestrator.core.errors import CoeError
from orchestrator.core.settings import settings
from orchestrator.entrypoints.cli import app
from orchestrator.governance.audit import service as audit
from orchestrator.governance.catalogue.service import add_municipality
from tests.support.tampering import Tampering


@pytest.fixture
def base(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    monkeypatch.setenv("COE_DATABASE_URL", sqlite_database.url)
    monkeypatch.setenv("COLUMNS", "200")
    settings.cache_clear()
    with sqlite_database.session(Scope.steward("test")) as session:
        add_municipality(session, "1287", "Trelleborg")
        for number in range(3):
            audit.note(session, "1287", "case_opened", "work_item", str(number), reason="skäl")
        audit.erase(session, "1287", "work_item", "1", "gallring 5 år")
    return sqlite_database


def _coe(*arguments: str, code: int = 0) -> str:
    done = CliRunner().invoke(app, ("audit", *arguments))
    if isinstance(done.exception, CoeError):  # `main` turns it into one line and exit code 2
        assert code == 2
        return done.exception.message
    assert done.exit_code == code, done.output
    return done.output


def _json(*arguments: str, code: int = 0) -> Any:
    return json.loads(_coe(*arguments, "--json", code=code))


@pytest.mark.usefixtures("base")
def test_a_trail_that_holds_is_told_with_what_was_erased_and_under_which_rule() -> None:
    assert "Sealed" in _coe("checkpoint")
    said = _coe("verify")
    assert "1 erased under rule gallring 5 år" in said
    assert "The trail holds" in said
    told = _json("verify")
    assert (told["holds"], told["findings"], told["waiting"], told["checkpoints"]) == (True, [], 0, 1)
    assert next(row for row in told["chains"] if row["chain"] == "1287")["erased"] == {"gallring 5 år": 1}


def test_the_first_bad_row_is_named_and_the_exit_code_is_one(base: Database) -> None:
    _coe("checkpoint")
    hand = Tampering(base)
    row = hand.rows()[1]
    hand.change(row, actor="person:nobody")
    said = _coe("verify", code=1)
    assert f"1287 row {row['seq']} {row['id']}: A field of it is not what was sealed" in said
    assert "The trail does not hold" in said
    assert _json("verify", code=1)["findings"][0]["row"] == row["id"]


@pytest.mark.usefixtures("base")
def test_the_public_key_may_be_kept_elsewhere(tmp_path: Path) -> None:
    _coe("checkpoint")
    key = tmp_path / "trail.pub"
    key.write_bytes((settings().home / "keys" / "trail.pub").read_bytes())
    assert _json("verify", "--public-key", str(key))["holds"]
    key.write_bytes(bytes(32))
    assert "not signed" in _coe("verify", "--public-key", str(key), code=1)
    assert "no public key" in _coe("verify", "--public-key", str(tmp_path / "none"), code=2)


def test_a_trail_that_ends_elsewhere_is_accepted_with_a_reason(base: Database) -> None:
    with base.session(Scope.steward("test")) as session:
        audit.note(session, "1287", "case_opened", "work_item", "9")
    _coe("checkpoint")
    assert "nothing to accept" in _coe("accept", "--reason", "x", code=2)
    hand = Tampering(base)
    hand.remove(hand.rows()[-1])
    assert "The last rows are gone" in _coe("verify", code=1)
    assert "Accepted" in _coe("accept", "--reason", "kopian från i går")
    assert "kopian från i går" in _coe("verify")


def test_a_trail_without_rows_holds(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COE_DATABASE_URL", sqlite_database.url)
    settings.cache_clear()
    assert "has no rows yet" in _coe("verify")
