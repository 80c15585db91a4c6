"""The wall: every queue with its state and why, the runs that go on, the workers, and what comes. Queries only."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cronsim import CronSim
from sqlalchemy.orm import Session

from orchestrator.core.clock import STOCKHOLM
from orchestrator.governance.catalogue.models import Subscription
from orchestrator.governance.catalogue.states import WORKING
from orchestrator.operations.fleet.queries import WorkerState
from orchestrator.operations.queues.standing import Standing, standing
from orchestrator.operations.runs import queries
from orchestrator.operations.runs.models import Run
from orchestrator.operations.triggers.ground import Ground
from orchestrator.operations.triggers.service import Queue
from orchestrator.operations.triggers.why import Reasons
from orchestrator.operations.triggers.why_run import Why

# In the way of everything that waits: nothing moves until somebody does something, or a time has come.
STUCK = frozenset(
    {"no_subscription", "paused", "takes_no_items", "rests", "no_worker", "workers_drained", "prefect_away"}
)
_URGENCY = ("still", "late", "waits", "on", "later", "empty")


@dataclass(frozen=True)
class Line:
    """One queue. `state`: still (nothing moves) | late (some are at risk) | waits (a robot is on its way) | on | later
    (all are deferred) | empty. `done_at` is when it is expected to be empty, from measured seconds a case; None where
    that cannot be told.
    """

    queue: Queue
    subscription: Subscription
    standing: Standing
    why: Why
    state: str
    robots: int
    done_at: datetime | None
    next_run_at: datetime | None


@dataclass(frozen=True)
class AtWork:
    """A run that goes on. `memory_mb` is what its worker told last; None if nothing yet."""

    run: Run
    why: Why
    ends: dict[str, int]
    version: str
    memory_mb: float | None


@dataclass(frozen=True)
class Coming:
    """Scheduled runs of one task of one process at one time."""

    at: datetime
    task: str
    process: str
    municipalities: list[str]


@dataclass(frozen=True)
class Wall:
    """What stands in the scope of the visitor; the workers are everybody's."""

    lines: list[Line]
    runs: list[AtWork]
    workers: list[WorkerState]
    coming: list[Coming]

    @property
    def waiting(self) -> int:
        return sum(line.standing.count for line in self.lines)

    @property
    def more(self) -> bool:
        return any(line.standing.more for line in self.lines)

    @property
    def at_risk(self) -> int:
        return sum(line.standing.at_risk for line in self.lines)

    @property
    def oldest_at(self) -> datetime | None:
        return min((line.standing.oldest_at for line in self.lines if line.standing.oldest_at), default=None)

    @property
    def answering(self) -> int:
        return sum(worker.state != "away" for worker in self.workers)


def wall(session: Session, now: datetime, process: str = "") -> Wall:
    """Everything of the session's scope; `now` is the domain's time. `process`: only this one."""
    reasons = Reasons(session)
    ground = reasons.ground
    lines = _lines(session, reasons, now, process)
    return Wall(lines, _at_work(session, reasons, process), ground.workers, _coming(ground, now, process))


def _lines(session: Session, reasons: Reasons, now: datetime, process: str) -> list[Line]:
    uses = {queue: row for queue, row in reasons.ground.subscriptions.items() if process in ("", queue[1])}
    stands = standing(session, uses)
    found = [
        _line(reasons, row, stands[queue], now)
        for queue, row in uses.items()
        if row.state in WORKING or stands[queue].count
    ]
    return sorted(found, key=_how_urgent)


def _how_urgent(line: Line) -> tuple[Any, ...]:
    oldest = line.standing.oldest_at
    return (_URGENCY.index(line.state), -line.standing.at_risk, oldest is None, oldest, line.queue)


def _line(reasons: Reasons, uses: Subscription, stands: Standing, now: datetime) -> Line:
    queue = (uses.municipality_code, uses.process)
    robots = sum(run.state == "running" for run in reasons.ground.robots(queue))
    why = reasons.queue(queue)
    return Line(
        queue, uses, stands, why, _state(stands, why), robots, _done_at(reasons.ground, queue, stands, robots, now),
        next_run(uses.schedules, now) if uses.state in WORKING else None,
    )  # fmt: skip


def _state(stands: Standing, why: Why) -> str:
    if not stands.count:
        return "on" if why.code == "working" else "empty"
    if not stands.ready:
        return "late" if stands.at_risk else "later"
    if why.code in STUCK:
        return "still"
    if stands.at_risk:
        return "late"
    return "on" if why.code == "working" else "waits"


def _done_at(ground: Ground, queue: Queue, stands: Standing, robots: int, now: datetime) -> datetime | None:
    if not robots or not stands.ready or stands.more:
        return None
    seconds = ground.seconds_a_case(queue)
    return None if seconds is None else now + timedelta(seconds=stands.ready * seconds / robots)


def _at_work(session: Session, reasons: Reasons, process: str) -> list[AtWork]:
    alive = [run for run in reasons.ground.alive if process in ("", run.process)]
    memory = {run["run_id"]: float(run["memory_mb"]) for row in reasons.ground.workers for run in row.worker.runs}
    ends = queries.ends_by_run(session, [run.id for run in alive])
    return [
        AtWork(run, reasons.run(run), ends[run.id], reasons.ground.version(run.release_id), memory.get(run.id))
        for run in alive
    ]


def next_run(schedules: list[dict[str, str]], now: datetime) -> datetime | None:
    """When the first of these schedules comes, in Stockholm's time. They were checked when they were stored."""
    here = now.astimezone(STOCKHOLM)
    return min((next(CronSim(schedule["cron"], here)) for schedule in schedules), default=None)


def _coming(ground: Ground, now: datetime, process: str, limit: int = 8) -> list[Coming]:
    """The next time of every schedule, those of the same moment together."""
    found: dict[tuple[datetime, str, str], set[str]] = {}
    for (code, name), uses in ground.subscriptions.items():
        if uses.state not in WORKING or process not in ("", name):
            continue
        for schedule in uses.schedules:
            at = next_run([schedule], now)
            if at is not None:
                found.setdefault((at, schedule["task"], name), set()).add(code)
    return [Coming(at, task, name, sorted(codes)) for (at, task, name), codes in sorted(found.items())][:limit]
