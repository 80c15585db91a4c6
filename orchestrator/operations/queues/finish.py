"""The end of an attempt: done, handed over, or back to the queue."""

from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from orchestrator.core.clock import machine_now, now
from orchestrator.core.masking import mask_personal_numbers
from orchestrator.governance.vault import service as vault
from orchestrator.operations.queues.exceptions import policy
from orchestrator.operations.queues.lease import open_attempt, verify_or_hand_over
from orchestrator.operations.queues.models import WorkItem
from orchestrator.operations.queues.states import State
from orchestrator.operations.queues.transitions import back_to_queue, move, wait_for_person

_LONGEST_MESSAGE = 500


def complete(session: Session, item: WorkItem, phases: list[dict[str, Any]]) -> None:
    """The case has its outcome."""
    _end_attempt(session, item, "done", None, "", phases)
    item.exception_kind = item.exception_code = None
    move(session, item, State.DONE, "done")


def propose(session: Session, item: WorkItem, phases: list[dict[str, Any]], waits_for: str = "confirmation") -> None:
    """The robot has assessed; a person confirms or changes before anything is written, alone or in a `round`."""
    _end_attempt(session, item, "proposed", None, "", phases)
    item.exception_kind = item.exception_code = None
    wait_for_person(session, item, waits_for, "proposed")


def written(session: Session, item: WorkItem, phases: list[dict[str, Any]], waits_for: str) -> None:
    """What was decided stands in the system, and the case goes on: it waits for an `answer`, or for a `round`."""
    _end_attempt(session, item, "done", None, "", phases)
    item.exception_kind = item.exception_code = None
    wait_for_person(session, item, waits_for, f"written, waits for: {waits_for}")


def drafted(session: Session, item: WorkItem, phases: list[dict[str, Any]]) -> None:
    """The robot has written drafts; a person decides in the case system, where the outcome is read later."""
    _end_attempt(session, item, "drafted", None, "", phases)
    item.exception_kind = item.exception_code = None
    wait_for_person(session, item, "outcome", "drafts written")


def hand_over(session: Session, item: WorkItem, code: str, message: str, phases: list[dict[str, Any]]) -> None:
    """A person must act: a business exception is never retried."""
    _end_attempt(session, item, "business", code, message, phases)
    item.exception_kind, item.exception_code = "business", code
    wait_for_person(session, item, "decision", code)


def give_back(session: Session, item: WorkItem, code: str, message: str, phases: list[dict[str, Any]]) -> None:
    """A system failed: try again after the code's pause, or hand over when its attempts are used up.

    Behind the commit point the item goes to verification: what was written is checked first.
    """
    _end_attempt(session, item, "application", code, message, phases)
    item.exception_kind, item.exception_code = "application", code
    told = policy("application", code)
    if not told.counts and item.state == State.LEASED.value:
        item.attempts = max(0, item.attempts - 1)
    if item.state == State.COMMITTING.value:
        item.available_at = machine_now() + timedelta(seconds=told.pause(item.attempts))
        verify_or_hand_over(session, item, code)
    elif told.used_up(item.attempts, item.max_attempts):
        wait_for_person(session, item, "decision", f"{code}, attempts used up")
    else:
        item.available_at = machine_now() + timedelta(seconds=told.pause(item.attempts))
        back_to_queue(session, item, State.NEW, code)


def _end_attempt(
    session: Session, item: WorkItem, end: str, code: str | None, message: str, phases: list[dict[str, Any]]
) -> None:
    attempt = open_attempt(session, item)
    attempt.ended_at, attempt.end, attempt.code, attempt.phases = now(), end, code, phases
    attempt.message = vault.seal_text(
        session, item.municipality_code, "message", mask_personal_numbers(message)[:_LONGEST_MESSAGE]
    )
    attempt.seconds = (now() - attempt.started_at).total_seconds()
