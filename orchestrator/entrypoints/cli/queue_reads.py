"""What `coe queue` reads: items by their keys, one with its way, and in words why it waits. No payload is opened."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from orchestrator.core.clock import now
from orchestrator.core.db import Scope
from orchestrator.core.errors import BadInput, NotFound
from orchestrator.entrypoints.portal.why_words import Sayer
from orchestrator.entrypoints.portal.words import words
from orchestrator.operations.queues.models import Attempt, Transition, WorkItem
from orchestrator.operations.queues.queries import attempts_of, begins_with, message_of, transitions_of
from orchestrator.operations.queues.states import State
from orchestrator.operations.triggers.why import Reasons

Row = dict[str, Any]
ORDERS = ("newest", "next")


def scope(municipality: str = "") -> Scope:
    """The command line stands beside the database: one municipality, or all of them."""
    return Scope.of("cli", municipality) if municipality else Scope.steward("cli")


def listed(session: Session, state: str, process: str, reference: str, order: str, limit: int) -> list[WorkItem]:
    """Items by state, process and the beginning of their reference."""
    if state and state not in set(State):
        raise BadInput(f"There is no state {state!r}. The states are {', '.join(State)}.")
    if order not in ORDERS:
        raise BadInput(f"--order is one of {', '.join(ORDERS)}; not {order!r}.")
    asked = select(WorkItem)
    if state:
        asked = asked.where(WorkItem.state == state)
    if process:
        asked = asked.where(WorkItem.process == process)
    if reference:
        asked = asked.where(begins_with(reference))
    if order == "next":
        waiting = asked.where(WorkItem.state.in_((State.NEW.value, State.VERIFY.value)))
        asked = waiting.order_by(WorkItem.priority, WorkItem.available_at, WorkItem.id)
    else:
        asked = asked.order_by(WorkItem.received_at.desc(), WorkItem.id.desc())
    return list(session.scalars(asked.limit(limit)))


def found(session: Session, named: str) -> WorkItem:
    """The item of an id, or of a reference that only one item has."""
    row = session.scalars(select(WorkItem).where(WorkItem.id == named)).one_or_none()
    if row is not None:
        return row
    rows = session.scalars(select(WorkItem).where(WorkItem.reference == named).limit(20)).all()
    if not rows:
        raise NotFound(f"There is no work item {named!r}: neither an id nor a whole reference. Try `coe queue list`.")
    if len(rows) > 1:
        choices = ", ".join(f"{row.id} ({row.municipality_code} {row.process} {row.occurrence})" for row in rows)
        raise BadInput(f"{named!r} is the reference of several work items. Name one by its id: {choices}.")
    return rows[0]


def line_of(item: WorkItem) -> Row:
    return {
        "id": item.id, "municipality": item.municipality_code, "process": item.process, "reference": item.reference,
        "occurrence": item.occurrence, "state": item.state, "purpose": item.purpose, "priority": item.priority,
        "attempts": f"{item.attempts}/{item.max_attempts}", "exception": item.exception_code,
        "received_at": item.received_at, "available_at": item.available_at,
    }  # fmt: skip


def whole_of(session: Session, item: WorkItem) -> Row:
    """Everything that operations may see of an item."""
    return {
        **line_of(item), "why": why(session, item), "due_at": item.due_at, "risk_at": item.risk_at,
        "expires_at": item.expires_at, "ended_at": item.ended_at, "parent_id": item.parent_id,
        "attempts_made": [_attempt(session, row) for row in attempts_of(session, item.id)],
        "transitions": [_transition(row) for row in transitions_of(session, item.id)],
    }  # fmt: skip


def why(session: Session, item: WorkItem) -> str:
    """Why the item is where it is, and what it waits for: the portal's sentence, in English."""
    return Sayer(words("en"), now(), {})(Reasons(session).item(item))


def _attempt(session: Session, row: Attempt) -> Row:
    return {
        "number": row.number, "purpose": row.purpose, "run_id": row.run_id, "started_at": row.started_at,
        "seconds": row.seconds and round(row.seconds, 1), "end": row.end or "going on", "code": row.code,
        "message": message_of(session, row),
    }  # fmt: skip


def _transition(row: Transition) -> Row:
    return {
        "at": row.at, "from": row.from_state, "to": row.to_state, "actor": row.actor, "reason": row.reason,
    }  # fmt: skip
