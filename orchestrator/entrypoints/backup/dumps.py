"""The database in one file, from one snapshot: SQLite by its online backup, PostgreSQL by pg_dump and pg_restore."""

import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile

from sqlalchemy import URL, Connection, create_engine, inspect, make_url, text
from sqlalchemy.pool import NullPool

from orchestrator.core.errors import Conflict, Unavailable
from orchestrator.core.isolation import STEWARD, isolate, make_roles

_VERSION_DATA = "TABLE DATA public alembic_version"


@contextmanager
def dumped(url: str, file: Path) -> Iterator[Connection]:
    """Write the database to a file; yields a connection that reads the same snapshot as the file holds."""
    if url.startswith("sqlite"):
        _dump_sqlite(url, file)
        engine = create_engine(f"sqlite:///{file}", poolclass=NullPool)
        with engine.connect() as connection:
            yield connection
        return
    engine = create_engine(url, poolclass=NullPool, isolation_level="REPEATABLE READ")
    with engine.connect() as connection:
        # Row-level security holds for backups too: the steward is whom it lets see everything.
        connection.execute(text(f"SET ROLE {STEWARD}"))
        snapshot = connection.execute(text("SELECT pg_export_snapshot()")).scalar_one()
        _run("pg_dump", make_url(url), "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}",
             f"--role={STEWARD}", "--enable-row-security", f"--file={file}")  # fmt: skip
        yield connection


def require_empty(url: str) -> None:
    """Refuse a database that holds anything."""
    if url.startswith("sqlite"):
        path = sqlite_path(url)
        if path.exists():
            raise Conflict(f"There is a database at {path}. A backup is restored into an empty place: move it away.")
        return
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        tables = inspect(connection).get_table_names()
    if tables:
        raise Conflict(
            f"The database {make_url(url).database} holds {len(tables)} tables. A backup is restored into an empty one "
            "only: make a new one with `createdb`, and do not run `coe setup` first."
        )


def load_postgres(url: str, file: Path) -> None:
    """All or nothing, without the row that says which schema it is: until `mark` nothing starts on this database."""
    target, engine = make_url(url), create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        make_roles(connection)  # the policies in the file name them
    contents = _run("pg_restore", None, "--list", str(file))
    with NamedTemporaryFile("w", suffix=".list", dir=file.parent) as wanted:
        wanted.write("\n".join(line for line in contents.splitlines() if _VERSION_DATA not in line))
        wanted.flush()
        _run("pg_restore", target, "--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges",
             f"--use-list={wanted.name}", str(file))  # fmt: skip
    with engine.begin() as connection:
        isolate(connection)  # who may do what is no part of the file


def sqlite_path(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


def _dump_sqlite(url: str, file: Path) -> None:
    """In one step: writers go on beside it, and it never begins again because of them."""
    path = sqlite_path(url)
    if not path.exists():
        raise Conflict(f"There is no database at {path}.")
    source, target = sqlite3.connect(path), sqlite3.connect(file)
    try:
        source.backup(target, pages=-1)
        found = target.execute("PRAGMA integrity_check").fetchone()[0]
    finally:
        source.close()
        target.close()
    if found != "ok":
        raise Unavailable(f"The database is damaged, and its copy is not kept as a backup: {found}")


def _run(program: str, url: URL | None, *arguments: str) -> str:
    """One of PostgreSQL's programs. The password is in its environment, never in its arguments."""
    command, env = [str(_program(program)), *arguments], dict(os.environ)
    if url is not None:
        plain = url.set(drivername="postgresql", password=None)
        command.append(f"--dbname={plain.render_as_string(hide_password=False)}")
        if url.password:
            env["PGPASSWORD"] = str(url.password)
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        told = " ".join(done.stderr.strip().splitlines()[-3:])
        raise Unavailable(f"{program} did not end well: {told}")
    return done.stdout


def _program(name: str) -> Path:
    """The newest of Debian's, which reads and writes the formats of every older server; else the one on PATH."""
    found = sorted(
        Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(re.sub(r"\D", "", path.parts[4]) or 0)
    )
    on_path = shutil.which(name)
    if not found and on_path is None:
        raise Unavailable(f"{name} is not installed: install Debian's package postgresql-client.")
    return found[-1] if found else Path(str(on_path))
