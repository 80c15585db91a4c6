"""From an item's arrival to the first keyword, and short runs a minute, beside a bare `robot` of the same suite.

Real processes: Prefect server, portal and worker, Prefect and ours on PostgreSQL. The bare robot runs the same task
file with file work items in the same run, before and after ours, so that a busy machine slows both.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import psycopg
from sqlalchemy import func, select, update

from orchestrator.core.clock import machine_now
from orchestrator.core.db import Scope
from orchestrator.core.settings import ROOT, settings
from orchestrator.operations.runs import service as runs
from orchestrator.operations.runs.models import Run
from tests.support.postgres import postgres_server, server_programs
from tests.support.running import PROCESS, Platform, platform

Row = dict[str, Any]
EIGHT = tuple(f"{1260 + number}" for number in range(8))
WARM_LIMIT, COLD_LIMIT, EIGHT_LIMIT, MINUTE_LIMIT = 0.3, 3.0, 5.0, 100
_ROUNDS, _SHORT_RUNS = 9, 60
_PRODUCER = "producer"


def measure(ids: set[str]) -> list[Row]:
    """Rows of the ids that are asked for."""
    os.environ.update(COE_TODAY="2026-11-23")
    programs = server_programs()
    if programs is None:
        raise SystemExit("This benchmark needs a PostgreSQL server: install Debian's package postgresql.")
    with tempfile.TemporaryDirectory(prefix="coe-bench-") as name, postgres_server(programs) as server:
        with psycopg.connect(server.replace("+psycopg", "") + "/postgres", autocommit=True) as connection:
            connection.execute("CREATE DATABASE ours")
            connection.execute("CREATE DATABASE prefect")
        urls = {
            "database_url": f"{server}/ours",
            "prefect_database_url": server.replace("psycopg", "asyncpg") + "/prefect",
        }
        with platform(Path(name), EIGHT, worker_slots="8", linger_seconds="5", **urls) as up:
            up.start("prefect", "portal")
            up.start("worker")
            with Producer(up):
                return _rows(up, ids)


def _rows(up: Platform, ids: set[str]) -> list[Row]:
    bare = Bare(up.folder)
    rows = []
    _first(up)  # the first run unpacks the release and writes byte code
    parts: dict[str, Callable[[Platform, Bare], Row]] = {
        "start-warm": _warm, "start-cold": _cold, "start-8": _eight, "runs-minute": _minute,
    }  # fmt: skip
    for name, part in parts.items():
        if name in ids:
            rows.append(part(up, bare))
            _rest(up)
    return rows


class Producer:
    """Adds items over HTTP, as a run that collects does: one such run for each municipality, opened by ourselves."""

    def __init__(self, up: Platform) -> None:
        self._up = up
        self._tokens: dict[str, str] = {}
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._live, daemon=True)

    def __enter__(self) -> "Producer":
        with self._up.database.session(Scope.steward()) as session:
            for code in EIGHT:
                run = runs.request(session, code, PROCESS, "Wait Alone", "producer", in_prefect=False)
                self._tokens[code] = runs.open_run(session, run.id, _PRODUCER, run.id).token
        self._http = httpx.Client(base_url=settings().api_url, timeout=30)
        self._up.add = self.add  # type: ignore[method-assign]
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._over.set()
        self._thread.join()

    def add(self, reference: str, seconds: float = 0, code: str = EIGHT[0]) -> float:
        """Answers the time just before the request."""
        payload = {"mark": str(self._up.marks), "reference": reference, "seconds": seconds}
        body = {"items": [{"reference": reference, "occurrence": "1", "payload": payload}]}
        since = time.time()
        headers = {"Authorization": f"Bearer {self._tokens[code]}"}
        self._http.post("/work-items", json=body, headers=headers).raise_for_status()
        return since

    def _live(self) -> None:
        while not self._over.wait(5):
            with self._up.database.session(Scope.steward()) as session:
                session.execute(update(Run).where(Run.worker == _PRODUCER).values(heartbeat_at=machine_now()))


def _alive(up: Platform) -> int:
    with up.database.session(Scope.steward()) as session:
        asked = select(func.count()).where(Run.state.in_(runs.ALIVE), func.coalesce(Run.worker, "") != _PRODUCER)
        return session.scalar(asked) or 0


class Bare:
    """The same suite by `robot` alone: from the start of the process to its first keyword, and to its end."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "bare"
        self._number = 0

    def once(self) -> tuple[float, float]:
        """Seconds to the first keyword, and to the end."""
        self._number += 1
        marks = self._folder / str(self._number)
        marks.mkdir(parents=True)
        items = marks / "items.json"
        items.write_text(f'[{{"payload": {{"mark": "{marks}", "reference": "A", "seconds": 0}}}}]')
        env = os.environ | {
            "PYTHONPATH": str(ROOT), "RPA_WORKITEMS_ADAPTER": "RPA.Robocorp.WorkItems.FileAdapter",
            "RPA_INPUT_WORKITEM_PATH": str(items), "RPA_OUTPUT_WORKITEM_PATH": str(marks / "out.json"),
        }  # fmt: skip
        command = [sys.executable, "-m", "robot", "--outputdir", str(marks), "--task", "Handle Items", "tasks.robot"]
        since, before = time.time(), time.monotonic()
        subprocess.run(
            command,
            cwd=ROOT / "tests" / "support" / PROCESS,
            env=env,
            check=False,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        return float((marks / "A").read_text().split()[0]) - since, time.monotonic() - before

    def first_keyword(self, times: int = 3) -> float:
        return statistics.median(self.once()[0] for _time in range(times))


def _first(up: Platform) -> None:
    up.add("first")
    up.wait(lambda: up.begun("first"), 120)
    _rest(up)


def _rest(up: Platform) -> None:
    """Until no run is alive any more."""
    up.wait(lambda: _alive(up) == 0, 120)


def _warm(up: Platform, bare: Bare) -> Row:
    up.add("warm")
    up.wait(lambda: up.begun("warm"), 60)
    spent = []
    for number in range(_ROUNDS):
        time.sleep(0.6)
        since = up.add(f"warm-{number}")
        up.wait(lambda: up.begun(f"warm-{number}"), 30)  # noqa: B023 - waited for here
        spent.append(up.begun(f"warm-{number}")[0] - since)
    ours, other = statistics.median(spent), bare.first_keyword()
    what = f"item added to a waiting robot's first keyword, median of {_ROUNDS}; a bare robot needs {other:.2f} s"
    return _row("start-warm", what, ours, WARM_LIMIT)


def _cold(up: Platform, bare: Bare) -> Row:
    ours, other = [], []
    for number in range(5):
        other.append(bare.once()[0])
        since = up.add(f"cold-{number}")
        up.wait(lambda: up.begun(f"cold-{number}"), 60)  # noqa: B023 - waited for here
        ours.append(up.begun(f"cold-{number}")[0] - since)
        _rest(up)
    ratio = statistics.median(one / two for one, two in zip(ours, other, strict=True))
    what = f"item added to a new robot's first keyword, median of 5; bare robot {statistics.median(other):.2f} s"
    return _row("start-cold", f"{what}, {ratio:.1f} times that", statistics.median(ours), COLD_LIMIT)


def _eight(up: Platform, bare: Bare) -> Row:
    since = min(up.add(f"eight-{code}", code=code) for code in EIGHT)
    up.wait(lambda: all(up.begun(f"eight-{code}") for code in EIGHT), 120)
    ours = max(up.begun(f"eight-{code}")[0] for code in EIGHT) - since
    _rest(up)
    since = time.time()
    together = [subprocess.Popen([sys.executable, "-c", _BARE_EIGHT, str(up.folder / f"b{n}")]) for n in range(8)]
    for process in together:
        process.wait()
    other = max(float((up.folder / f"b{n}").read_text()) for n in range(8)) - since
    what = f"eight items for eight municipalities at once: the last first keyword; eight bare robots {other:.2f} s"
    del bare
    return _row("start-8", what, ours, EIGHT_LIMIT)


def _minute(up: Platform, bare: Bare) -> Row:
    """Short runs asked for all at once, eight side by side."""
    with up.database.session(Scope.steward()) as session:
        for number in range(_SHORT_RUNS):
            runs.request(session, EIGHT[number % 8], PROCESS, "Wait Alone", "benchmark")
    since = time.monotonic()
    up.wait(lambda: _alive(up) == 0, 300)
    ours = _SHORT_RUNS / (time.monotonic() - since) * 60
    other = 60 / statistics.median(bare.once()[1] for _time in range(3)) * (os.cpu_count() or 1)
    what = f"short runs a minute, {_SHORT_RUNS} asked for at once; bare robots on all cores {other:.0f}"
    return {
        "id": "runs-minute", "what": what, "unit": "runs/min", "ours": round(ours), "limit": MINUTE_LIMIT,
        "ratio": round(MINUTE_LIMIT / ours, 2),
    }  # fmt: skip


def _row(name: str, what: str, ours: float, limit: float) -> Row:
    return {
        "id": name, "what": what, "unit": "s", "ours": round(ours, 2), "limit": limit, "ratio": round(ours / limit, 2)
    }  # fmt: skip


_BARE_EIGHT = f"""
import os, sys, pathlib, subprocess
folder = pathlib.Path(sys.argv[1] + "-work"); folder.mkdir()
(folder / "items.json").write_text('[{{"payload": {{"mark": "%s", "reference": "A", "seconds": 0}}}}]' % folder)
env = os.environ | {{"PYTHONPATH": {str(ROOT)!r}, "RPA_WORKITEMS_ADAPTER": "RPA.Robocorp.WorkItems.FileAdapter",
    "RPA_INPUT_WORKITEM_PATH": str(folder / "items.json"), "RPA_OUTPUT_WORKITEM_PATH": str(folder / "out.json")}}
subprocess.run([sys.executable, "-m", "robot", "--outputdir", str(folder), "--task", "Handle Items", "tasks.robot"],
    cwd={str(ROOT / "tests" / "support" / PROCESS)!r}, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
pathlib.Path(sys.argv[1]).write_text((folder / "A").read_text().split()[0])
"""
