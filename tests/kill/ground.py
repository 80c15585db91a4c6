"""The whole platform on PostgreSQL, Prefect's server too, with real browsers and the testbed: what is killed at."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import yaml
from rich.console import Console

from orchestrator.core.db import Database
from orchestrator.core.settings import ROOT, settings
from orchestrator.entrypoints.cli.demo_road import Road
from orchestrator.entrypoints.cli.furnish import furnish
from orchestrator.entrypoints.cli.programs import start_all
from orchestrator.entrypoints.cli.region import REGION, read, uses_of
from orchestrator.entrypoints.cli.supervise import Supervisor
from orchestrator.entrypoints.migrate import migrate
from orchestrator.governance.packages import signing
from orchestrator.operations.documents import rule_sets
from orchestrator.operations.workers.environment import prepare_environment
from tests.support.ports import free_port
from tests.support.postgres import Server, server_programs

_PORTS = ("PORTAL", "PREFECT", "TESTBED", "SMTP", "WORKER_HEALTH")


@dataclass
class Ground:
    """Everything that runs. `uses` are the subscriptions, every one in the mode `decide`."""

    home: Path
    postgres: Server
    database: Database
    supervisor: Supervisor
    region: dict[str, Any]
    road: Road
    restarts: dict[str, int] = field(default_factory=dict)

    @property
    def uses(self) -> list[dict[str, Any]]:
        return uses_of(self.region)

    def keep_up(self) -> None:
        """Start again what has died, as a supervisor on a real machine does."""
        if self.postgres.process.poll() is not None:
            self.postgres.start()
            self.restarts["database"] = self.restarts.get("database", 0) + 1
        for name in self.supervisor.restart_dead():
            self.restarts[name] = self.restarts.get(name, 0) + 1
        for program in self.supervisor.programs:
            program.restarts = 0  # dying often is what happens here

    def pid_of(self, name: str) -> int | None:
        """The process of one of our programs, if it lives."""
        for program in self.supervisor.programs:
            if program.name == name and program.child is not None and program.child.poll() is None:
                return program.child.pid
        return None

    def robots(self, run_id: str = "") -> list[int]:
        """Processes of Robot Framework that work for this ground's portal: all, or one run's."""
        mark = f"COE_RUN_ID={run_id}" if run_id else f"COE_API_URL={settings().api_url}"
        return [pid for pid, words in _marked(mark) if "robot" in words]

    def browsers(self) -> list[int]:
        """The main process of every browser that a robot has started."""
        return [
            pid for pid, words in _marked(f"COE_API_URL={settings().api_url}")
            if words and "chromium" in words[0] and not any(word.startswith("--type=") for word in words)
        ]  # fmt: skip


def _marked(mark: str) -> list[tuple[int, list[str]]]:
    """Processes with this in their environment, and their command lines."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            if mark.encode() in (entry / "environ").read_bytes().split(b"\0"):
                found.append((int(entry.name), (entry / "cmdline").read_text(errors="replace").split("\0")))
        except OSError:
            continue
    return found


@contextmanager
def ground(home: Path, cases: int, seed: int, console: Console) -> Iterator[Ground]:
    """Start everything with so many applications a municipality; end it all, whatever happened."""
    programs = server_programs()
    if programs is None:
        sys.exit("The kill suite needs PostgreSQL: install Debian's package postgresql.")
    server = Server(programs, durable=True)
    supervisor = Supervisor(home / "logs")
    try:
        server.start()
        _surroundings(home, server)
        database, region = _prepare(home, cases)
        start_all(supervisor, with_testbed=True, tell=lambda name: console.print(f"  {name} is up"))
        road = Road(database, supervisor, console, region)
        road.apply(seed, cases)
        yield Ground(home, server, database, supervisor, region, road)
    finally:
        supervisor.stop()
        server.remove()


def _surroundings(home: Path, server: Server) -> None:
    for name in ("coe", "prefect"):
        with psycopg.connect(f"{server.plain_url}/postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type]
    os.environ.update({f"COE_{name}_PORT": str(free_port()) for name in _PORTS})
    os.environ.update(
        COE_DEMO="1", COE_TODAY="2026-11-23", COE_HOME=str(home), COE_DATABASE_URL=f"{server.url}/coe",
        COE_PREFECT_DATABASE_URL=f"{server.url}/prefect".replace("+psycopg", "+asyncpg"),
        COE_SMS_GATEWAY_URL=f"http://127.0.0.1:{os.environ['COE_TESTBED_PORT']}/sms-gateway",
    )  # fmt: skip
    settings.cache_clear()


def _prepare(home: Path, cases: int) -> tuple[Database, dict[str, Any]]:
    """Two municipalities that decide, with enough attempts for a hail of kills; where people always decide, they do."""
    region = read(REGION)
    region["municipalities"] = region["municipalities"][:2]
    codes = {row["code"] for row in region["municipalities"]} | {None}
    region["subscriptions"] = [
        row | {"cases": cases} | ({} if "round_task" in row else {"mode": "decide"})
        for row in region["subscriptions"]
        if row["municipality"] in codes
    ]
    region["people"] = [row for row in region["people"] if row["municipality"] in codes]
    home.mkdir(parents=True, exist_ok=True)
    (home / "region.yaml").write_text(yaml.safe_dump(region, allow_unicode=True))
    if (rules := Path(os.environ.get("COE_TEST_DATA") or "nowhere") / "peppol" / "rules").is_dir():
        rule_sets.install(str(rules))  # without them people have every invoice, and no robot writes one
    migrate(settings().database)
    signing.ensure_keys(home)
    database = Database(settings().database)
    furnish(database, home / "region.yaml")
    _borrow_environments(home)
    prepare_environment(home.resolve(), ROOT / "robots.lock")
    return database, region


def _borrow_environments(home: Path) -> None:
    """The demo's environment is the same one: linked, it need not be built again."""
    known = ROOT / ".coe" / "demo" / "envs"
    if known.exists() and not (home / "envs").exists():
        (home / "envs").symlink_to(known)


def kill(pid: int) -> bool:
    """kill -9; whether there was something to kill."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def wait_until(what: Any, seconds: float, every: float = 0.2) -> bool:
    """Whether it came true in time."""
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        if what():
            return True
        time.sleep(every)
    return False


def clear(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)


def run_module(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", *words], cwd=ROOT, capture_output=True, text=True, check=True)
