"""Connections: two kinds to PostgreSQL, one to SQLite.

PostgreSQL has three roles. The owner makes the tables and is used by migrations alone; `coe_app` serves requests and
sees the rows of its transaction's scope (`isolation.py`); `coe_steward` does the platform's own work across
municipalities. A connection takes its role as its first act: where each has a login of its own, that login is a member
of no other role, and cannot leave it.
"""

import json
import time
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import DisconnectionError

from orchestrator.core.isolation import APP, STEWARD

_RESTED_SECONDS = 2.0


def _note_rest(_connection: Any, record: Any) -> None:
    record.info["rests_since"] = time.monotonic()


def _ask_if_rested(connection: Any, record: Any, _proxy: Any) -> None:
    """A connection that has rested may be dead: the database was started again. One in use is known to live, and a
    question before each transaction would be one more round trip for every call."""
    since = record.info.get("rests_since")
    if since is not None and time.monotonic() - since > _RESTED_SECONDS:
        try:
            connection.execute("SELECT 1")
            connection.rollback()
        except Exception as error:
            raise DisconnectionError("the database was started again") from error


def app_engine(url: str) -> Engine:
    """For requests: on PostgreSQL as `coe_app`."""
    return _postgres(url, APP, 10, 20) if url.startswith("postgres") else _sqlite(url)


def steward_engine(url: str) -> Engine:
    """For the platform's own work on PostgreSQL, as `coe_steward`."""
    return _postgres(url, STEWARD, 5, 15)


def _postgres(url: str, role: str, size: int, overflow: int) -> Engine:
    engine = create_engine(url, pool_size=size, max_overflow=overflow, json_serializer=_as_json)
    event.listen(engine, "checkin", _note_rest)
    event.listen(engine, "checkout", _ask_if_rested)

    @event.listens_for(engine, "connect")
    def _take_role(connection: Any, _record: Any) -> None:
        connection.execute(f"SET ROLE {role}")
        connection.commit()

    return engine


def _sqlite(url: str) -> Engine:
    engine = create_engine(url, connect_args={"timeout": 30, "check_same_thread": False}, json_serializer=_as_json)

    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, see below
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=30000", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Any) -> None:
        # A transaction that reads first and writes later must own the write lock from its start:
        # SQLite cannot upgrade a stale snapshot.
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
