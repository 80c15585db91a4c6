"""What operations do with items in the queue: hold, let go, defer, set priority, cancel, expire. Always with a reason.

An item that a robot holds, or that waits to be checked behind its commit point, is never touched: what a robot may be
writing is not cancelled from outside.
"""

from datetime import datetime

from sqlalchemy import literal_column, select
from sqlalchemy.orm import Session

from orchestrator.core import bells
from orchestrator.core.clock import machine_now
from orchestrator.core.errors import BadInput, Conflict, NotFound
from orchestrator.governance.audit import service as audit
from orchestrator.operations.queues.models import WorkItem
from orchestrator.operations.queues.states import State, allowed_from
from orchestrator.operations.queues.transitions import move

_LONGEST_REASON = 200


def hold(session: Session, item_id: str, reason: str) -> WorkItem:
    """Keep a waiting item from robots until it is let go."""
    item = _locked(session, item_id, reason)
    move(session, item, State.ON_HOLD, reason)
    return _noted(session, item, "item_held", reason)


def let_go(session: Session, item_id: str, reason: str) -> WorkItem:
    """A held item may be taken again; it has kept its place."""
    item = _locked(session, item_id, reason)
    if item.state != State.ON_HOLD.value:
        raise Conflict(
            f"The work item is {item.state}: only one that is on_hold can be let go. "
            f"Allowed: {allowed_from(item.state)}."
        )
    move(session, item, State.NEW, reason)
    return _noted(session, item, "item_let_go", reason)


def defer(session: Session, item_id: str, until: datetime, reason: str) -> WorkItem:
    """No robot takes it before a machine time. A time that is past lets it be taken at once."""
    item = _waiting(session, item_id, reason)
    item.available_at = until
    bells.ring(session, bells.work(item.municipality_code, item.process))
    return _noted(session, item, "item_deferred", reason, until=until.isoformat())


def prioritise(session: Session, item_id: str, priority: int, reason: str) -> WorkItem:
    """A lower number goes first; 100 is usual, 0 the first of all."""
    if not 0 <= priority <= 1000:
        raise BadInput(f"A priority lies between 0 (first) and 1000 (last); {priority} does not.")
    item = _waiting(session, item_id, reason)
    item.priority = priority
    return _noted(session, item, "item_prioritised", reason, priority=priority)


def cancel(session: Session, item_id: str, reason: str) -> WorkItem:
    """The case shall not be handled here: withdrawn by its sender, or a mistake. It cannot be undone.

    What was decided of it and not written is void: that is the caller's to do (`outcomes/decisions/cancel.py`).
    """
    item = _locked(session, item_id, reason)
    move(session, item, State.CANCELLED, reason)
    item.waiting_for = item.assigned_to = None
    return _noted(session, item, "item_cancelled", reason)


def expire_due(session: Session, limit: int = 500) -> list[WorkItem]:
    """Items that nobody has taken before they became of no use."""
    wanted = (
        select(WorkItem)
        .where(
            literal_column("state = 'new' AND expires_at IS NOT NULL"),
            WorkItem.expires_at <= machine_now(),
            WorkItem.purpose == "handle",  # what a person has decided does not expire
        )
        .order_by(WorkItem.expires_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    items = list(session.scalars(wanted))
    for item in items:
        move(session, item, State.EXPIRED, "expired")
    return items


def _waiting(session: Session, item_id: str, reason: str) -> WorkItem:
    item = _locked(session, item_id, reason)
    if item.state not in (State.NEW.value, State.ON_HOLD.value):
        raise Conflict(
            f"The work item is {item.state}: only one that is new or on_hold can be moved in the queue. "
            f"Allowed: {allowed_from(item.state)}."
        )
    return item


def _locked(session: Session, item_id: str, reason: str) -> WorkItem:
    if not reason.strip():
        raise BadInput("Write why: the reason stands in the item's history.")
    if len(reason) > _LONGEST_REASON:
        raise BadInput(f"The reason is longer than {_LONGEST_REASON} characters: write it shorter.")
    item = session.scalars(select(WorkItem).where(WorkItem.id == item_id).with_for_update()).one_or_none()
    if item is None:
        raise NotFound("There is no such work item here.")
    return item


def _noted(session: Session, item: WorkItem, what: str, reason: str, **detail: object) -> WorkItem:
    audit.note(session, item.municipality_code, what, "work_item", item.id, reason=reason, **detail)
    session.flush()
    return item
