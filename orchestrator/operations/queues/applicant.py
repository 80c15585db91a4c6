"""A waiting item that is with its applicant for a while: asked for something, and back again."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from orchestrator.core.errors import Conflict
from orchestrator.operations.queues.models import SUPPLEMENT, WorkItem
from orchestrator.operations.queues.states import State

_FROM = ("decision", "confirmation")


def locked(session: Session, item_id: str) -> WorkItem:
    """The item, locked: who answers, who lets a day lapse and who decides come one after another."""
    return session.scalars(select(WorkItem).where(WorkItem.id == item_id).with_for_update()).one()


def wait(item: WorkItem) -> str:
    """From now on it waits for the applicant. Answers what it waited for before."""
    before = item.waiting_for
    if before not in _FROM:
        raise Conflict("Only a case that waits for your decision can wait for its applicant.")
    item.waiting_for, item.turn_at = SUPPLEMENT, None
    return before


def back(item: WorkItem, waiting_for: str, turn_at: datetime | None = None) -> None:
    """It waits for a person again; `turn_at` puts it on top of the inbox. One that waits no more is left as it is."""
    if item.state == State.WAITING_HUMAN.value and item.waiting_for == SUPPLEMENT:
        item.waiting_for, item.turn_at = waiting_for, turn_at


def comes_up(item: WorkItem, turn_at: datetime) -> None:
    """Something new has come to a case that a person has before them: on top of the inbox with it."""
    if item.state == State.WAITING_HUMAN.value and item.waiting_for in _FROM:
        item.turn_at = turn_at
