"""`coe oidc`: a provider is looked at before it is kept, and its secret is never an argument."""

import pytest
from typer.testing import CliRunner

from orchestrator.core.db import Database, Scope
from orchestrator.core.errors import BadInput
from orchestrator.core.settings import settings
from orchestrator.entrypoints.cli import app
from orchestrator.governance.identity import metadata
from orchestrator.governance.identity import service as identity
from tests.support.house import House

ISSUER = "https://id.example"


@pytest.fixture
def database(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    monkeypatch.setenv("COE_DATABASE_URL", sqlite_database.url)
    monkeypatch.setenv("COE_PUBLIC_URL", "https://robotar.example.se")
    monkeypatch.setattr(metadata, "discover", lambda issuer: {"issuer": issuer})
    settings.cache_clear()
    House(sqlite_database).furnish()
    return sqlite_database


def _coe(*words: str, typed: str = "") -> str:
    ran = CliRunner().invoke(app, ["oidc", *words], input=typed, catch_exceptions=False)
    assert ran.exit_code == 0, ran.output
    return ran.output


def test_a_provider_is_kept_with_the_secret_from_stdin(database: Database) -> None:
    told = _coe("set", "1287", "--issuer", ISSUER, "--client-id", "coe", typed="hemlig\n")
    assert "https://robotar.example.se/sign-in/1287/callback" in told
    assert "hemlig" not in told
    with database.session(Scope.steward("test")) as session:
        assert identity.client_of(session, "1287").secret == "hemlig"
    assert ISSUER in _coe("list", "--json")
    _coe("set", "1287", "--issuer", ISSUER, "--client-id", "coe", "--keep-secret")
    assert "Karin Ek can sign in" in _coe(
        "expect", "1287", "karin.ek", "--email", "k@example.se", "--name", "Karin Ek", "--role", "business_owner"
    )
    _coe("remove", "1287")
    assert "No municipality has a provider" in _coe("list")


def test_a_provider_that_does_not_answer_as_it_should_is_not_kept(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_issuer: str) -> None:
        raise BadInput("The provider calls itself another.")

    monkeypatch.setattr(metadata, "discover", refuse)
    with pytest.raises(BadInput):
        _coe("set", "1287", "--issuer", ISSUER, "--client-id", "coe", typed="x\n")
    assert "No municipality" in _coe("list")
    with database.session(Scope.steward("test")) as session:
        assert identity.came_from(session, None) is None
