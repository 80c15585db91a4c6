"""The lease of a claimed item with its fencing token: prolonged, asked by every write, taken back when it is lost."""

from datetime import timedelta

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session

from orchestrator.core.clock import machine_now, now, seconds_from_now
from orchestrator.core.db import scope_of, table
from orchestrator.core.errors import LeaseLost, NotFound
from orchestrator.core.settings import settings
from orchestrator.operations.queues.models import HELD_NOW, Attempt, WorkItem
from orchestrator.operations.queues.states import State
from orchestrator.operations.queues.transitions import back_to_queue, wait_for_person

_MOST_CHECKS = 5
_item = table(WorkItem)
_PROLONG = (
    update(_item)
    .where(
        _item.c.id == bindparam("item"), _item.c.municipality_code == bindparam("m"),
        _item.c.fence == bindparam("held"), HELD_NOW,
    )
    .values(lease_until=bindparam("until"))
)  # fmt: skip


def heartbeat(session: Session, municipality: str, item_id: str, fence: int) -> None:
    """Prolong the lease. One statement; raises LeaseLost when somebody else has the item."""
    scope_of(session).require(municipality)
    kept = session.connection().execute(
        _PROLONG,
        {"m": municipality, "item": item_id, "held": fence, "until": seconds_from_now(settings().lease_seconds)},
    )
    if not kept.rowcount:
        raise lost(session.scalar(select(WorkItem.state).where(WorkItem.id == item_id)))


def held(session: Session, item_id: str, fence: int, run_id: str) -> WorkItem:
    """The item, locked, if this run still holds it under this fence. Every write asks first."""
    item = session.scalars(select(WorkItem).where(WorkItem.id == item_id).with_for_update()).one_or_none()
    if item is None:
        raise NotFound("There is no such work item in your municipality.")
    if item.fence != fence or not _holds(item, run_id):
        raise lost(item.state)
    return item


def held_by_run(session: Session, item_id: str, run_id: str) -> WorkItem:
    """The item if this run holds it now: who reads what belongs to a case must work on it."""
    item = session.scalars(select(WorkItem).where(WorkItem.id == item_id)).one_or_none()
    if item is None:
        raise NotFound("There is no such work item in your municipality.")
    if not _holds(item, run_id):
        raise lost(item.state)
    return item


def _holds(item: WorkItem, run_id: str) -> bool:
    return item.run_id == run_id and item.lease_until is not None and item.lease_until > machine_now()


def ended_by(session: Session, item_id: str, fence: int, run_id: str) -> bool:
    """Whether this run has released the item under this fence before: a release repeated after a lost answer."""
    ended = select(Attempt.id).where(
        Attempt.work_item_id == item_id, Attempt.fence == fence, Attempt.run_id == run_id,
        Attempt.end.is_not(None), Attempt.end != "lost",
    )  # fmt: skip
    return session.scalar(select(ended.exists())) is True


def open_attempt(session: Session, item: WorkItem) -> Attempt:
    """The attempt that holds the item."""
    return session.scalars(select(Attempt).where(Attempt.work_item_id == item.id, Attempt.fence == item.fence)).one()


def reclaim_lost(session: Session, *, known_dead_run: str | None = None) -> list[WorkItem]:
    """Take back items whose lease ran out, or whose run is known to be dead.

    Before the commit point: back to the queue (or to a person when attempts are used up). Behind it:
    to verification, after the commit window, unless the process is known dead.
    """
    lost = select(WorkItem).where(HELD_NOW).with_for_update(skip_locked=True)
    if known_dead_run:
        lost = lost.where(WorkItem.run_id == known_dead_run)
    else:
        lost = lost.where(WorkItem.lease_until < machine_now())
    items = list(session.scalars(lost))
    for item in items:
        _take_back(session, item, dead=known_dead_run is not None)
    return items


def _take_back(session: Session, item: WorkItem, *, dead: bool) -> None:
    attempt = open_attempt(session, item)
    attempt.ended_at, attempt.end, attempt.code = now(), "lost", "robot_lost"
    attempt.seconds = (now() - attempt.started_at).total_seconds()
    item.fence += 1  # from now on the lost robot's writes are refused
    if item.state == State.COMMITTING.value:
        window = 0 if dead else settings().commit_window_seconds
        item.available_at = machine_now() + timedelta(seconds=window)
        verify_or_hand_over(session, item, "robot lost behind its commit point")
    elif attempt.when_lost == "person":
        item.exception_kind, item.exception_code = "application", "cannot_tell"
        wait_for_person(session, item, "decision", "robot lost; its package does not say that repeating is safe")
    elif item.attempts >= item.max_attempts:
        item.exception_kind, item.exception_code = "application", "attempts_used_up"
        wait_for_person(session, item, "decision", "robot lost, attempts used up")
    else:  # it keeps its place: `available_at` is what it was
        back_to_queue(session, item, State.NEW, "robot lost")


def verify_or_hand_over(session: Session, item: WorkItem, reason: str) -> None:
    """Check again what was written; after five checks in vain a person looks."""
    checks = session.scalar(select(func.count()).where(Attempt.work_item_id == item.id, Attempt.purpose == "verify"))
    if (checks or 0) >= _MOST_CHECKS:
        item.exception_kind, item.exception_code = "application", "cannot_tell"
        wait_for_person(session, item, "decision", f"{reason}; checked {checks} times in vain")
    else:
        back_to_queue(session, item, State.VERIFY, reason)


def lost(state: str | None = None) -> LeaseLost:
    """The refusal of a write under a lease that is no more; says what the item is now, and what is allowed."""
    now_it_is = f"The work item is {state} now, and not" if state else "The work item is not"
    return LeaseLost(
        f"The lease is lost. {now_it_is} yours under this fence: somebody else may have it. Allowed: nothing on this "
        "item. Stop, write nothing more, and reserve the next one."
    )
