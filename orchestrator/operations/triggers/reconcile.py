"""Compare both sides: our runs and Prefect's. What one side lost, the other learns.

Ours first, without Prefect: our tables are right even while it is away. Then both ways: what is alive there and not
with us, what waits with us and is not there.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import timedelta

import httpx
from sqlalchemy import ColumnElement, literal_column, select
from sqlalchemy.orm import Session

from orchestrator.core.clock import machine_now
from orchestrator.core.db import Database, Scope
from orchestrator.core.outbox import Intent, try_now
from orchestrator.governance.catalogue.service import SCHEDULE_TOPIC
from orchestrator.operations.runs import service as runs
from orchestrator.operations.runs.exits import Exit, told
from orchestrator.operations.runs.models import Run
from orchestrator.operations.runs.prefect_api import FlowRun, PrefectApi

SILENT_SECONDS = 30
# A worker takes a run and begins it within a second or two; an environment is built only after it has begun.
_STUCK_SECONDS = 60
# We were away ourselves so long: workers get time to be heard again before one is called silent.
_DEAF_AFTER_SECONDS, _GRACE_SECONDS = 60, 40
_SILENT = "no sign of life from the worker for 30 seconds"


class Reconciler:
    """Called every few seconds; remembers only when it was last able to listen, and whether Prefect answered."""

    def __init__(self, database: Database, api: PrefectApi) -> None:
        self._database = database
        self._api = api
        self._last = machine_now() - timedelta(days=1)
        self._listens_from = machine_now()
        self._prefect_was_away = False

    def round(self) -> list[str]:
        """One comparison; answers what was put right, in words. Raises httpx.HTTPError while Prefect is away."""
        if machine_now() - self._last > timedelta(seconds=_DEAF_AFTER_SECONDS):
            self._listens_from = machine_now() + timedelta(seconds=_GRACE_SECONDS)
        done = close_silent(self._database) if machine_now() >= self._listens_from else []
        self._last = machine_now()
        try:
            done += compare(self._database, self._api)
        except httpx.HTTPError:
            self._prefect_was_away = True
            raise
        if self._prefect_was_away:
            self._prefect_was_away = False
            with _steward(self._database) as session:
                try_now(session, runs.START_TOPIC, runs.CANCEL_TOPIC, SCHEDULE_TOPIC)
        return done


def close_silent(database: Database) -> list[str]:
    """Running with us, and the worker has given no sign of life for half a minute."""
    limit = machine_now() - timedelta(seconds=SILENT_SECONDS)
    with _steward(database) as session:
        silent = session.scalars(select(Run.id).where(Run.state == "running", Run.heartbeat_at < limit)).all()
        ending = told(Exit.WORKER_LOST, cause=_SILENT)
        return [f"silent: {run_id}" for run_id in silent if runs.close_silent(session, run_id, ending)]


def compare(database: Database, api: PrefectApi) -> list[str]:
    """Both ways. Prefect is asked between two short transactions, never inside one."""
    theirs = api.alive()
    with _steward(database) as session:
        ours = _known(session, theirs)
        waiting = session.scalars(select(Run).where(Run.state.in_(("requested", "scheduled")), _old())).all()
        done = _never_created(session, [run for run in waiting if run.state == "requested"])
    for flow_run in theirs:
        word = _theirs(database, api, flow_run, ours.get(flow_run.id))
        done += [f"{word}: {flow_run.id}"] if word else []
    alive = {flow_run.id for flow_run in theirs}
    for run in waiting:
        if run.state == "scheduled" and run.flow_run_id not in alive:
            word = _ours(database, api, run)
            done += [f"{word}: {run.id}"] if word else []
    return done


def _known(session: Session, theirs: Sequence[FlowRun]) -> dict[str, Run]:
    """flow run id → our run: by the id we noted, or by our own id that it was created with."""
    ids = [flow_run.id for flow_run in theirs]
    named = {str(flow_run.parameters.get("run_id")): flow_run.id for flow_run in theirs}
    rows = session.scalars(select(Run).where(Run.flow_run_id.in_(ids) | Run.id.in_(list(named)))).all()
    return {named.get(run.id) or str(run.flow_run_id): run for run in rows}


def _old() -> ColumnElement[bool]:
    return Run.heartbeat_at < machine_now() - timedelta(seconds=SILENT_SECONDS)


def _never_created(session: Session, requested: Sequence[Run]) -> list[str]:
    """Requested, and nobody is about to create it in Prefect any more."""
    about_to = set(
        session.scalars(
            select(Intent.subject_id).where(Intent.topic == runs.START_TOPIC, literal_column("state <> 'done'"))
        )
    )
    lost = [run.id for run in requested if run.id not in about_to]
    for run_id in lost:
        runs.request_anew(session, run_id)
    return [f"never created: {run_id}" for run_id in lost]


def _theirs(database: Database, api: PrefectApi, flow_run: FlowRun, ours: Run | None) -> str | None:
    """What is alive there: ended with us, unknown to us, or taken by a worker that never began."""
    if ours is not None and ours.state in runs.ENDS:
        api.end(flow_run.id, ours.state)
        return "ended with us"
    if ours is None and "run_id" in flow_run.parameters:
        api.cancel(flow_run.id, now=True)
        return "not ours"
    stuck = machine_now() - flow_run.since > timedelta(seconds=_STUCK_SECONDS)
    if not stuck or (ours is not None and ours.state == "running"):
        return None
    if flow_run.state == "CANCELLING":  # nobody runs it who could obey
        api.cancel(flow_run.id, now=True)
        return _close(database, ours.id, "CANCELLED") if ours else "cancelled"
    if flow_run.state in ("PENDING", "RUNNING"):
        api.reschedule(flow_run.id)
        return "taken and not begun"
    return None


def _ours(database: Database, api: PrefectApi, run: Run) -> str | None:
    """What waits with us and is not alive there: forgotten, or ended before it began."""
    there = api.state_of(run.flow_run_id) if run.flow_run_id else "MISSING"
    if there == "MISSING":
        with _steward(database) as session:
            runs.request_anew(session, run.id)
        return "forgotten by Prefect"
    if there in ("CANCELLED", "CRASHED", "FAILED", "COMPLETED"):
        return _close(database, run.id, there)
    return None


def _close(database: Database, run_id: str, there: str) -> str | None:
    """It ended in Prefect before a worker began it. A worker that began it meanwhile is not disturbed."""
    kind = Exit.CANCELLED if there == "CANCELLED" else Exit.PREFECT_LOST
    ending = told(kind, cause=f"ended in Prefect as {there.lower()} before it began")
    with _steward(database) as session:
        run = session.scalars(select(Run).where(Run.id == run_id).with_for_update()).one()
        if run.state == "running":
            return None
        return "ended in Prefect" if runs.close_silent(session, run_id, ending) else None


def _steward(database: Database) -> AbstractContextManager[Session]:
    return database.session(Scope.steward("reconciler"))
