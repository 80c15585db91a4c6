"""The tiny shell that every system of the testbed stands in: database, templates, forms, clock, passwords.

The systems share nothing else but how accounts, sessions and holds are kept (``shell_seats.py``): each has its own
tables, pages, words and look.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.staticfiles import StaticFiles
from jinja2 import Environment, FileSystemLoader, StrictUndefined

HERE = Path(__file__).parent
STOCKHOLM = ZoneInfo("Europe/Stockholm")


class Store:
    """One system's own SQLite file. A connection for each thread; writes are short transactions."""

    def __init__(self, path: Path, schema: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._local = threading.local()
        self._connection.executescript(schema)

    @property
    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(self._path, timeout=10, isolation_level=None)
            connection.row_factory = sqlite3.Row
            for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON"):
                connection.execute(f"PRAGMA {pragma}")
            self._local.connection = connection
        return connection

    def rows(self, sql: str, *values: Any) -> list[sqlite3.Row]:
        return self._connection.execute(sql, values).fetchall()

    def row(self, sql: str, *values: Any) -> sqlite3.Row | None:
        found: sqlite3.Row | None = self._connection.execute(sql, values).fetchone()
        return found

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it, or nothing."""
        connection = self._connection
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")

    def clear(self) -> None:
        """Empty every table, so that the system stands as newly installed."""
        names = [row["name"] for row in self.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
        connection = self._connection
        connection.execute("PRAGMA foreign_keys = OFF")
        try:
            with self.write():
                for name in names:
                    connection.execute(f'DELETE FROM "{name}"')  # noqa: S608 - the table's own name
        finally:
            connection.execute("PRAGMA foreign_keys = ON")


def insert(connection: sqlite3.Connection, table: str, values: Mapping[str, Any]) -> int:
    """Add a row; its number comes back."""
    columns, marks = ", ".join(values), ", ".join("?" * len(values))
    done = connection.execute(
        f"INSERT INTO {table} ({columns}) VALUES ({marks})",  # noqa: S608 - names from our own code
        tuple(values.values()),
    )
    return done.lastrowid or 0


class Pages:
    """A system's templates: ``pages("login.html", 200, error=…)`` is the finished answer."""

    def __init__(self, system: str, **words: Any) -> None:
        loader = FileSystemLoader(HERE / system / "templates")
        self._templates = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, auto_reload=False)
        self._templates.trim_blocks = self._templates.lstrip_blocks = True
        for name, value in words.items():
            target = self._templates.filters if callable(value) else self._templates.globals
            target[name] = value

    def __call__(self, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        text = self._templates.get_template(template).render(**values)
        return HTMLResponse(text, status, headers={"Cache-Control": "no-store"})


def new_app(system: str) -> FastAPI:
    """A system's own application, with its style sheet and pictures under ``static``."""
    app = FastAPI(title=system, docs_url=None, redoc_url=None, openapi_url=None)
    app.mount("/static", StaticFiles(directory=HERE / system / "static"), name="static")
    return app


async def form_of(request: Request) -> dict[str, str]:
    """The posted fields, trimmed; of a repeated name the last."""
    return {name: str(value).strip().replace("\r\n", "\n") for name, value in (await request.form()).items()}


def go_to(address: str) -> RedirectResponse:
    return RedirectResponse(address, 303)


def today() -> date:
    """The testbed's day: ``COE_TODAY``, so that pages and the platform agree."""
    fixed = os.environ.get("COE_TODAY")
    return date.fromisoformat(fixed) if fixed else datetime.now(STOCKHOLM).date()


def now() -> str:
    """The testbed's day at the present time of day, local: ``2026-11-23 09:14:05``."""
    return f"{today().isoformat()} {datetime.now(STOCKHOLM):%H:%M:%S}"


def utc(moment: str) -> str:
    """``2026-11-23 09:14:05`` in Sweden → ISO in UTC."""
    return datetime.fromisoformat(moment).replace(tzinfo=STOCKHOLM).astimezone(UTC).isoformat()


def later_month(month: str, count: int) -> str:
    """``("2026-12", 1)`` → ``"2027-01"``; a negative count goes back."""
    year, number = (int(part) for part in month.split("-"))
    index = year * 12 + number - 1 + count
    return f"{index // 12}-{index % 12 + 1:02d}"


def password_hash(password: str) -> str:
    salt = secrets.token_bytes(16)
    return f"{salt.hex()}${hashlib.scrypt(password.encode(), salt=salt, n=2**13, r=8, p=1).hex()}"


def password_fits(password: str, stored: str) -> bool:
    salt, _, wanted = stored.partition("$")
    given = hashlib.scrypt(password.encode(), salt=bytes.fromhex(salt), n=2**13, r=8, p=1).hex()
    return hmac.compare_digest(given, wanted)


def new_token() -> str:
    return secrets.token_urlsafe(24)


def token_hash(token: str) -> str:
    """What is kept of a session's token."""
    return hashlib.sha256(token.encode()).hexdigest()


_EFFECT_KINDS = {"decisions": "decision", "calculations": "calculation", "journal": "journal_note"}


def effects_of(written: Mapping[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """A case system's rows as effects: kind, key (empty where a person wrote it), and the amount if it has one."""
    return [
        {"kind": _EFFECT_KINDS[part], "key": row["key"] or "", "value": row.get("amount_ore")}
        for part, rows in written.items()
        for row in rows
    ]
