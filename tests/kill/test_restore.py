"""Restore on an empty machine while cases were running: the whole platform, real browsers, the case systems' own word.

A backup is made in the middle of the day, robots go on, then everything of ours dies. On an empty machine the platform
comes back from the backup, beside case systems that know more than it does, and works to the end.
"""

import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from rich.console import Console
from sqlalchemy import func, select

from orchestrator.core.db import Database, Scope
from orchestrator.core.settings import settings
from orchestrator.entrypoints.backup import make, restore
from orchestrator.entrypoints.cli.demo_road import Road
from orchestrator.entrypoints.cli.programs import portal_program, prefect_program, worker_program
from orchestrator.entrypoints.cli.supervise import Supervisor
from orchestrator.operations.queues.models import WorkItem
from orchestrator.operations.runs import service as runs
from orchestrator.outcomes.decisions.models import Decision
from tests.kill.ground import Ground, _borrow_environments, ground, kill, wait_until
from tests.kill.hail import Hail
from tests.kill.verdict import judge

CASES, SEED = 5, 20261124
USES = 6  # two municipalities, each with economic assistance, leave and invoices
OURS = ("prefect", "portal", "worker")
pytestmark = [pytest.mark.road, pytest.mark.long, pytest.mark.timeout(900)]


@pytest.fixture
def surroundings() -> Iterator[None]:
    """The suite sets the platform's environment for its children; the next test gets its own back."""
    before = dict(os.environ)
    yield
    os.environ.clear()
    os.environ.update(before)
    settings.cache_clear()


def _quiet(_name: str, _size: int) -> None:
    """Nobody watches."""


def _count(up: Ground, *states: str) -> int:
    with up.database.session(Scope.steward("test")) as session:
        return session.scalar(select(func.count()).where(WorkItem.state.in_(states))) or 0


def _everything_of_ours_dies(up: Ground) -> None:
    """The testbed lives on: those are other organisations' machines."""
    for program in up.supervisor.programs:
        if program.name in OURS and program.child is not None:
            os.killpg(program.child.pid, signal.SIGKILL)
            program.child.wait()
    for pid in (*up.robots(), *up.browsers()):
        kill(pid)
    assert wait_until(lambda: not up.robots() and not up.browsers(), 20)
    up.supervisor.programs[:] = [program for program in up.supervisor.programs if program.name not in OURS]


def _an_empty_machine(up: Ground, home: Path) -> Ground:
    for name in ("coe_again", "prefect_again"):
        with psycopg.connect(f"{up.postgres.plain_url}/postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type]
    os.environ.update(
        COE_HOME=str(home), COE_DATABASE_URL=f"{up.postgres.url}/coe_again",
        COE_PREFECT_DATABASE_URL=f"{up.postgres.url}/prefect_again".replace("+psycopg", "+asyncpg"),
    )  # fmt: skip
    settings.cache_clear()
    database, supervisor = Database(settings().database), Supervisor(home / "logs")
    return replace(
        up, database=database, supervisor=supervisor, road=Road(database, supervisor, Console(), up.region), restarts={}
    )


def _start(up: Ground) -> None:
    _borrow_environments(settings().home)
    for program in (prefect_program(), portal_program(), worker_program()):
        up.supervisor.start(program)
        up.supervisor.wait_until_well(program)


def _finish(up: Ground) -> bool:
    """What is in the worklists, and what people's own systems say was decided."""
    hail = Hail(up, SEED)
    for row in up.uses:
        up.road.collect(row)
    if not hail.settle(240):
        return False
    for row in up.uses:
        with up.database.session(Scope.of("test", row["code"])) as session:
            runs.request(session, row["code"], row["process"], row["outcome_task"], "after the restore")
    return hail.settle(240)


@pytest.mark.usefixtures("surroundings")
def test_restored_on_an_empty_machine_in_the_middle_of_the_day_nothing_is_lost_and_nothing_done_twice(
    tmp_path: Path,
) -> None:
    with ground(tmp_path / "first", CASES, SEED, Console()) as up:
        for row in up.uses:
            up.road.collect(row)
        assert wait_until(lambda: _count(up, "done") >= 2 and _count(up, "committing") > 0, 180), "no day began"
        archive = tmp_path / "backup.tar"
        make.backup(archive, _quiet)
        in_backup = _count(up, "done", "waiting_human")
        assert wait_until(lambda: _count(up, "done", "waiting_human") >= in_backup + 4, 180), "robots did not go on"
        wait_until(lambda: _count(up, "committing") > 0, 60, every=0.02)
        _everything_of_ours_dies(up)
        decided_before = _count(up, "done")
        again = _an_empty_machine(up, tmp_path / "second")
        try:
            _manifest, done = restore.restore(archive, "test", _quiet, _quiet)
            assert _count(again, "done", "waiting_human") < in_backup + 4, "the backup is older than the systems"
            assert _count(again, "leased", "committing") == 0
            assert done.runs_closed > 0
            _start(again)
            assert _finish(again), "something is still open"
            verdict = judge(again)
            with again.database.session(Scope.steward("test")) as session:
                effected = session.scalar(select(func.count()).where(Decision.state == "effected"))
        finally:
            again.supervisor.stop()
            again.database.dispose()
    assert (verdict.lost, verdict.twice, verdict.otherwise) == ([], [], []), verdict
    assert verdict.cases == USES * CASES
    assert verdict.decided + verdict.handed_over + verdict.to_people == USES * CASES
    assert verdict.decided >= decided_before > 0
    assert effected == verdict.decided, "what was decided after the backup counts again"
