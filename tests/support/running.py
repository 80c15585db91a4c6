"""The platform in real processes: Prefect server, portal and worker, with the smallest robot published."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlalchemy import select

from orchestrator.core.clock import now
from orchestrator.core.db import Database, Scope
from orchestrator.core.settings import ROOT, settings
from orchestrator.entrypoints.cli.programs import portal_program, prefect_program, worker_program
from orchestrator.entrypoints.cli.supervise import Program, Supervisor
from orchestrator.entrypoints.migrate import migrate
from orchestrator.governance.catalogue.models import Subscription
from orchestrator.governance.catalogue.service import add_municipality
from orchestrator.governance.packages import signing
from orchestrator.operations.queues.add import NewItem, add
from orchestrator.operations.queues.models import WorkItem
from orchestrator.operations.runs.models import Run
from orchestrator.operations.workers.environment import environment_key
from tests.support import releases
from tests.support.ports import free_port

PROCESS = "tiny"
_PORTS = ("PORTAL", "PREFECT", "WORKER_HEALTH")


@dataclass
class Platform:
    """What runs, and a way to look at our tables. Items are added as a producer in another process would."""

    folder: Path
    supervisor: Supervisor
    database: Database
    # Made once: a test's own settings may differ by the time one is started again.
    made: dict[str, Program]
    programs: dict[str, Program] = field(default_factory=dict)

    @property
    def marks(self) -> Path:
        return self.folder / "marks"

    def start(self, *names: str) -> None:
        """Start programs, side by side, and wait until each is well."""
        for name in names:
            self.programs[name] = replace(self.made[name], child=None)
            self.supervisor.start(self.programs[name])
        for name in names:
            self.supervisor.wait_until_well(self.programs[name])

    def end(self, name: str, number: signal.Signals = signal.SIGTERM) -> None:
        """End one program and wait until it is gone."""
        program = self.programs[name]
        assert program.child is not None
        os.killpg(program.child.pid, number)
        program.child.wait(timeout=30)
        self.supervisor.programs.remove(program)

    def pid(self, name: str) -> int:
        child = self.programs[name].child
        assert child is not None
        assert child.poll() is None, f"{name} has ended: {self.words(name)}"
        return child.pid

    def words(self, name: str) -> str:
        return self.supervisor.last_words(self.programs[name], 40)

    def add(self, reference: str, seconds: float = 0, code: str = "1287") -> float:
        """Add an item straight in the database; answers the time."""
        payload = {"mark": str(self.marks), "reference": reference, "seconds": seconds}
        with self.database.session(Scope.of("test", code)) as session:
            add(session, code, PROCESS, NewItem(reference, "1", payload=payload))
        return time.time()

    def begun(self, reference: str) -> list[float]:
        """When the robot began the item, each time."""
        path = self.marks / reference
        return [float(line) for line in path.read_text().split()] if path.exists() else []

    def state(self, reference: str) -> str:
        with self.database.session(Scope.steward()) as session:
            return session.scalars(select(WorkItem.state).where(WorkItem.reference == reference)).one()

    def runs(self, code: str = "1287") -> list[Run]:
        with self.database.session(Scope.of("test", code)) as session:
            return list(session.scalars(select(Run).order_by(Run.id)))

    def wait(self, what: Callable[[], object], seconds: float = 60, why: str = "") -> None:
        limit = time.monotonic() + seconds
        while not what():
            if time.monotonic() > limit:
                told = "\n".join(f"--- {name}\n{self.words(name)}" for name in self.programs)
                raise AssertionError(f"{why or what} did not come true in {seconds} s\n{told}")
            time.sleep(0.05)


@contextmanager
def platform(folder: Path, codes: tuple[str, ...] = ("1287",), **options: str) -> Iterator[Platform]:
    """Everything up. `options` are settings, without their `COE_`."""
    before = dict(os.environ)
    os.environ.update({f"COE_{name}_PORT": str(free_port()) for name in _PORTS})
    os.environ.update({"COE_HOME": str(folder / "home"), "COE_DEMO": "1", "PYTHONPATH": str(ROOT)})
    os.environ.update({f"COE_{name.upper()}": value for name, value in options.items()})
    settings.cache_clear()
    supervisor = Supervisor(folder / "logs")
    database = Database(settings().database)
    try:
        yield _furnish(folder, supervisor, database, codes)
    finally:
        supervisor.stop()
        database.dispose()
        os.environ.clear()
        os.environ.update(before)
        settings.cache_clear()


def _furnish(folder: Path, supervisor: Supervisor, database: Database, codes: tuple[str, ...]) -> Platform:
    home = settings().home
    (folder / "marks").mkdir(parents=True, exist_ok=True)
    (home / "prefect").mkdir(parents=True, exist_ok=True)
    signing.ensure_keys(home)
    migrate(settings().database)
    root = folder / "root"
    (root / "robots").mkdir(parents=True)
    (root / "robots" / PROCESS).symlink_to(ROOT / "tests" / "support" / PROCESS)
    (root / "shared_library").symlink_to(ROOT / "shared_library")
    (root / "robots.lock").symlink_to(ROOT / "robots.lock")
    with database.session(Scope.steward("test")) as session:
        release = releases.publish(session, root, PROCESS)
        for code in codes:
            add_municipality(session, code, f"Kommun {code}")
            session.add(
                Subscription(
                    municipality_code=code, process=PROCESS, package=PROCESS, release_id=release.id, mode="shadow",
                    configuration={}, parameters={}, changed_at=now(),
                )
            )  # fmt: skip
    _environment(home)
    made = {"prefect": prefect_program(), "portal": portal_program(), "worker": worker_program()}
    for program in made.values():
        program.env["COE_HOME"] = str(home)
    return Platform(folder, supervisor, database, made)


def _environment(home: Path) -> None:
    """The robots' environment: this Python, which has all that a robot needs."""
    target = home / "envs" / environment_key((ROOT / "robots.lock").read_bytes())
    (target / "bin").mkdir(parents=True)
    python = target / "bin" / "python"
    python.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    python.chmod(0o755)
    (target / "ready").touch()
