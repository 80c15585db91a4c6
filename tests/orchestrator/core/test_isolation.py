"""Below the application: with its own check gone, PostgreSQL alone lets no row of another municipality through."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from orchestrator.core.db import Database, Scope
from orchestrator.governance.catalogue.service import add_municipality
from orchestrator.operations.queues.add import NewItem, add
from tests.journeys.town import build
from tests.support.house import PROCESS, House

_TENANTS = (
    "SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity FROM pg_class c JOIN pg_attribute a "
    "ON a.attrelid = c.oid WHERE c.relkind = 'r' AND a.attname = 'municipality_code' AND a.attnotnull"
)
ELSEWHERE = Scope.of("somebody", "1285")


@pytest.fixture
def town(postgres_database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """Trelleborg with rows in nearly every table; Eslöv with none."""
    with postgres_database.session(Scope.steward("test")) as session:
        add_municipality(session, "1285", "Eslöv")
    build(postgres_database, monkeypatch)
    return postgres_database


def _counts(session: Session, tables: list[str]) -> dict[str, int]:
    """table → how many rows of Trelleborg's a plain question finds."""
    asked = "SELECT count(*) FROM {} WHERE municipality_code = '1287'"
    return {name: session.scalar(text(asked.format(name))) or 0 for name in tables}


def _tenants(session: Session) -> list[str]:
    return [name for name, _forced in session.execute(text(_TENANTS))]


def test_row_level_security_is_forced_on_every_table_of_municipalities(postgres_database: Database) -> None:
    with postgres_database.session(Scope.steward("test")) as session:
        found = {name: forced for name, forced in session.execute(text(_TENANTS))}
    assert len(found) > 20
    assert [name for name, forced in found.items() if not forced] == []


def test_plain_sql_in_another_municipalitys_scope_finds_no_row(town: Database) -> None:
    with town.session(Scope.steward("test")) as session:
        there = _counts(session, _tenants(session))
    assert sum(there.values()) > 50
    with town.session(ELSEWHERE) as session:
        assert set(_counts(session, list(there)).values()) == {0}
    with town.session(Scope.of("somebody", "1287")) as session:
        assert _counts(session, list(there)) == there


def test_without_a_scope_there_is_nothing_to_see(town: Database) -> None:
    with town.session(Scope.nobody("somebody")) as session:
        assert set(_counts(session, _tenants(session)).values()) == {0}
    with town.engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM work_item")) == 0


def test_plain_sql_changes_and_deletes_nothing_elsewhere(town: Database) -> None:
    with town.session(ELSEWHERE) as session:
        connection = session.connection()
        assert (
            connection.execute(text("UPDATE work_item SET priority = 1 WHERE municipality_code = '1287'")).rowcount == 0
        )
        assert connection.execute(text("DELETE FROM run_line WHERE municipality_code = '1287'")).rowcount == 0


def test_plain_sql_moves_no_row_to_another_municipality_and_lays_none_there(town: Database) -> None:
    with town.session(ELSEWHERE) as session:
        add(session, "1285", PROCESS, NewItem("A-1", "1"))
    for forbidden in (
        "UPDATE work_item SET municipality_code = '1287'",
        "INSERT INTO secret (id, municipality_code, name, sealed, changed_at) VALUES ('x', '1287', 'n', '', now())",
    ):
        with pytest.raises(ProgrammingError, match="row-level security"), town.session(ELSEWHERE) as session:
            session.execute(text(forbidden))


def test_a_login_of_the_apps_own_cannot_become_the_steward(postgres_database: Database) -> None:
    name = postgres_database.url.rpartition("/")[2]
    with postgres_database.stewards_engine.connect() as connection:
        connection.execute(text("RESET ROLE"))
        connection.execute(text(f"CREATE ROLE portal_{name} LOGIN IN ROLE coe_app"))
        connection.execute(text(f"CREATE ROLE night_{name} LOGIN IN ROLE coe_steward"))
        connection.commit()
    url = postgres_database.url
    apart = Database(url.replace("//coe@", f"//portal_{name}@"), url.replace("//coe@", f"//night_{name}@"))
    try:
        House(apart).furnish()  # as the steward; then as the app
        with apart.session(Scope.of("test", "1287")) as session:
            add(session, "1287", PROCESS, NewItem("A-1", "1"))
        with pytest.raises(ProgrammingError, match="permission denied"), apart.session(ELSEWHERE) as session:
            session.execute(text("SET ROLE coe_steward"))
    finally:
        apart.dispose()
        with postgres_database.stewards_engine.connect() as connection:
            connection.execute(text("RESET ROLE"))
            for role in (f"portal_{name}", f"night_{name}"):
                connection.execute(text(f"DROP ROLE {role}"))
            connection.commit()
