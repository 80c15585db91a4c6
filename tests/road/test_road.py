"""The whole road: applications through the e-service, a robot in a real browser under Prefect, decisions read back."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from orchestrator.core.db import Database
from orchestrator.core.settings import DEMO_SECRET, ROOT
from orchestrator.entrypoints.cli.furnish import DEMO_PASSWORD, ROBOT_PASSWORD
from tests.support import leaks, plain
from tests.support.ports import free_port

SUBSCRIPTIONS = 9  # of the region file
_PORTS = ("PORTAL", "PREFECT", "TESTBED", "SMTP", "WORKER_HEALTH")
pytestmark = [pytest.mark.road, pytest.mark.timeout(900)]
# A demo that has not begun by then hangs: building the robots' environment alone may take a minute or two.
_PATIENCE_SECONDS = 300


@dataclass
class Demo:
    """A running `coe demo --once` with ports and home of its own."""

    folder: Path
    env: dict[str, str]
    process: subprocess.Popen[str]

    @classmethod
    def start(cls, folder: Path, cases: int) -> "Demo":
        env = os.environ | {f"COE_{name}_PORT": str(free_port()) for name in _PORTS}
        env |= {"COE_HOME": str(folder / "home"), "PYTHONPATH": str(ROOT), "COE_TEST_MARK": folder.name}
        env.pop("COE_SMS_GATEWAY_URL", None)
        command = [sys.executable, "-m", "orchestrator.entrypoints.cli", "demo", "--once", "--cases", str(cases)]
        process = subprocess.Popen(
            command, cwd=folder, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            preexec_fn=_hears_ctrl_c,
        )  # fmt: skip
        return cls(folder, env, process)

    def end(self) -> dict[str, Any]:
        """Wait; answers what demo-summary.json says, with the exit code."""
        told, _ = self.process.communicate(timeout=800)
        path = self.folder / "demo-summary.json"
        assert path.exists(), told[-4000:]
        return json.loads(path.read_text()) | {"exit": self.process.returncode, "told": told[-4000:]}

    def robots(self) -> list[int]:
        """Robot Framework's processes that handle this demo's cases."""
        api = f"COE_API_URL=http://127.0.0.1:{self.env['COE_PORTAL_PORT']}/api/v1".encode()
        return [
            pid
            for pid, words, env in _processes()
            if api in env and {"Handle Applications", "Handle Requests"} & set(words)
        ]

    @property
    def marks(self) -> set[bytes]:
        """What stands in the environment of this demo's processes and of no others."""
        return {
            f"COE_TEST_MARK={self.folder.name}".encode(),
            f"COE_API_URL=http://127.0.0.1:{self.env['COE_PORTAL_PORT']}/api/v1".encode(),
        }

    def left_behind(self) -> list[str]:
        return [" ".join(words) for _pid, words, env in _processes() if self.marks & set(env)]

    def let_out(self, watch: leaks.Watch) -> list[str]:
        """Numbers, names and secrets that stand where they do not belong."""
        home = self.folder / "home"
        needles = leaks.of_testbed(home / "testbed")
        assert len(watch.tokens) > 2, "the robots' tokens were not seen"
        needles.secrets |= {ROBOT_PASSWORD, DEMO_PASSWORD, DEMO_SECRET, *watch.tokens}
        database = Database(f"sqlite:///{home / 'coe.db'}")
        try:
            found = leaks.inside(database, needles)
        finally:
            database.dispose()
        return found + leaks.outside(home, needles) + leaks.in_arguments(watch, needles)

    def doing(self) -> str:
        """What the portal says that a robot does now."""
        path = self.folder / "home" / "coe.db"
        if not path.exists():
            return ""
        wanted = "SELECT does_now FROM run WHERE state = 'running' AND task LIKE 'Handle%'"
        try:
            with sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=10) as base:
                rows = base.execute(wanted).fetchall()
        except sqlite3.OperationalError:  # the tables are being made
            return ""
        return rows[0][0] if rows else ""


def _hears_ctrl_c() -> None:
    """What a script starts in its background is deaf to it, and so are these tests' own children then."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _processes() -> list[tuple[int, list[str], list[bytes]]]:
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            words = (entry / "cmdline").read_text(errors="replace").split("\0")
            found.append((int(entry.name), words, (entry / "environ").read_bytes().split(b"\0")))
        except OSError:
            continue
    return found


@pytest.fixture(scope="module")
def environments(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Robots' environments are the same for every demo: the first one that needs one builds it."""
    return tmp_path_factory.mktemp("envs")


@pytest.fixture
def start(tmp_path: Path, environments: Path) -> Iterator[Callable[[int], Demo]]:
    """Starts a demo with so many cases; ends it even if the test fails."""
    started: list[Demo] = []
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "envs").symlink_to(environments)

    def begin(cases: int) -> Demo:
        started.append(Demo.start(tmp_path, cases))
        return started[-1]

    yield begin
    for demo in started:
        if demo.process.poll() is None:
            demo.process.send_signal(signal.SIGINT)
            demo.process.communicate(timeout=120)


def test_the_demo_ends_green_and_leaves_nothing_behind(start: Callable[[int], Demo]) -> None:
    demo = start(3)
    with leaks.Watch(demo.marks).looking() as watch:
        summary = demo.end()
    total = summary["all"]
    assert summary["answer_key"]["wrong"] == [], summary["told"]
    assert (summary["exit"], total["cases"], total["failed"]) == (0, SUBSCRIPTIONS * 3, 0), summary["told"]
    told = ("decided", "proposed", "shadowed", "ranked", "handed_over")
    assert sum(total[name] for name in told) == SUBSCRIPTIONS * 3
    assert total["decided"] > 0, "Trelleborg decides"
    assert total["proposed"] > 0, "Eslöv's caseworker confirms what the robot proposes, in another vendor's system"
    assert total["shadowed"] == 3, "Osby's robot writes nothing"
    # Every decision tells its applicant once, but for those who want no notice.
    assert 0 < total["notices"] <= total["decided"] + total["proposed"]
    assert demo.left_behind() == []
    home = demo.folder / "home"
    words = plain.words_of(home / "testbed")
    assert {"personal number", "name", "address"} == set(words.values())
    assert plain.found_in(home / "testbed", words), "what is looked for can be found"
    assert plain.found_in(home, words) == [], "in plain bytes in the database, Prefect's, the evidence or a log"
    assert list((home / "evidence").rglob("*")), "there is evidence to look at"
    assert demo.let_out(watch) == []


@pytest.mark.long  # its sister is the kill smoke
def test_a_robot_killed_while_reading_costs_nothing_but_time(start: Callable[[int], Demo]) -> None:
    demo = start(1)
    limit = time.monotonic() + _PATIENCE_SECONDS
    while not (demo.doing().startswith("Läser") and demo.robots()):
        assert demo.process.poll() is None, "the demo ended before a robot read"
        assert time.monotonic() < limit, "no robot began to read"
        time.sleep(0.05)
    killed = demo.robots()
    for pid in killed:
        os.kill(pid, signal.SIGKILL)
    summary = demo.end()
    assert summary["answer_key"] == {"cases": SUBSCRIPTIONS, "right": SUBSCRIPTIONS, "wrong": []}, summary["told"]
    # A killed run is told as crashed, unplanned; every case has its outcome all the same, once.
    assert summary["all"]["failed"] == len(killed)
    assert demo.left_behind() == []


def test_ctrl_c_in_the_middle_of_a_case_leaves_nothing_behind(start: Callable[[int], Demo]) -> None:
    demo = start(1)
    limit = time.monotonic() + _PATIENCE_SECONDS
    while not demo.robots():
        assert demo.process.poll() is None, "the demo ended before a robot began"
        assert time.monotonic() < limit, "no robot began"
        time.sleep(0.05)
    demo.process.send_signal(signal.SIGINT)
    demo.process.communicate(timeout=120)
    assert demo.left_behind() == []
