"""The real testbed, the real rules and a real browser; only the platform is the double.

One testbed a session: it is seeded once, and each test handles cases of its own.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.robots.rules_host import CEILINGS, Rules, running
from tests.shared_library.conftest import ROOT, RobotRun, robot_environment
from tests.shared_library.platform_double import Platform, Served

TESTBED_ENV = {**os.environ, "PYTHONPATH": str(ROOT), "COE_TODAY": "2026-11-23"}
PACKAGE = ROOT / "robots" / "economic_assistance"
Json = dict[str, Any]


@dataclass
class Testbed:
    """Where it answers, and what it holds."""

    __test__ = False

    url: str
    data: Path
    key: list[Json]
    used: set[str] = field(default_factory=set)

    def truth(self, reference: str) -> Json:
        """What the case system's own database says of a case."""
        show = [sys.executable, "-m", "infra.testbed.truth", "--data", str(self.data)]
        done = subprocess.run(show, cwd=ROOT, env=TESTBED_ENV, capture_output=True, text=True, check=True)
        return next(case for case in json.loads(done.stdout)["cases"] if case["reference"] == reference)

    def take(self, outcome: str) -> Json:
        """A case with this outcome that no other test has taken."""
        found = next(c for c in self.key if c["outcome"] == outcome and c["reference"] not in self.used)
        self.used.add(found["reference"])
        return found

    def people(self, reference: str) -> list[str]:
        """Names, numbers and contact of everybody in the case's household, as its pages show them."""
        with sqlite3.connect(self.data / "sambis.db", timeout=10) as db:
            rows = db.execute(
                "SELECT first_name || ' ' || last_name, last_name, number, email, address FROM application "
                "JOIN dossier ON dossier.id = dossier_id JOIN member USING (dossier_id) JOIN person USING (number) "
                "WHERE reference = ?",
                (reference,),
            ).fetchall()
        assert rows
        return [text for row in rows for text in row if text]

    def sign_everybody_out(self) -> None:
        """As if every session had been idle too long."""
        with sqlite3.connect(self.data / "sambis.db", timeout=10) as db:
            db.execute("DELETE FROM session")

    def decide(self, reference: str, outcome: str, kronor: str, username: str = "anna.lund") -> None:
        """As a caseworker does by hand, without a robot's key."""
        with httpx.Client(base_url=f"{self.url}/sambis", follow_redirects=True) as person:
            person.post("/logga-in", data={"anvandarnamn": username, "losenord": "handlaggare-demo"})
            form = {
                "manad": "2026-12",
                "beslut": outcome,
                "belopp": kronor,
                "motivering": "Prövat.",
                "trots_varning": "1",
            }
            person.post(f"/arende/{reference}/beslut/spara", data=form).raise_for_status()
            person.post(f"/arende/{reference}/stang").raise_for_status()

    def undo(self, reference: str) -> None:
        """The case as it was before a robot took it, to be done again."""
        with sqlite3.connect(self.data / "sambis.db", timeout=10) as db:
            of_case = "(SELECT id FROM calculation WHERE reference = ? AND month = '2026-12')"
            for table in ("calculation_line", "calculation_norm"):
                db.execute(f"DELETE FROM {table} WHERE calculation_id IN {of_case}", (reference,))  # noqa: S608
            for table in ("calculation", "decision"):
                db.execute(f"DELETE FROM {table} WHERE reference = ? AND month = '2026-12'", (reference,))  # noqa: S608
            db.execute("DELETE FROM journal_note WHERE reference = ?", (reference,))
            db.execute("UPDATE application SET state = 'new', locked_by = NULL WHERE reference = ?", (reference,))

    def fault(self, system: str, name: str, on: bool = True, times: int | None = None) -> None:
        wanted = {"name": name, "on": on, "times": times}
        httpx.post(f"{self.url}/{system}/admin/faults", json=wanted).raise_for_status()

    def no_faults(self) -> None:
        for system in ("sambis", "ssbtek"):
            for name in httpx.get(f"{self.url}/{system}/admin/faults").json()["on"]:
                self.fault(system, name, on=False)

    def admin(self, page: str, **form: str) -> None:
        httpx.post(f"{self.url}/admin/{page}", data=form, follow_redirects=True).raise_for_status()


@pytest.fixture(scope="session")
def testbed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Testbed]:
    with served_testbed(tmp_path_factory.mktemp("testbed"), 30) as bed:
        yield bed


@contextmanager
def served_testbed(data: Path, count: int, *more: str) -> Iterator[Testbed]:
    """The testbed as a process of its own, filled with applications; `more` goes to the seed."""
    port, smtp_port = free_port(), free_port()
    url = f"http://127.0.0.1:{port}"
    start = [sys.executable, "-m", "infra.testbed", "--port", str(port), "--smtp-port", str(smtp_port)]
    server = subprocess.Popen([*start, "--data", str(data)], cwd=ROOT, env=TESTBED_ENV)
    try:
        wait_for(lambda: httpx.get(f"{url}/health").status_code == 200, 30)
        seed = [sys.executable, "-m", "infra.testbed.seed", "--url", url, "--data", str(data), "--seed", "7"]
        subprocess.run(
            [*seed, "--count", str(count), *more], cwd=ROOT, env=TESTBED_ENV, check=True, capture_output=True
        )
        yield Testbed(url, data, json.loads((data / "answer_key.json").read_text())["cases"])
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(10)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(ready: Callable[[], bool], seconds: float) -> None:
    ends_at = time.monotonic() + seconds
    while time.monotonic() < ends_at:
        try:
            if ready():
                return
        except (httpx.HTTPError, OSError):
            pass
        time.sleep(0.05)
    raise TimeoutError(f"Not ready after {seconds} s")


@pytest.fixture(scope="session")
def rules() -> Iterator[Rules]:
    with running(Rules()) as host:
        yield host


@pytest.fixture
def platform(testbed: Testbed, rules: Rules) -> Iterator[Platform]:
    double = Platform(assess=rules)
    double.configuration = configuration(testbed.url)
    double.secrets = CREDENTIALS
    with Served(double) as served:
        yield served


__all__ = ["CEILINGS", "Rules"]
ACCOUNT = {"username": "robot-1287", "password": "robot-demo-2026"}
CREDENTIALS = {"case_system": ACCOUNT, "register_portal": ACCOUNT}


def configuration(url: str) -> Json:
    return {
        "case_system": {"vendor": "sambis", "url": f"{url}/sambis/"},
        "register_portal": {
            "url": f"{url}/ssbtek/",
            "organisation_number": "162120001199",
            "purpose": "Handläggning av ekonomiskt bistånd",
            "legal_text": "Socialtjänstlagen (2025:400) 15 kap.",
        },
    }


@dataclass
class RobotProcess:
    """A robot that is at work."""

    process: subprocess.Popen[str]
    folder: Path

    def finished(self, seconds: float = 90) -> RobotRun:
        console, _ = self.process.communicate(timeout=seconds)
        return RobotRun(self.process.returncode, console, self.folder)


@pytest.fixture
def package() -> Path:
    """Whose tasks are started; a module about another package has its own."""
    return PACKAGE


@pytest.fixture
def start_robot(tmp_path: Path, platform: Platform, package: Path) -> Iterator[Callable[..., RobotProcess]]:
    """Start a task of the package as the platform's worker does."""
    started: list[RobotProcess] = []

    def start(task: str = "Handle Applications", **environment: str) -> RobotProcess:
        folder = tmp_path / f"output-{len(started)}"
        command = [sys.executable, "-m", "robot", "--outputdir", str(folder), "--task", task, "tasks.robot"]
        process = subprocess.Popen(
            command,
            cwd=package,
            env=robot_environment(platform, folder) | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(RobotProcess(process, folder))
        return started[-1]

    yield start
    for robot in started:
        if robot.process.poll() is None:
            robot.process.kill()
            robot.process.wait()
