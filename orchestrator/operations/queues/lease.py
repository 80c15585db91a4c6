"""Claim, heartbeat and the check that every write makes: the lease with its fencing token."""

from datetime import timedelta

from sqlalchemy import ColumnElement, func, literal_column, or_, select, update
from sqlalchemy.orm import Session

from orchestrator.core.clock import machine_now, now, seconds_from_now
from orchestrator.core.errors import LeaseLost, NotFound
from orchestrator.core.settings import settings
from orchestrator.operations.queues.models import HELD_NOW, WAITING, Attempt, WorkItem
from orchestrator.operations.queues.states import State
from orchestrator.operations.queues.transitions import move, record, wait_for_person

_MOST_CHECKS = 5


def claim(session: Session, municipality: str, process: str, run_id: str) -> tuple[WorkItem, Attempt] | None:
    """Give the next waiting item to a run, or None. One statement: two robots never get the same item."""
    next_id = (
        select(WorkItem.id)
        .where(
            WAITING, WorkItem.municipality_code == municipality, WorkItem.process == process,
            WorkItem.available_at <= machine_now(),
        )
        .order_by(WorkItem.priority, WorkItem.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )  # fmt: skip
    # An item that waits for verification goes straight behind its commit point again.
    becomes: ColumnElement[str] = literal_column("CASE state WHEN 'verify' THEN 'committing' ELSE 'leased' END")
    item = session.scalars(
        update(WorkItem)
        .where(WorkItem.id == next_id)
        .values(
            state=becomes, fence=WorkItem.fence + 1, run_id=run_id,
            lease_until=seconds_from_now(settings().lease_seconds),
        )
        .returning(WorkItem)
        .execution_options(synchronize_session=False)
    ).one_or_none()  # fmt: skip
    if item is None:
        return None
    verifying = item.state == State.COMMITTING.value
    # Checking after a crash is no new attempt at the case: it must be possible however often it takes.
    # Nor is writing what a person has decided.
    item.attempts += 1 if item.purpose == "handle" and not verifying else 0
    record(session, item, State.VERIFY if verifying else State.NEW, State(item.state), "claimed")
    attempt = Attempt(
        municipality_code=municipality, work_item_id=item.id, run_id=run_id, number=item.attempts, fence=item.fence,
        purpose="verify" if verifying else item.purpose, started_at=now(),
    )  # fmt: skip
    session.add(attempt)
    session.flush()
    return item, attempt


def heartbeat(session: Session, item_id: str, fence: int) -> None:
    """Prolong the lease. One statement; raises LeaseLost when somebody else has the item."""
    kept = session.execute(
        update(WorkItem)
        .where(WorkItem.id == item_id, WorkItem.fence == fence, HELD_NOW)
        .values(lease_until=seconds_from_now(settings().lease_seconds))
        .execution_options(synchronize_session=False)
    )
    if not kept.rowcount:  # type: ignore[attr-defined]
        raise _lost()


def held(session: Session, item_id: str, fence: int, run_id: str) -> WorkItem:
    """The item, locked, if this run still holds it under this fence. Every write asks first."""
    item = session.scalars(select(WorkItem).where(WorkItem.id == item_id).with_for_update()).one_or_none()
    if item is None:
        raise NotFound("There is no such work item in your municipality.")
    in_time = item.lease_until is not None and item.lease_until > machine_now()
    if item.fence != fence or item.run_id != run_id or not in_time:
        raise _lost()
    return item


def ended_by(session: Session, item_id: str, fence: int, run_id: str) -> bool:
    """Whether this run has released the item under this fence before: a release repeated after a lost answer."""
    ended = select(Attempt.id).where(
        Attempt.work_item_id == item_id, Attempt.fence == fence, Attempt.run_id == run_id,
        Attempt.end.is_not(None), Attempt.end != "lost",
    )  # fmt: skip
    return session.scalar(select(ended.exists())) is True


def attempts_of(session: Session, run_id: str) -> int:
    """How many leases a run has had."""
    return session.scalar(select(func.count()).where(Attempt.run_id == run_id)) or 0


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
    elif item.attempts >= item.max_attempts:
        item.exception_kind, item.exception_code = "application", "attempts_used_up"
        wait_for_person(session, item, "decision", "robot lost, attempts used up")
    else:
        item.available_at = machine_now()
        move(session, item, State.NEW, "robot lost")


def verify_or_hand_over(session: Session, item: WorkItem, reason: str) -> None:
    """Check again what was written; after five checks in vain a person looks."""
    checks = session.scalar(select(func.count()).where(Attempt.work_item_id == item.id, Attempt.purpose == "verify"))
    if (checks or 0) >= _MOST_CHECKS:
        item.exception_kind, item.exception_code = "application", "cannot_tell"
        wait_for_person(session, item, "decision", f"{reason}; checked {checks} times in vain")
    else:
        move(session, item, State.VERIFY, reason)


def waiting_for(municipality: str, process: str) -> tuple:
    """Conditions of items that a robot could take now."""
    return (
        WAITING, WorkItem.municipality_code == municipality, WorkItem.process == process,
        or_(WorkItem.available_at.is_(None), WorkItem.available_at <= machine_now()),
    )  # fmt: skip


def _lost() -> LeaseLost:
    return LeaseLost("The lease is lost: somebody else has this work item now. Stop, write nothing more.")
