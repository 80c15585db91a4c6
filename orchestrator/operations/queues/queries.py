"""Reads of work items: lists by key, one item with its way, what waits for a person, a month in numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Boolean, ColumnElement, Select, and_, func, literal_column, or_, select
from sqlalchemy.orm import Session

from orchestrator.core.clock import STOCKHOLM
from orchestrator.core.db import Municipality
from orchestrator.core.errors import BadInput, NotFound
from orchestrator.governance.vault import service as vault
from orchestrator.operations.queues.models import Attempt, Transition, WorkItem
from orchestrator.operations.queues.states import State

# What a person asks for → the states it means.
GROUPS: dict[str, tuple[State, ...]] = {
    "waiting": (State.WAITING_HUMAN,),
    "queued": (State.NEW, State.VERIFY),
    "working": (State.LEASED, State.COMMITTING),
    "done": (State.DONE,),
    "ended": (State.ON_HOLD, State.EXPIRED, State.CANCELLED),
}
MOST_COUNTED = 1000


@dataclass(frozen=True)
class ItemFilter:
    """Which items. `before` is the key of the page before: nothing is skipped by counting."""

    municipalities: tuple[str, ...]
    group: str = ""
    process: str = ""
    month: str = ""
    reference: str = ""
    before: str = ""


@dataclass(frozen=True)
class Page:
    """`total` is counted to `MOST_COUNTED` at most: beyond that it says only that there are more."""

    items: Sequence[WorkItem]
    next_key: str | None
    total: int
    too_many: bool


def month_bounds(month: str) -> tuple[datetime, datetime]:
    """First moment of a month in Stockholm, and of the month after."""
    try:
        first = date.fromisoformat(f"{month}-01")
    except ValueError:
        raise BadInput(f"{month!r} is no month: write for example 2026-11.") from None
    after = (first + timedelta(days=32)).replace(day=1)
    return tuple(datetime(day.year, day.month, 1, tzinfo=STOCKHOLM) for day in (first, after))  # type: ignore[return-value]


def find(session: Session, wanted: ItemFilter, limit: int = 50) -> Page:
    """One page, newest first, by key."""
    base = _where(select(WorkItem), wanted)
    counted = _count_some(session, _where(select(WorkItem.id), wanted))
    if wanted.before:
        received_at, item_id = _read_key(wanted.before)
        base = base.where(
            or_(WorkItem.received_at < received_at, and_(WorkItem.received_at == received_at, WorkItem.id < item_id))
        )
    rows = session.scalars(base.order_by(WorkItem.received_at.desc(), WorkItem.id.desc()).limit(limit + 1)).all()
    key = _key(rows[limit - 1]) if len(rows) > limit else None
    return Page(rows[:limit], key, min(counted, MOST_COUNTED), counted > MOST_COUNTED)


def one(session: Session, item_id: str) -> WorkItem:
    """One item in scope. Another municipality's looks like one that is not there."""
    row = session.scalars(select(WorkItem).where(WorkItem.id == item_id)).one_or_none()
    if row is None:
        raise NotFound("There is no such work item here.")
    return row


def many(session: Session, item_ids: set[str]) -> dict[str, WorkItem]:
    """id → item, of those in scope."""
    return {row.id: row for row in session.scalars(select(WorkItem).where(WorkItem.id.in_(item_ids)))}


def attempts_of(session: Session, item_id: str) -> Sequence[Attempt]:
    """Every lease of an item, oldest first."""
    return session.scalars(select(Attempt).where(Attempt.work_item_id == item_id).order_by(Attempt.id)).all()


def message_of(session: Session, attempt: Attempt) -> str:
    """What the robot said at an attempt's end, opened."""
    return vault.unseal_text(session, attempt.municipality_code, "message", attempt.message)


def transitions_of(session: Session, item_id: str) -> Sequence[Transition]:
    """Every change of an item's state, oldest first."""
    return session.scalars(select(Transition).where(Transition.work_item_id == item_id).order_by(Transition.id)).all()


def children_of(session: Session, item_id: str, after: str = "", limit: int = 200) -> Sequence[WorkItem]:
    """Items added with this one as their parent, in any process, oldest first; `after` is the last one's id."""
    asked = select(WorkItem).where(WorkItem.parent_id == item_id, WorkItem.id > after)
    return session.scalars(asked.order_by(WorkItem.id).limit(limit)).all()


@dataclass(frozen=True)
class Waiting:
    """How many, counted to `MOST_COUNTED` (`more`: there are others beyond), and when the oldest was received."""

    count: int
    oldest_at: datetime | None
    more: bool = False


def waiting(
    session: Session, municipalities: tuple[str, ...], group: str, process: str = "", *, stopped: bool = False
) -> Waiting:
    """Items of a group: how many, and when the oldest was received. `stopped`: by a failing system."""
    # spelled out, for its partial index
    only = (literal_column("work_item.exception_kind = 'application'", Boolean),) if stopped else ()
    return waiting_that(session, ItemFilter(municipalities, group=group, process=process), *only)


def waiting_that(session: Session, wanted: ItemFilter, *only: ColumnElement[bool]) -> Waiting:
    """The same of those for which `only` holds. Every page's menu asks it: nothing is read to the end.

    The oldest is looked for in each municipality for itself, where it is the end of an index.
    """
    count = _count_some(session, _where(select(WorkItem.id), wanted).where(*only))
    if not count:
        return Waiting(0, None)
    first = (
        _where(select(WorkItem.received_at), wanted)
        .where(*only, WorkItem.municipality_code == Municipality.code)
        .order_by(WorkItem.received_at)
        .limit(1)
        .correlate(Municipality)
        .scalar_subquery()
    )
    oldest = session.scalar(select(func.min(first)).where(Municipality.code.in_(wanted.municipalities)))
    return Waiting(min(count, MOST_COUNTED), oldest, count > MOST_COUNTED)


def _count_some(session: Session, asked: Select) -> int:
    """How many, at most one more than `MOST_COUNTED`."""
    some = asked.limit(MOST_COUNTED + 1).subquery()
    return session.scalar(select(func.count()).select_from(some)) or 0


def states_of_month(
    session: Session, municipalities: tuple[str, ...], month: str, process: str = ""
) -> dict[tuple[str, str | None], int]:
    """(state, kind of exception) → how many of the items that were received in a month."""
    asked = _where(
        select(WorkItem.state, WorkItem.exception_kind, func.count(WorkItem.id)),
        ItemFilter(municipalities, month=month, process=process),
    )
    rows = session.execute(asked.group_by(WorkItem.state, WorkItem.exception_kind))
    return {(state, kind): count for state, kind, count in rows}


def by_people_of_month(session: Session, municipalities: tuple[str, ...], month: str, process: str = "") -> int:
    """How many of a month's done items a person decided and the robot then wrote: they did not go straight through."""
    asked = _where(select(func.count(WorkItem.id)), ItemFilter(municipalities, "done", process, month))
    return session.scalar(asked.where(WorkItem.purpose == "write")) or 0


def _where(asked: Select, wanted: ItemFilter) -> Select:
    asked = asked.where(WorkItem.municipality_code.in_(wanted.municipalities))
    if wanted.group:
        # spelled out, so that the partial indexes of what waits and what stands aside can be used
        states = [f"'{state.value}'" for state in GROUPS[wanted.group]]
        told = f"= {states[0]}" if len(states) == 1 else f"IN ({', '.join(states)})"
        asked = asked.where(literal_column(f"work_item.state {told}", Boolean))
    if wanted.process:
        asked = asked.where(WorkItem.process == wanted.process)
    if wanted.month:
        first, after = month_bounds(wanted.month)
        asked = asked.where(WorkItem.received_at >= first, WorkItem.received_at < after)
    if wanted.reference:
        asked = asked.where(begins_with(wanted.reference))
    return asked


def begins_with(reference: str) -> ColumnElement[bool]:
    """As a stretch of the index. A LIKE could not use it: row-level security lets no such operator look before it."""
    return WorkItem.reference.between(reference, reference + "\U0010ffff")


def _key(row: WorkItem) -> str:
    return f"{row.received_at.isoformat()}~{row.id}"


def _read_key(key: str) -> tuple[datetime, str]:
    moment, _, item_id = key.partition("~")
    try:
        received_at = datetime.fromisoformat(moment)
    except ValueError:
        raise BadInput("The page's key cannot be read. Begin again from the first page.") from None
    if received_at.tzinfo is None:
        raise BadInput("The page's key cannot be read. Begin again from the first page.")
    return received_at, item_id
