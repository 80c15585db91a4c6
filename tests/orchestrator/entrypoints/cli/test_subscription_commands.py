"""`coe subscription`: what is used, the kill switch and the end, with their words and as JSON."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from orchestrator.core.db import Database
from orchestrator.core.errors import BadInput, Conflict
from orchestrator.entrypoints.cli import subscription as commands
from orchestrator.entrypoints.cli.main import app
from tests.support.house import PROCESS, House

RUN = CliRunner()


@pytest.fixture(autouse=True)
def house(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> House:
    del tmp_path
    monkeypatch.setattr(commands, "own_database", lambda: sqlite_database)
    return House(sqlite_database).furnish()


def coe(*words: str) -> str:
    done = RUN.invoke(app, ["subscription", *words], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def test_a_pause_is_made_shown_and_ended_with_its_reason() -> None:
    assert "is paused" in coe("pause", "1287", PROCESS, "--reason", "wrong rent", "--until", "2026-11-30")
    (row,) = json.loads(coe("list", "--json"))
    assert (row["state"], row["paused"], row["paused_to"]) == ("paused", "wrong rent", "2026-11-30")
    assert "is active again, in mode decide" in coe("resume", "1287", PROCESS)
    told = json.loads(coe("show", "1287", PROCESS, "--json"))
    assert [change["what"] for change in told["history"]] == ["resumed", "paused"]
    assert {item["check"] for item in told["readiness"]} >= {"dpia", "configuration", "secrets"}


def test_what_has_ended_is_not_paused() -> None:
    assert "has ended" in coe("end", "1287", PROCESS, "--reason", "another system", "--yes")
    with pytest.raises(Conflict, match="ended"):
        coe("pause", "1287", PROCESS, "--reason", "late")


def test_a_day_that_is_none_is_told() -> None:
    with pytest.raises(BadInput, match="2026-12-01"):
        coe("pause", "1287", PROCESS, "--reason", "late", "--until", "tomorrow")
