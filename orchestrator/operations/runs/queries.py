"""Reads of runs: lists by key, one run with what it did, its live lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from orchestrator.core.errors import NotFound
from orchestrator.governance.vault import service as vault
from orchestrator.operations.queues.models import Attempt, WorkItem
from orchestrator.operations.runs.models import Evidence, Run, RunLine
from orchestrator.operations.runs.service import ALIVE

_RECENT_RUNS = 20
_FINISHED = ("done", "business", "proposed", "drafted")
GROUPS: dict[str, tuple[str, ...]] = {
    "alive": ALIVE,
    "completed": ("completed",),
    "troubled": ("failed", "crashed"),
    "stopped": ("stopped",),
}


@dataclass(frozen=True)
class RunFilter:
    """Which runs. `before` is the id of the last run on the page before: ids rise with time."""

    municipalities: tuple[str, ...]
    group: str = ""
    before: str = ""
    process: str = ""


def find(session: Session, wanted: RunFilter, limit: int = 50) -> tuple[Sequence[Run], str | None]:
    """One page of runs, newest first, and the key of the next."""
    asked = _where(select(Run), wanted)
    if wanted.before:
        asked = asked.where(Run.id < wanted.before)
    rows = session.scalars(asked.order_by(Run.id.desc()).limit(limit + 1)).all()
    return rows[:limit], rows[limit - 1].id if len(rows) > limit else None


def one(session: Session, run_id: str) -> Run:
    """One run in scope."""
    row = session.scalars(select(Run).where(Run.id == run_id)).one_or_none()
    if row is None:
        raise NotFound("There is no such run here.")
    return row


def many(session: Session, run_ids: set[str]) -> dict[str, Run]:
    """Runs by id."""
    return {row.id: row for row in session.scalars(select(Run).where(Run.id.in_(run_ids)))}


def count(
    session: Session, municipalities: tuple[str, ...], group: str, since: datetime | None = None, process: str = ""
) -> int:
    """How many runs of a group (of one process), of those that ended since."""
    asked = _where(select(func.count(Run.id)), RunFilter(municipalities, group, process=process))
    if since is not None:
        asked = asked.where(Run.ended_at >= since)
    return session.scalar(asked) or 0


def latest(session: Session, municipality: str, process: str, task: str | None) -> Run | None:
    """The last run that began: of the task that handles items, if the package names one."""
    asked = select(Run).where(
        Run.municipality_code == municipality, Run.process == process, Run.started_at.is_not(None)
    )
    if task:
        asked = asked.where(Run.task == task)
    return session.scalars(asked.order_by(Run.id.desc()).limit(1)).one_or_none()


def ends_by_run(session: Session, run_ids: list[str]) -> dict[str, dict[str, int]]:
    """run → how its attempts ended (`open` while one is going on) → how many."""
    asked = (
        select(Attempt.run_id, Attempt.end, func.count(Attempt.id))
        .where(Attempt.run_id.in_(run_ids))
        .group_by(Attempt.run_id, Attempt.end)
    )
    told: dict[str, dict[str, int]] = {run_id: {} for run_id in run_ids}
    for run_id, end, attempts in session.execute(asked):
        told[run_id][end or "open"] = attempts
    return told


def seconds_a_case(session: Session, municipality: str, process: str, of_last: int = 50) -> float | None:
    """Mean seconds of the last attempts that came to an end, of the queue's last runs; None while there are none."""
    recent = (
        select(Run.id)
        .where(Run.municipality_code == municipality, Run.process == process)
        .order_by(Run.id.desc())
        .limit(_RECENT_RUNS)
    )
    last = (
        select(Attempt.seconds)
        .where(
            Attempt.run_id.in_(session.scalars(recent).all()), Attempt.seconds.is_not(None), Attempt.end != "lost",
        )
        .order_by(Attempt.id.desc())
        .limit(of_last)
        .subquery()
    )  # fmt: skip
    return session.scalar(select(func.avg(last.c.seconds)))


def finished_some(session: Session, run_ids: list[str]) -> set[str]:
    """Those runs that brought at least one case to its end: decided, handed over, proposed or drafted."""
    asked = select(Attempt.run_id).where(Attempt.run_id.in_(run_ids), Attempt.end.in_(_FINISHED)).distinct()
    return set(session.scalars(asked))


def attempts_of(session: Session, run_id: str, limit: int = 200) -> list[tuple[Attempt, WorkItem]]:
    """What a run worked on, newest first."""
    asked = (
        select(Attempt, WorkItem)
        .join(WorkItem, WorkItem.id == Attempt.work_item_id)
        .where(Attempt.run_id == run_id)
        .order_by(Attempt.id.desc())
        .limit(limit)
    )
    return [(attempt, item) for attempt, item in session.execute(asked)]


@dataclass(frozen=True)
class Line:
    """A line of a run's output, opened."""

    id: str
    at: datetime
    text: str


def last_lines(session: Session, run_id: str, limit: int = 200) -> list[Line]:
    """The newest lines of a run's output, oldest of them first."""
    asked = select(RunLine).where(RunLine.run_id == run_id).order_by(RunLine.id.desc()).limit(limit)
    return [_line(session, row) for row in reversed(session.scalars(asked).all())]


def lines_after(session: Session, run_id: str, after: str, limit: int = 200) -> list[Line]:
    """Lines that came after one."""
    asked = select(RunLine).where(RunLine.run_id == run_id, RunLine.id > after)
    return [_line(session, row) for row in session.scalars(asked.order_by(RunLine.id).limit(limit))]


def _line(session: Session, row: RunLine) -> Line:
    return Line(row.id, row.at, vault.unseal_text(session, row.municipality_code, "line", row.text))


def pictures_of(session: Session, run_id: str, limit: int = 24) -> Sequence[Evidence]:
    """A run's newest pictures."""
    asked = select(Evidence).where(Evidence.run_id == run_id, Evidence.content_type.like("image/%"))
    return session.scalars(asked.order_by(Evidence.id.desc()).limit(limit)).all()


def _where(asked: Select, wanted: RunFilter) -> Select:
    asked = asked.where(Run.municipality_code.in_(wanted.municipalities))
    if wanted.process:
        asked = asked.where(Run.process == wanted.process)
    return asked.where(Run.state.in_(GROUPS[wanted.group])) if wanted.group else asked
