"""A municipality tries a package, tests its connection and is in trial: real robots, and its systems stay as they were.

Its own systems stand on a testbed of their own, apart from the test environment, so that every table can be compared.
"""

import os
import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from orchestrator.core.db import Database, Scope
from orchestrator.core.settings import ROOT, settings
from orchestrator.entrypoints.cli import furnish
from orchestrator.entrypoints.cli import programs as made
from orchestrator.entrypoints.cli.furnish import DEMO_PASSWORD, ROBOT_PASSWORD
from orchestrator.entrypoints.cli.supervise import Supervisor
from orchestrator.entrypoints.migrate import migrate
from orchestrator.governance.catalogue.models import Subscription
from orchestrator.governance.packages import signing
from orchestrator.operations.queues.models import WorkItem
from orchestrator.operations.runs import service as runs
from orchestrator.operations.runs.models import Run
from orchestrator.operations.workers.environment import environment_key
from orchestrator.outcomes.benefits.models import BenefitLine
from orchestrator.outcomes.notices.models import Notice
from tests.support import releases
from tests.support.ports import free_port

pytestmark = [pytest.mark.road, pytest.mark.long, pytest.mark.timeout(240)]
CODE, TWIN, PROCESS = "1273", "Q273", "economic_assistance"
# What a login leaves behind in the vendor's own database; everything else must stay as it was.
_LOGINS = {"session", "sqlite_sequence"}


class Osby:
    """A small municipality in trial, with its systems on a testbed of its own."""

    def __init__(self, folder: Path) -> None:
        self.home, self.own = settings().home, folder / "own"
        self.supervisor = Supervisor(folder / "logs")
        self.own_port = free_port()

    def start(self) -> None:
        self.home.mkdir(parents=True, exist_ok=True)
        (self.home / "prefect").mkdir(exist_ok=True)
        migrate(settings().database)
        signing.ensure_keys(self.home)
        self.database = Database(settings().database)
        furnish.furnish(self.database)
        _environment(self.home)
        programs = [made.prefect_program(), made.portal_program(), made.testbed_program(), self._own_systems()]
        for program in programs:
            self.supervisor.start(program)
        for program in programs:
            self.supervisor.wait_until_well(program)
        worker = made.worker_program()
        self.supervisor.start(worker)
        self.supervisor.wait_until_well(worker)

    def _own_systems(self) -> Any:
        program = made.testbed_program()
        program.name, program.health_url = "own", f"http://127.0.0.1:{self.own_port}/health"
        program.command = [
            sys.executable, "-m", "infra.testbed", "--port", str(self.own_port), "--data", str(self.own),
            "--smtp-port", str(free_port()),
        ]  # fmt: skip
        return program

    def use_own_systems(self) -> None:
        """The subscription points at the municipality's own systems, which hold two cases."""
        url = f"http://127.0.0.1:{self.own_port}"
        command = [sys.executable, "-m", "infra.testbed.seed", "--url", url, "--data", str(self.own), "--seed", "7",
                   "--count", "2", "--municipality", CODE, "--vendor", "sambis"]  # fmt: skip
        env = {**os.environ, "TESTBED_ROBOT_PASSWORD": ROBOT_PASSWORD}
        subprocess.run(command, cwd=ROOT, env=env, check=True, capture_output=True)
        with self.database.session(Scope.of("test", CODE)) as session:
            uses = session.scalars(select(Subscription)).one()
            told = dict(uses.configuration)
            told["case_system"] = {"vendor": "sambis", "url": f"{url}/sambis/"}
            told["register_portal"] = {**told["register_portal"], "url": f"{url}/ssbtek/"}
            uses.configuration = told

    def written(self) -> dict[str, list[Any]]:
        """Every row of every table of the municipality's own systems, but for logins."""
        found = {}
        for path in sorted(self.own.glob("*.db")):
            with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as base:
                names = [row[0] for row in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
                for name in set(names) - _LOGINS:
                    found[f"{path.name}/{name}"] = base.execute(f"SELECT * FROM {name}").fetchall()  # noqa: S608
        return found

    def wait(self, what: Any, seconds: float = 90) -> None:
        limit = time.monotonic() + seconds
        while not what():
            assert time.monotonic() < limit, "it did not come true in time"
            time.sleep(0.2)

    def rows(self, code: str, model: Any) -> list[Any]:
        with self.database.session(Scope.of("test", code)) as session:
            return list(session.scalars(select(model)))


@pytest.fixture
def osby(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Osby]:
    for name in ("PORTAL", "PREFECT", "TESTBED", "SMTP", "WORKER_HEALTH"):
        monkeypatch.setenv(f"COE_{name}_PORT", str(free_port()))
    monkeypatch.setenv("COE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COE_WORKER_SLOTS", "2")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    settings.cache_clear()
    monkeypatch.setattr(furnish, "publish_all", _published)  # the gates have tests of their own
    town = Osby(tmp_path)
    try:
        town.start()
        yield town
    finally:
        town.supervisor.stop()
        settings.cache_clear()


def _published(database: Database, package: str, _people: object) -> str:
    """Rules and robot of the working tree, published to all without their gates."""
    with database.session(Scope.steward("test")) as session:
        releases.publish_process(session, ROOT, package)
        return releases.publish(session, ROOT, package).id


def _environment(home: Path) -> None:
    """The robots' environment: this Python, which has all that a robot needs."""
    target = home / "envs" / environment_key((ROOT / "robots.lock").read_bytes())
    (target / "bin").mkdir(parents=True)
    (target / "bin" / "python").write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    (target / "bin" / "python").chmod(0o755)
    (target / "ready").touch()


class Visitor:
    """Somebody at the portal, without a browser."""

    def __init__(self, username: str) -> None:
        self.client = httpx.Client(base_url=settings().portal_url, follow_redirects=False, timeout=90)
        answer = self.client.post("/sign-in", data={"username": username, "password": DEMO_PASSWORD})
        assert answer.status_code == 303

    def post(self, path: str, **fields: str) -> httpx.Response:
        page = self.client.get("/account").text
        csrf = re.search(r'name="csrf" value="([^"]+)"', page)
        assert csrf
        return self.client.post(path, data={"csrf": csrf[1], **fields})


def test_try_connection_and_trial_write_nothing_in_the_municipalitys_systems(osby: Osby) -> None:
    osby.use_own_systems()
    before, per = osby.written(), Visitor("per")

    tried = per.post(f"/catalogue/{PROCESS}/try", vendor="klarven", cases="1")
    assert tried.status_code == 303, tried.text[:2000]
    assert per.client.get(tried.headers["location"]).status_code == 200, "the run is watched live"
    asked = per.post(f"/subscriptions/{CODE}/{PROCESS}/connection")  # beside it: the robots work side by side
    assert asked.status_code == 303, asked.text[:2000]
    osby.wait(lambda: all(run.state == "completed" for run in osby.rows(CODE, Run)))
    assert "loggade in och läste" in per.client.get(f"/subscriptions/{CODE}/{PROCESS}?step=systems").text
    osby.wait(lambda: len(osby.rows(TWIN, WorkItem)) == 1)
    osby.wait(lambda: all(item.state in ("done", "waiting_human") for item in osby.rows(TWIN, WorkItem)))
    assert (osby.rows(TWIN, Notice), osby.rows(TWIN, BenefitLine)) == ([], []), "nobody is told, nothing counts"
    assert osby.rows(CODE, WorkItem) == [], "what is invented is not in the municipality's queue"
    assert per.client.get(f"/work-items/{osby.rows(TWIN, WorkItem)[0].id}").status_code == 200
    assert str(osby.rows(TWIN, WorkItem)[0].reference) not in per.client.get("/work-items").text
    assert osby.written() == before

    with osby.database.session(Scope.of("test", CODE)) as session:
        runs.request(session, CODE, PROCESS, "Collect Applications", "test")
    osby.wait(lambda: len(osby.rows(CODE, WorkItem)) == 2)
    osby.wait(lambda: all(item.state in ("done", "waiting_human") for item in osby.rows(CODE, WorkItem)))
    after = osby.written()
    asked_of = after.pop("registers.db/question")
    assert before.pop("registers.db/question") == [], "before its trial the robot has asked the registers nothing"
    assert asked_of, "with the ground recorded it asks by itself, and the portal keeps its own log of that"
    assert after == before, "a trial only reads"
