"""How each queue stands: how many wait, since when, how many are at risk. Counted by partial indexes, to a limit.

Nothing here reads the whole table: a queue of a million is counted to `MOST`, its oldest and its next are the ends of
an index.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, case, func, literal_column, select
from sqlalchemy.orm import Session

from orchestrator.core.clock import machine_now, now
from orchestrator.core.db import UtcDateTime, scope_of, table
from orchestrator.operations.queues.models import WAITING, WorkItem

MOST = 10_000
Queue = tuple[str, str]
_item = table(WorkItem)
_mine = (WAITING, _item.c.municipality_code == bindparam("m"), _item.c.process == bindparam("p"))
_AT = bindparam("at", type_=UtcDateTime())
_NOW = bindparam("now", type_=UtcDateTime())
# In the order of its index: where nearly every row waits, a scan would look cheaper to the planner.
_some = (
    select(_item.c.available_at)
    .where(*_mine)
    .order_by(_item.c.priority, _item.c.available_at, _item.c.id)
    .limit(MOST + 1)
    .subquery()
)
_risky = (
    select(literal_column("1"))
    .select_from(_item)
    .where(*_mine, _item.c.risk_at.is_not(None), _item.c.risk_at <= _NOW)
    .limit(MOST + 1)
    .subquery()
)
_STANDING = select(
    func.count().label("waiting"),
    func.coalesce(func.sum(case((_some.c.available_at <= _AT, 1), else_=0)), 0).label("ready"),
    select(func.min(_item.c.received_at)).where(*_mine).scalar_subquery().label("oldest_at"),
    select(func.count()).select_from(_risky).scalar_subquery().label("at_risk"),
).select_from(_some)
_NEXT = select(func.min(_item.c.available_at)).where(*_mine)


@dataclass(frozen=True)
class Standing:
    """`count` wait, `ready` of them could be taken now; `more`: beyond what was counted. `oldest_at`, when the oldest
    of them was received, and `at_risk`, whose promised time is at risk, are of the domain's time; `next_at`, when the
    first becomes available while none is ready, is the machine's.
    """

    count: int
    ready: int
    more: bool
    oldest_at: datetime | None
    at_risk: int
    next_at: datetime | None


EMPTY = Standing(0, 0, False, None, 0, None)


def standing(session: Session, queues: Iterable[Queue]) -> dict[Queue, Standing]:
    """(municipality, process) → how the queue stands: one statement each, and no scan."""
    return {queue: _one(session, queue) for queue in queues}


def _one(session: Session, queue: Queue) -> Standing:
    municipality, process = queue
    scope_of(session).require(municipality)
    named = {"m": municipality, "p": process}
    row = session.connection().execute(_STANDING, named | {"at": machine_now(), "now": now()}).one()
    if not row.waiting:
        return EMPTY
    next_at = None if row.ready else session.connection().execute(_NEXT, named).scalar()
    return Standing(
        min(row.waiting, MOST), row.ready, row.waiting > MOST, row.oldest_at, min(row.at_risk, MOST), next_at
    )
