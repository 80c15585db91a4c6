"""One PostgreSQL database for all the tests of a process: emptied after each, where copying it anew costs 0.3 s.

Each test finds it under a name of its own. A thread that outlives its test can thereby not come back: the name that it
knows is gone, as if the database had been dropped. What a test left of another kind than rows (a trigger taken away, an
index, a setting) is seen, and such a database is thrown away, as is a large one: the next test gets a new copy.
"""

import itertools
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql

from orchestrator.core.db import Database

TEMPLATE = "coe_template"
_GONE_SECONDS = 10
# Whatever a statement can change in a database but rows, with the transaction that last wrote it.
_SHAPE = " UNION ALL ".join(
    f"SELECT '{catalogue}', count(*), md5(string_agg(c.xmin::text, ',' ORDER BY c.ctid)) FROM {catalogue} c "  # noqa: S608
    + where
    for catalogue, where in {
        "pg_class": "WHERE relnamespace = 'public'::regnamespace",
        "pg_proc": "WHERE pronamespace = 'public'::regnamespace",
        "pg_trigger": "",
        "pg_policy": "",
        "pg_constraint": "",
        "pg_attrdef": "",
        "pg_attribute": "WHERE attrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace)",
        "pg_namespace": "WHERE nspname NOT LIKE 'pg_t%'",
        "pg_extension": "",
    }.items()
)
# Deleted rows keep their place until PostgreSQL sweeps: many of them would make every later test slower.
_SIZE = (
    "SELECT sum(pg_table_size(oid)) FROM pg_class "
    "WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace HAVING sum(pg_table_size(oid)) > %s"
)
_LARGEST = 8_000_000
_SETTINGS = "SELECT count(*) FROM pg_db_role_setting"
_OTHERS = "FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"


class Emptied:
    """Hands out the database, to one test at a time. `server` is psycopg's address without a database name."""

    def __init__(self, server: str, prefix: str = "coe") -> None:
        self._server, self._prefix = server, prefix
        self._numbers = itertools.count()
        self._ready: str | None = None
        self._emptying = b""
        self._shape: list[object] = []

    @contextmanager
    def database(self, url: str) -> Iterator[Database]:
        """Our tables, empty. `url` is SQLAlchemy's address without a database name."""
        name = self._take()
        database = Database(f"{url}/{name}")
        try:
            yield database
        finally:
            database.dispose()
            self._put_back(name)

    def _take(self) -> str:
        name = f"{self._prefix}_{next(self._numbers)}"
        with self._connect("postgres") as owner:
            if self._ready is None:
                owner.execute(_named("CREATE DATABASE {} TEMPLATE {}", name, TEMPLATE))
            else:
                owner.execute(_named("ALTER DATABASE {} RENAME TO {}", self._ready, name))
        if self._ready is None:
            with self._connect(name) as owner:
                self._learn(owner)
        self._ready = None
        return name

    def _put_back(self, name: str) -> None:
        with self._connect(name) as owner:
            _send_off(owner, name)
            as_it_was = self._shape_of(owner) == self._shape and not owner.execute(_SIZE, [_LARGEST]).fetchall()
            if as_it_was:
                owner.execute(self._emptying)
        if as_it_was:
            self._ready = name
        else:
            with self._connect("postgres") as owner:
                owner.execute(_named("DROP DATABASE {} WITH (FORCE)", name))

    def _learn(self, owner: psycopg.Connection) -> None:
        """How it looks now, and how to empty it: all but what the migrations themselves laid down."""
        tables = [
            str(name)
            for (name,) in owner.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
            if name != "alembic_version"
        ]
        for name in tables:
            found = owner.execute(_named("SELECT count(*) FROM {}", name)).fetchone()
            assert found == (0,), f"a migration lays rows in {name}: they would be gone after the first test"
        # Neither the trail's triggers nor foreign keys speak to a replica's hand.
        deletions = b"; ".join(_named("DELETE FROM {}", name).as_bytes(owner) for name in tables)
        self._emptying = b"BEGIN; SET LOCAL session_replication_role = replica; " + deletions + b"; COMMIT"
        self._shape = self._shape_of(owner)

    @staticmethod
    def _shape_of(owner: psycopg.Connection) -> list[object]:
        return [*owner.execute(_SHAPE).fetchall(), *owner.execute(_SETTINGS).fetchall()]

    def _connect(self, name: str) -> psycopg.Connection:
        return psycopg.connect(f"{self._server}/{name}", autocommit=True)


def _send_off(owner: psycopg.Connection, name: str) -> None:
    """End what is still connected: a test may have left threads behind, and a closed connection ends a little later."""
    limit = time.monotonic() + _GONE_SECONDS
    while owner.execute(f"SELECT pg_terminate_backend(pid) {_OTHERS}", [name]).fetchall():
        assert time.monotonic() < limit, f"somebody keeps connecting to {name}"
        time.sleep(0.003)


def _named(statement: str, *names: str) -> sql.Composed:
    return sql.SQL(statement).format(*map(sql.Identifier, names))
