"""Claim: give the next waiting item to a run. A hot verb: written as plain statements, prepared once.

The item changes hands in one statement, so that two robots never get the same one; its attempt and its transition are
rows of the same transaction.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, func, insert, literal_column, select, update
from sqlalchemy.orm import Session

from orchestrator.core.clock import machine_now, now, seconds_from_now
from orchestrator.core.db import new_id, scope_of, table
from orchestrator.core.settings import settings
from orchestrator.operations.queues.models import WAITING, Attempt, ItemFile, Transition, WorkItem
from orchestrator.operations.queues.states import State

_FAR_SECONDS = 3600.0
_item, _file = table(WorkItem), table(ItemFile).c
_mine = and_(WAITING, _item.c.municipality_code == bindparam("m"), _item.c.process == bindparam("p"))
_next = (
    select(_item.c.id)
    .where(_mine, _item.c.available_at <= bindparam("at"))
    .order_by(_item.c.priority, _item.c.available_at, _item.c.id)
    .limit(1)
    .with_for_update(skip_locked=True)
    .scalar_subquery()
)
# An item that waits for verification goes straight behind its commit point again. Checking after a crash is no new
# attempt at the case: it must be possible however often it takes. Nor is writing what a person has decided.
_becomes: ColumnElement[str] = literal_column("CASE state WHEN 'verify' THEN 'committing' ELSE 'leased' END")
_counts: ColumnElement[int] = literal_column("CASE WHEN purpose = 'handle' AND state = 'new' THEN 1 ELSE 0 END")
# Spelled out: in RETURNING, SQLAlchemy writes SQLite's columns without their table, and `id` would be the file's.
_OWN_ID: ColumnElement[str] = literal_column("work_item.id")
_CLAIM = (
    update(_item)
    .where(_item.c.id == _next)
    .values(
        state=_becomes, fence=_item.c.fence + 1, attempts=_item.c.attempts + _counts, run_id=bindparam("run"),
        lease_until=bindparam("until"),
    )
    .returning(
        _item.c.id, _item.c.reference, _item.c.occurrence, _item.c.state, _item.c.purpose, _item.c.fence,
        _item.c.attempts, _item.c.payload,
        select(func.count()).where(_file.work_item_id == _OWN_ID).scalar_subquery().label("files"),
    )
)  # fmt: skip
_ATTEMPT, _TRANSITION = insert(table(Attempt)), insert(table(Transition))
_SOONEST = select(func.min(_item.c.available_at)).where(_mine)


@dataclass(frozen=True)
class Claimed:
    """A claimed item: what a robot needs to begin. `attempt` is its number, `doing` why: handle, write or verify."""

    id: str
    municipality_code: str
    process: str
    reference: str
    occurrence: str
    state: str
    fence: int
    attempts: int
    payload: bytes
    files: int
    doing: str


def claim(session: Session, municipality: str, process: str, run_id: str, when_lost: str = "again") -> Claimed | None:
    """The next waiting item, or None. `when_lost`: what a crash before the commit point means (see `Attempt`)."""
    scope_of(session).require(municipality)
    connection = session.connection()
    asked = {"m": municipality, "p": process, "at": machine_now(), "run": run_id,
             "until": seconds_from_now(settings().lease_seconds)}  # fmt: skip
    row = connection.execute(_CLAIM, asked).one_or_none()
    if row is None:
        return None
    verifying = row.state == State.COMMITTING.value
    doing = "verify" if verifying else row.purpose
    moment = now()
    connection.execute(_ATTEMPT, _attempt(row, municipality, run_id, doing, when_lost, moment))
    connection.execute(
        _TRANSITION,
        {
            "id": new_id(), "municipality_code": municipality, "work_item_id": row.id, "to_state": row.state,
            "from_state": (State.VERIFY if verifying else State.NEW).value, "at": moment,
            "actor": scope_of(session).actor, "reason": "claimed",
        },
    )  # fmt: skip
    return Claimed(
        row.id, municipality, process, row.reference, row.occurrence, row.state, row.fence, row.attempts, row.payload,
        row.files, doing,
    )  # fmt: skip


def _attempt(row: Any, municipality: str, run_id: str, doing: str, when_lost: str, at: datetime) -> dict[str, Any]:
    return {
        "id": new_id(), "municipality_code": municipality, "work_item_id": row.id, "run_id": run_id,
        "number": row.attempts, "fence": row.fence, "purpose": doing, "when_lost": when_lost, "started_at": at,
        "message": "", "phases": [],
    }  # fmt: skip


def seconds_to_next(session: Session, municipality: str, process: str) -> float:
    """How long until the next deferred item can be taken; an hour if there is none."""
    soonest = session.connection().execute(_SOONEST, {"m": municipality, "p": process}).scalar()
    if soonest is None:
        return _FAR_SECONDS
    return max(0.05, (soonest - machine_now()).total_seconds())


def attempts_by(session: Session, run_id: str) -> int:
    """How many leases a run has had."""
    return session.scalar(select(func.count()).where(Attempt.run_id == run_id)) or 0


def claimable(municipality: str, process: str) -> tuple[ColumnElement[bool], ...]:
    """Conditions of items that a robot could take now."""
    return (
        WAITING, WorkItem.municipality_code == municipality, WorkItem.process == process,
        WorkItem.available_at <= machine_now(),
    )  # fmt: skip
