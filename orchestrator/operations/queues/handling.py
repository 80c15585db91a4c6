"""The inbox clock: how long people work on an item, measured while they do.

A person does one thing at a time: a sign of life counts from that person's latest sign anywhere, at most the idle
limit. So nothing is counted twice, and a page left open overnight counts five minutes.
"""

from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from orchestrator.core.clock import now
from orchestrator.operations.queues.models import SUPPLEMENT, HandlingTime, WorkItem

IDLE_SECONDS = 300


def seen(session: Session, item: WorkItem, person_id: str, *, counts: bool = True) -> HandlingTime:
    """A sign of life: the person works on the item now. `counts` False: back after having been away."""
    moment = now()
    row = _last(session, item.id, person_id)
    if row is None or _came_back(item, row):
        return _begin(session, item, person_id, moment)
    latest = _latest(session, person_id) or row.seen_at
    if counts and not row.paused and item.waiting_for != SUPPLEMENT:
        row.seconds += min(max(0.0, (moment - latest).total_seconds()), IDLE_SECONDS)
    row.seen_at = moment
    session.flush()
    return row


def begin(session: Session, item: WorkItem, person_id: str) -> HandlingTime:
    """A new stretch: the item has come to this person, perhaps again. What lay between is not theirs."""
    return _begin(session, item, person_id, now())


def pause(session: Session, item: WorkItem, person_id: str) -> HandlingTime:
    """Stop the clock: a call, a visit, lunch. Pausing twice is pausing once."""
    row = seen(session, item, person_id)
    return row if row.paused else _begin(session, item, person_id, row.seen_at, paused=True)


def resume(session: Session, item: WorkItem, person_id: str) -> HandlingTime:
    """Let it go on."""
    row = seen(session, item, person_id)
    return _begin(session, item, person_id, row.seen_at) if row.paused else row


def counted_seconds(session: Session, item_id: str, person_id: str = "") -> float:
    """The time on an item so far: one person's, or everybody's."""
    asked = select(func.sum(HandlingTime.seconds)).where(
        HandlingTime.work_item_id == item_id, HandlingTime.paused.is_(False)
    )
    if person_id:
        asked = asked.where(HandlingTime.person_id == person_id)
    return float(session.scalar(asked) or 0.0)


def is_paused(session: Session, item_id: str, person_id: str) -> bool:
    row = _last(session, item_id, person_id)
    return row is not None and row.paused


def measured_minutes(session: Session, item_id: str) -> Decimal:
    """Everybody's minutes on an item, to a tenth; 0 where nobody's clock ran."""
    return (Decimal(str(counted_seconds(session, item_id))) / 60).quantize(Decimal("0.1"), ROUND_HALF_UP)


def _came_back(item: WorkItem, row: HandlingTime) -> bool:
    """The case has been with its applicant since this stretch: the waiting is nobody's work."""
    return item.turn_at is not None and row.seen_at < item.turn_at


def _begin(session: Session, item: WorkItem, person_id: str, moment: datetime, *, paused: bool = False) -> HandlingTime:
    row = HandlingTime(
        municipality_code=item.municipality_code, work_item_id=item.id, person_id=person_id, started_at=moment,
        seen_at=moment, seconds=0.0, paused=paused,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def _last(session: Session, item_id: str, person_id: str) -> HandlingTime | None:
    return session.scalars(
        select(HandlingTime)
        .where(HandlingTime.work_item_id == item_id, HandlingTime.person_id == person_id)
        .order_by(HandlingTime.id.desc())
        .limit(1)
    ).one_or_none()


def _latest(session: Session, person_id: str) -> datetime | None:
    recent = now() - timedelta(seconds=IDLE_SECONDS)
    return session.scalar(
        select(func.max(HandlingTime.seen_at)).where(
            HandlingTime.person_id == person_id, HandlingTime.seen_at >= recent
        )
    )
