"""`coe round`: rounds are listed, and computed again from what is stored."""

import pytest
from sqlalchemy import update
from typer.testing import CliRunner

from orchestrator.core.db import Database, Scope
from orchestrator.entrypoints.cli import round as rounds
from orchestrator.outcomes.rounds.models import Round
from tests.support.queue_of_children import Children, unit


@pytest.fixture
def laid(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> Children:
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr(rounds, "own_database", lambda: sqlite_database)
    children = Children(sqlite_database).furnish()
    children.apply("BO-A", "2026-10-02", "Sol")
    children.lay(unit("Sol", "2027-01-11"))
    return children


def coe(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(rounds.app, list(words))
    return done.exit_code, done.output


@pytest.mark.usefixtures("laid")
def test_rounds_are_listed_and_come_out_the_same() -> None:
    code, said = coe("list")
    assert (code, "preschool" in said) == (0, True)
    assert coe("verify", "--all") == (0, "1 of 1 rounds came out the same.\n")


def test_one_that_does_not_is_named_with_what_is_another(laid: Children) -> None:
    with laid.database.session(Scope.steward("test")) as session:
        session.execute(update(Round).values(result_sha256="0" * 64))
    code, said = coe("verify", "--all")
    assert code == 1
    assert "(round 1): another result" in said
    assert "0 of 1 rounds" in said


def test_it_says_which_round_or_all(laid: Children) -> None:
    del laid
    assert coe("verify")[0] != 0
