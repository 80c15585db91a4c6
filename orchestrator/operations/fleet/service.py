"""What a worker says and is told, and the orders that a person gives it. The table belongs to no municipality."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from orchestrator.core import bells
from orchestrator.core.clock import machine_now
from orchestrator.core.errors import BadInput, Conflict, NotFound
from orchestrator.governance.audit import service as audit
from orchestrator.operations.fleet.models import Worker
from orchestrator.operations.runs.models import Run

# A worker tells of itself every two seconds. After so many without a word its process is taken for gone.
AWAY_SECONDS = 10
# A run that has just been opened may not stand in the worker's list yet.
_FRESH_SECONDS = 10


@dataclass(frozen=True)
class Beat:
    """A worker's sign of life. `runs`: run id → memory in MB (proportional, robot and browser together)."""

    name: str
    boot: str
    host: str
    pool: str
    slots: int
    version: str
    runs: dict[str, float] = field(default_factory=dict)
    ending: bool = False


@dataclass(frozen=True)
class Orders:
    """What a worker is told. `kill`: runs to end at once. `left`: runs of an earlier process of this worker."""

    drain: bool
    stop: bool
    kill: list[str]
    left: list[str]


def beat(session: Session, told: Beat) -> Orders:
    """Note a sign of life of a worker and of its runs; answers its orders.

    Raises Conflict while another living process has the name.
    """
    worker = session.scalars(select(Worker).where(Worker.name == told.name).with_for_update()).one_or_none()
    if worker is None:
        worker = _new(session, told)
    elif worker.boot != told.boot:
        _take_over(worker, told)
    same_host = worker.host == told.host
    worker.host, worker.pool, worker.slots, worker.version = told.host, told.pool, told.slots, told.version
    worker.seen_at = machine_now()
    worker.boot = None if told.ending else told.boot
    worker.runs = [{"run_id": run_id, "memory_mb": round(mb, 1)} for run_id, mb in told.runs.items()]
    return Orders(worker.drain, worker.stop, _kept_alive(session, told), _left(session, told) if same_host else [])


def drain(session: Session, name: str, reason: str, *, stop: bool = False) -> Worker:
    """The worker finishes what it runs and takes no more; with `stop` it then ends."""
    if not reason.strip():
        raise BadInput("Say why the worker is drained: whoever comes next reads it.")
    worker = _one(session, name)
    before = _orders(worker)
    worker.drain, worker.stop, worker.drain_reason = True, stop, reason.strip()[:200]
    _note(session, "worker_drained", worker, before, reason.strip())
    bells.ring(session, bells.ORDERS)
    return worker


def undrain(session: Session, name: str) -> Worker:
    """The worker takes runs again."""
    worker = _one(session, name)
    before = _orders(worker)
    worker.drain, worker.stop, worker.drain_reason = False, False, ""
    _note(session, "worker_undrained", worker, before)
    bells.ring(session, bells.ORDERS)
    return worker


def _orders(worker: Worker) -> dict[str, Any]:
    return {"drain": worker.drain, "stop": worker.stop, "reason": worker.drain_reason}


def _note(session: Session, action: str, worker: Worker, before: dict[str, Any], reason: str = "") -> None:
    """Workers are the region's: what is ordered of them stands in the region's trail."""
    after = _orders(worker)
    audit.note(session, None, action, "worker", worker.id, name=worker.name, before=before, after=after, reason=reason)


def _new(session: Session, told: Beat) -> Worker:
    at = machine_now()
    worker = Worker(
        name=told.name, boot=told.boot, host=told.host, pool=told.pool, slots=told.slots, version=told.version,
        started_at=at, seen_at=at, drain=False, stop=False, drain_reason="", runs=[],
    )  # fmt: skip
    session.add(worker)
    session.flush()
    return worker


def _take_over(worker: Worker, told: Beat) -> None:
    """A new process comes under a known name: when the old one is gone."""
    if worker.boot is not None and worker.seen_at > machine_now() - timedelta(seconds=AWAY_SECONDS):
        raise Conflict(
            f"Another worker named {told.name!r} is alive (on {worker.host}). Give this one a name of its own "
            f"(`coe worker --name …`); if it is a restart, it is let in {AWAY_SECONDS} seconds after the last word."
        )
    worker.boot, worker.started_at = told.boot, machine_now()
    if worker.stop:  # it was drained to be started anew, and here it is
        worker.drain, worker.stop, worker.drain_reason = False, False, ""


def _kept_alive(session: Session, told: Beat) -> list[str]:
    """Prolong the life of its runs; answers those that shall be killed."""
    if not told.runs:
        return []
    mine = (Run.id.in_(list(told.runs)), Run.state == "running")
    session.execute(
        update(Run).where(*mine).values(heartbeat_at=machine_now()).execution_options(synchronize_session=False)
    )
    return list(session.scalars(select(Run.id).where(*mine, Run.stop == "kill")))


def _left(session: Session, told: Beat) -> list[str]:
    """Runs that we think run there and it knows nothing of: an earlier process of it died."""
    limit = machine_now() - timedelta(seconds=_FRESH_SECONDS)
    asked = select(Run.id).where(Run.state == "running", Run.worker == told.name, Run.heartbeat_at < limit)
    return [run_id for run_id in session.scalars(asked) if run_id not in told.runs]


def _one(session: Session, name: str) -> Worker:
    worker = session.scalars(select(Worker).where(Worker.name == name).with_for_update()).one_or_none()
    if worker is None:
        known = ", ".join(session.scalars(select(Worker.name).order_by(Worker.name))) or "none yet"
        raise NotFound(f"There is no worker named {name!r}. Known: {known}.")
    return worker
