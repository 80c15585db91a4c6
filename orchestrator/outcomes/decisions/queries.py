"""Reads of assessments, decisions and notices; how fast applicants were answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from orchestrator.core.sql import seconds_between
from orchestrator.operations.queues.models import WorkItem
from orchestrator.operations.queues.queries import month_bounds
from orchestrator.outcomes.decisions.models import Assessment, Decision
from orchestrator.outcomes.notices.models import Notice

_DAY_SECONDS = 24 * 3600


def assessments_of(session: Session, item_id: str) -> Sequence[Assessment]:
    """Every assessment of an item, oldest first."""
    asked = select(Assessment).where(Assessment.work_item_id == item_id)
    return session.scalars(asked.order_by(Assessment.id)).all()


def newest_told(session: Session, item_ids: list[str]) -> dict[str, tuple[str, int]]:
    """item → (segment, number of reasons) of its newest assessment; nothing that is encrypted is read."""
    asked = select(Assessment.work_item_id, Assessment.segment, Assessment.reason_codes)
    rows = session.execute(asked.where(Assessment.work_item_id.in_(item_ids)).order_by(Assessment.id))
    return {item_id: (segment, len(codes)) for item_id, segment, codes in rows}


def notices_of(session: Session, item_id: str) -> Sequence[Notice]:
    """The messages that an item's decisions gave rise to."""
    return session.scalars(select(Notice).where(Notice.work_item_id == item_id).order_by(Notice.id)).all()


def decisions_by_item(session: Session, item_ids: list[str]) -> dict[str, Decision]:
    """item → its newest decision that is not void."""
    asked = select(Decision).where(Decision.work_item_id.in_(item_ids), Decision.state != "void")
    return {row.work_item_id: row for row in session.scalars(asked.order_by(Decision.number))}


def prepared_by(session: Session, decided_by: str, moment: datetime) -> Sequence[WorkItem]:
    """Items that somebody has decided and no robot may take yet at a moment: they can still be undone."""
    asked = (
        select(WorkItem)
        .join(Decision, Decision.work_item_id == WorkItem.id)
        .where(
            Decision.decided_by == decided_by, Decision.state == "prepared", WorkItem.state == "new",
            WorkItem.purpose == "write", WorkItem.available_at > moment,
        )
    )  # fmt: skip
    return session.scalars(asked.order_by(WorkItem.available_at.desc())).all()


@dataclass(frozen=True)
class Answers:
    """Of the items received in a month: `answered` by an effected decision; `judged` are answered or older than a day.

    `share_within_day` is of the judged: one that still waits and is not a day old speaks for nothing yet.
    """

    judged: int
    within_day: int
    answered: int
    median_seconds: float | None

    @property
    def share_within_day(self) -> float | None:
        return self.within_day / self.judged if self.judged else None


def answers(session: Session, municipalities: tuple[str, ...], month: str, now: datetime, process: str = "") -> Answers:
    """How fast applicants were answered, counted in the database."""
    seconds = seconds_between(WorkItem.received_at, Decision.effected_at)
    is_answered = Decision.effected_at.is_not(None)
    old = WorkItem.received_at <= now - timedelta(seconds=_DAY_SECONDS)
    asked = _of_month(
        select(
            func.sum(case((or_(is_answered, old), 1), else_=0)),
            func.sum(case((and_(is_answered, seconds <= _DAY_SECONDS), 1), else_=0)),
            func.count(Decision.id),
        ),
        municipalities, month, process,
    )  # fmt: skip
    judged, within, answered = session.execute(asked).one()
    return Answers(judged or 0, within or 0, answered, _median(session, seconds, municipalities, month, process))


def _median(
    session: Session, seconds: ColumnElement[Any], municipalities: tuple[str, ...], month: str, process: str
) -> float | None:
    times = _of_month(select(seconds), municipalities, month, process).where(Decision.effected_at.is_not(None))
    count = session.scalar(
        _of_month(select(func.count(Decision.id)), municipalities, month, process).where(
            Decision.effected_at.is_not(None)
        )
    )
    if not count:
        return None
    first = (count - 1) // 2
    middle = session.scalars(times.order_by(seconds).offset(first).limit(2 - count % 2)).all()
    return float(sum(middle) / len(middle))


def _of_month(asked: Select, municipalities: tuple[str, ...], month: str, process: str) -> Select:
    first, after = month_bounds(month)
    effected = and_(Decision.work_item_id == WorkItem.id, Decision.state == "effected", Decision.number == 1)
    asked = (
        asked.select_from(WorkItem)
        .outerjoin(Decision, effected)
        .where(
            WorkItem.municipality_code.in_(municipalities),
            WorkItem.received_at >= first,
            WorkItem.received_at < after,
        )
    )
    return asked.where(WorkItem.process == process) if process else asked
