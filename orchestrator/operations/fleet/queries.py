"""Reads of the fleet: each worker with what it carries, and how many slots are free."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from orchestrator.core.clock import machine_now
from orchestrator.core.version import version
from orchestrator.operations.fleet.models import Worker
from orchestrator.operations.fleet.service import AWAY_SECONDS
from orchestrator.operations.runs.models import Run


@dataclass(frozen=True)
class WorkerState:
    """`state`: works | drains (runs left) | drained | away. `other_version`: not the portal's own."""

    worker: Worker
    state: str
    running: int
    memory_mb: float
    other_version: bool


def workers(session: Session) -> list[WorkerState]:
    """Every worker that was ever seen, by name."""
    return [_state(row) for row in session.scalars(select(Worker).order_by(Worker.name))]


def takes_runs(session: Session) -> Sequence[Worker]:
    """Workers that live and are not drained."""
    limit = machine_now() - timedelta(seconds=AWAY_SECONDS)
    asked = select(Worker).where(Worker.seen_at > limit, Worker.boot.is_not(None), Worker.drain.is_(False))
    return session.scalars(asked).all()


def free_slots(session: Session) -> int:
    """How many more runs could start now. For the steward: it counts every municipality's runs."""
    living = takes_runs(session)
    names = [worker.name for worker in living]
    running = session.scalar(select(func.count()).select_from(Run).where(Run.state == "running", Run.worker.in_(names)))
    return max(0, sum(worker.slots for worker in living) - (running or 0))


def _state(worker: Worker) -> WorkerState:
    away = worker.boot is None or worker.seen_at < machine_now() - timedelta(seconds=AWAY_SECONDS)
    running = 0 if away else len(worker.runs)
    if away:
        state = "away"
    elif worker.drain:
        state = "drains" if running else "drained"
    else:
        state = "works"
    memory = 0.0 if away else sum(float(run["memory_mb"]) for run in worker.runs)
    return WorkerState(worker, state, running, memory, worker.version != version())
