"""The database that the tests of a process share: nothing of one test is there in the next."""

import itertools
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import psycopg
import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.orm import Session

from orchestrator.core.db import Base, Database, Scope
from orchestrator.governance.audit import service as audit
from tests.support import emptied
from tests.support.emptied import Emptied
from tests.support.house import House

_numbers = itertools.count()
_TRIGGERS = "SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'trail_no_%'"
_NUMBER = "SELECT oid FROM pg_database WHERE datname = current_database()"


@pytest.fixture
def own(postgres_template: str) -> "Shared":
    return Shared(postgres_template)


class Shared:
    """One of our own, which no other test has."""

    def __init__(self, url: str) -> None:
        self._url, self._emptied = url, Emptied(url.replace("+psycopg", ""), f"coe_own{next(_numbers)}")

    @contextmanager
    def test(self) -> Iterator[Database]:
        with self._emptied.database(self._url) as database:
            yield database


def _ask(database: Database, statement: str) -> object:
    with database.stewards_engine.connect() as connection:
        return connection.scalar(text(statement))


def _as_owner(database: Database, *statements: str) -> None:
    with database.stewards_engine.connect() as connection:
        for statement in ("RESET ROLE", *statements):
            connection.execute(text(statement))
        connection.commit()


def _rows(session: Session) -> dict[str, int]:
    counted = {
        name: session.scalar(select(func.count()).select_from(rows)) or 0 for name, rows in Base.metadata.tables.items()
    }
    return {name: count for name, count in counted.items() if count}


def _furnish(database: Database) -> None:
    """Rows of the trail too, which refuse deletion."""
    House(database).furnish().add_item()
    with database.session(Scope.of("test", "1287")) as session:
        audit.note(session, "1287", "case_opened", "work_item", "1")


def test_rows_are_gone_the_append_only_trail_too_and_the_database_is_the_same(own: Shared) -> None:
    with own.test() as database:
        _furnish(database)
        with database.session(Scope.steward("test")) as session:
            assert {"trail", "work_item", "municipality"} <= set(_rows(session))
        first = _ask(database, _NUMBER)
    with own.test() as database:
        with database.session(Scope.steward("test")) as session:
            assert _rows(session) == {}
        assert _ask(database, _NUMBER) == first


def test_the_trail_still_refuses_deletion_in_the_next_test(own: Shared) -> None:
    for _ in range(2):
        with own.test() as database:
            _furnish(database)
            with pytest.raises(DatabaseError, match="append-only"):
                _as_owner(database, "DELETE FROM trail")


@pytest.mark.parametrize(
    "change",
    [
        "DROP TRIGGER trail_no_delete ON trail",
        "ALTER TABLE trail DISABLE TRIGGER trail_no_delete",
        "ALTER TABLE work_item NO FORCE ROW LEVEL SECURITY",
        "DROP POLICY own_municipalities ON work_item",
        "ALTER POLICY own_municipalities ON work_item USING (true)",
        "GRANT TRUNCATE ON work_item TO coe_app",
        "CREATE TABLE left_behind (id int)",
        "CREATE SCHEMA left_behind",
        "ALTER TABLE work_item ALTER COLUMN priority SET DEFAULT 7",
    ],
)
def test_whoever_changes_more_than_rows_leaves_the_next_a_new_copy(own: Shared, change: str) -> None:
    with own.test() as database:
        first = _ask(database, _NUMBER)
        _as_owner(database, change)
    with own.test() as database:
        assert _ask(database, _NUMBER) != first
        assert _ask(database, _TRIGGERS) == 3


def test_a_connection_left_open_is_ended_and_its_name_leads_nowhere(own: Shared) -> None:
    with ExitStack() as left:
        with own.test() as database:
            url = database.url
            connection = left.enter_context(psycopg.connect(url.replace("+psycopg", "")))
            connection.execute("LISTEN coe_bells")
            connection.execute("LOCK TABLE work_item")
        with own.test() as database:
            House(database).furnish().add_item()
            with pytest.raises(psycopg.OperationalError):
                connection.execute("SELECT 1")
        late = Database(url)
        with pytest.raises(OperationalError, match="does not exist"), late.session(Scope.steward("late")) as session:
            session.connection()
        left.pop_all()


def test_a_database_that_has_grown_is_thrown_away(own: Shared, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(emptied, "_LARGEST", 1_000_000)
    with own.test() as database:
        first = _ask(database, _NUMBER)
    with own.test() as database:
        assert _ask(database, _NUMBER) == first, "our empty tables are smaller"
        named = "SELECT n, repeat('x', 80) FROM generate_series(1000, 9999) n"
        _as_owner(database, f"INSERT INTO municipality (code, name) {named}")
    with own.test() as database:
        assert _ask(database, _NUMBER) != first
