"""What a person does with a work item that waits for one: claim it, pass it on, give it back to the robot."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from orchestrator.core.clock import machine_now
from orchestrator.core.errors import Conflict, NotFound
from orchestrator.governance.audit import service as audit
from orchestrator.operations.queues.models import WorkItem
from orchestrator.operations.queues.states import State
from orchestrator.operations.queues.transitions import move


def claim(session: Session, item_id: str, person_id: str) -> WorkItem:
    """Take a waiting item: from now on nobody else decides it. Taking it twice is taking it once."""
    item = _waiting(session, item_id)
    if item.assigned_to not in (None, person_id):
        raise Conflict("A colleague has claimed this case. Ask for it, or take the next one.")
    if item.assigned_to is None:
        item.assigned_to = person_id
        audit.note(session, item.municipality_code, "case_claimed", "work_item", item.id)
    return item


def forward(session: Session, item_id: str, person_id: str, to: str | None, reason: str) -> WorkItem:
    """Pass a claimed item to a colleague, or back to everybody (`to` None)."""
    item = claimed_by(session, item_id, person_id)
    item.assigned_to = to
    audit.note(session, item.municipality_code, "case_forwarded", "work_item", item.id, to=to, reason=reason)
    return item


def return_to_robot(session: Session, item_id: str, person_id: str, reason: str) -> WorkItem:
    """Let the robot try again from the beginning, with fresh attempts: an agency answers again, for example."""
    item = claimed_by(session, item_id, person_id)
    item.purpose, item.attempts, item.available_at = "handle", 0, machine_now()
    item.exception_kind = item.exception_code = item.waiting_for = item.assigned_to = None
    move(session, item, State.NEW, f"returned to the robot: {reason}")
    return item


def claimed_by(session: Session, item_id: str, person_id: str) -> WorkItem:
    """The waiting item, locked, if this person has claimed it."""
    item = _waiting(session, item_id)
    if item.assigned_to != person_id:
        raise Conflict("Claim the case first: what you decide is yours.")
    return item


def _waiting(session: Session, item_id: str) -> WorkItem:
    item = session.scalars(select(WorkItem).where(WorkItem.id == item_id).with_for_update()).one_or_none()
    if item is None:
        raise NotFound("There is no such case in your municipality.")
    if item.state != State.WAITING_HUMAN.value:
        raise Conflict(f"The case is {item.state}: it does not wait for a person (any more).")
    return item
