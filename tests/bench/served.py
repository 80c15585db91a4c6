"""The portal as a process of its own on PostgreSQL, furnished for measuring, and the CPU that server and database use.

python -m tests.bench.served URL PORT        serve the application (no background work: nothing else is measured)
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psycopg

from orchestrator.core.db import Database
from orchestrator.core.settings import ROOT, settings
from orchestrator.entrypoints.migrate import migrate
from tests.support.house import House
from tests.support.ports import free_port
from tests.support.postgres import Server, server_programs

_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class ServedPortal:
    """A portal that answers at `url`; `cpu_seconds` counts it and every process of its database."""

    database: Database
    url: str
    process: subprocess.Popen[bytes]
    postgres: int

    def cpu_seconds(self) -> float:
        return sum(map(cpu_of, [self.process.pid, self.postgres, *descendants(self.postgres)]))

    def client(self, token: str) -> httpx.Client:
        return httpx.Client(base_url=f"{self.url}/api/v1", headers={"Authorization": f"Bearer {token}"}, timeout=120)


def cpu_of(pid: int) -> float:
    """Seconds of processor that a process has used, with its children that have ended."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(int(fields[at]) for at in (11, 12, 13, 14)) / _TICKS


def descendants(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children")
    found = [int(child) for child in children.read_text().split()] if children.exists() else []
    return [*found, *(further for child in found for further in descendants(child))]


@contextmanager
def postgres_for_measuring() -> Iterator[Server]:
    """A server with its usual, durable settings."""
    programs = server_programs()
    if programs is None:
        sys.exit("The benchmark needs PostgreSQL: install Debian's package postgresql.")
    server = Server(programs, durable=True)
    try:
        server.start()
        yield server
    finally:
        server.remove()


@contextmanager
def served_portal(
    server: Server, name: str, home: Path, codes: tuple[str, ...], effects: tuple[str, ...] = ()
) -> Iterator[ServedPortal]:
    """A fresh database, furnished with municipalities, and the portal before it."""
    url, port = f"{server.url}/{name}", free_port()
    with psycopg.connect(f"{server.plain_url}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type]
    os.environ.update(COE_DEMO="1", COE_TODAY="2026-11-23", COE_HOME=str(home))
    settings.cache_clear()
    migrate(url)
    database = Database(url)
    for code in codes:
        House(database, code=code, mode="shadow", effects=effects).furnish()
    process = subprocess.Popen([sys.executable, "-m", "tests.bench.served", url, str(port)], cwd=ROOT)
    try:
        _wait(f"http://127.0.0.1:{port}/health")
        yield ServedPortal(database, f"http://127.0.0.1:{port}", process, server.process.pid)
    finally:
        process.terminate()
        process.wait(timeout=20)
        database.dispose()


def _wait(url: str) -> None:
    for _ in range(200):
        try:
            httpx.get(url, timeout=2)
            return
        except httpx.TransportError:
            time.sleep(0.1)
    sys.exit("the portal did not start")


if __name__ == "__main__":
    import uvicorn

    from orchestrator.entrypoints.app import create_app, for_serving

    uvicorn.run(
        for_serving(create_app(Database(sys.argv[1]), background=False)), host="127.0.0.1", port=int(sys.argv[2]),
        log_level="warning", access_log=False,
    )  # fmt: skip
