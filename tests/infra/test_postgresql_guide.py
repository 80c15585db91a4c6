"""The PostgreSQL guide, followed on a fresh server: what it says is enough, and keeps municipalities apart."""

import re
from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy import text

from orchestrator.core.db import Database, Scope
from orchestrator.core.settings import ROOT
from orchestrator.entrypoints.migrate import migrate
from tests.support.house import House
from tests.support.postgres import Server, server_programs


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    programs = server_programs()
    if programs is None:
        pytest.skip("no PostgreSQL server here: install Debian's package postgresql to follow the guide")
    found = Server(programs)
    try:
        found.start()
        _follow(found)
        yield found
    finally:
        found.remove()


def _follow(server: Server) -> None:
    told = (ROOT / "infra" / "POSTGRESQL.md").read_text()
    script = re.sub(r"--[^\n]*", "", "".join(re.findall(r"```sql\n(.*?)```", told, re.DOTALL)))
    with psycopg.connect(f"{server.plain_url}/postgres", autocommit=True) as connection:
        for statement in filter(str.strip, script.split(";")):
            connection.execute(statement)  # type: ignore[arg-type]


def _as(server: Server, login: str) -> str:
    return server.url.replace("coe@", f"{login}@") + "/coe"


@pytest.fixture(scope="module")
def database(server: Server) -> Iterator[Database]:
    migrate(_as(server, "coe_owner"))
    migrate(_as(server, "coe_owner"))  # a new version's setup finds everything as it was
    found = Database(_as(server, "coe_portal"), _as(server, "coe_portal_steward"))
    yield found
    found.dispose()


def test_the_platform_works_with_the_guides_logins(database: Database) -> None:
    house = House(database).furnish()
    other = House(database, "1285").furnish()
    house.add_item("EB-2026-12-0001")
    other.add_item("EB-2026-12-0002")
    seen = text("SELECT reference FROM work_item ORDER BY reference")
    with database.session(Scope.of("test", "1287")) as session:
        assert session.scalars(seen).all() == ["EB-2026-12-0001"]
    with database.session(Scope.steward("test")) as session:
        assert session.scalars(seen).all() == ["EB-2026-12-0001", "EB-2026-12-0002"]


@pytest.mark.parametrize("statement", ["SELECT count(*) FROM work_item", "SET ROLE coe_steward", "SET ROLE coe_owner",
                                       "DROP TABLE work_item", "CREATE TABLE mine (id int)",
                                       "ALTER TABLE work_item DISABLE ROW LEVEL SECURITY"])  # fmt: skip
def test_the_portals_login_can_do_nothing_beyond_its_role(statement: str, server: Server, database: Database) -> None:
    del database
    address = server.plain_url.replace("coe@", "coe_portal@") + "/coe"
    with psycopg.connect(address) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement)  # type: ignore[arg-type]


def test_prefects_login_does_not_reach_our_database(server: Server, database: Database) -> None:
    del database
    with pytest.raises(psycopg.OperationalError, match="permission denied"):
        psycopg.connect(server.plain_url.replace("coe@", "coe_prefect@") + "/coe")
