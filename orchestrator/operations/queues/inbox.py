"""What a person does with a work item that waits for one: claim it, pass it on, give it back to the robot."""

from dataclasses import dataclass

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from orchestrator.core.clock import machine_now
from orchestrator.core.errors import Conflict, NotFound
from orchestrator.governance.audit import service as audit
from orchestrator.operations.queues import queries
from orchestrator.operations.queues.models import ANSWER, ELSEWHERE, ROUND, SUPPLEMENT, WorkItem
from orchestrator.operations.queues.states import State, allowed_from
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
    require_own_turn(item)
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


def require_own_turn(item: WorkItem) -> None:
    """Conflict while the case waits with the applicant: what they answer is read before anything is decided."""
    if item.waiting_for == ANSWER:
        raise Conflict("The case waits for the answer to an offer. It goes on by itself when the answer comes, or not.")
    if item.waiting_for == SUPPLEMENT:
        raise Conflict("The case waits for the applicant's answer. Take the question back first, then go on.")


def _waiting(session: Session, item_id: str) -> WorkItem:
    item = session.scalars(select(WorkItem).where(WorkItem.id == item_id).with_for_update()).one_or_none()
    if item is None:
        raise NotFound("There is no such case in your municipality.")
    if item.state != State.WAITING_HUMAN.value:
        raise Conflict(
            f"The case is {item.state}: it does not wait for a person (any more). Allowed: {allowed_from(item.state)}."
        )
    return item


@dataclass(frozen=True)
class Inbox:
    """What waits: `mine` and `free` for a decision or a confirmation, `others` claimed by colleagues.

    `with_applicant` wait for an answer that a caseworker has asked for, `outside` for their outcome in the case
    system: nothing to do here. `in_rounds` wait for the next round, or for the answer to an offer.
    """

    mine: list[WorkItem]
    free: list[WorkItem]
    others: list[WorkItem]
    with_applicant: list[WorkItem]
    outside: list[WorkItem]
    in_rounds: list[WorkItem]

    @property
    def to_do(self) -> list[WorkItem]:
        """Those that have come back from their applicants, then mine, then the free ones."""
        return sorted([*self.mine, *self.free], key=lambda item: item.turn_at is None)


def inbox(session: Session, municipalities: tuple[str, ...], process: str, person_id: str, limit: int = 200) -> Inbox:
    """What waits for a person here: the most urgent first, then the one that has waited longest."""
    asked = _waiting_here(select(WorkItem), municipalities, process).order_by(
        # What there is nothing to do about comes last: it must not take the place of what there is.
        func.coalesce(WorkItem.waiting_for, "").in_(ELSEWHERE), WorkItem.turn_at.is_(None), WorkItem.turn_at,
        WorkItem.due_at.is_(None), WorkItem.due_at, WorkItem.priority,
        WorkItem.received_at, WorkItem.id,
    )  # fmt: skip
    told = Inbox([], [], [], [], [], [])
    for item in session.scalars(asked.limit(limit)):
        if item.waiting_for == "outcome":
            told.outside.append(item)
        elif item.waiting_for == SUPPLEMENT:
            told.with_applicant.append(item)
        elif item.waiting_for in (ROUND, ANSWER):
            told.in_rounds.append(item)
        elif item.assigned_to is None:
            told.free.append(item)
        else:
            (told.mine if item.assigned_to == person_id else told.others).append(item)
    return told


def count_for(session: Session, municipalities: tuple[str, ...], process: str, person_id: str) -> queries.Waiting:
    """How many items wait for this person to act, and when the oldest was received."""
    return queries.waiting_that(
        session,
        queries.ItemFilter(municipalities, group="waiting", process=process),
        or_(WorkItem.waiting_for.is_(None), WorkItem.waiting_for.not_in(ELSEWHERE)),
        or_(WorkItem.assigned_to.is_(None), WorkItem.assigned_to == person_id),
    )


def _waiting_here(asked: Select, municipalities: tuple[str, ...], process: str) -> Select:
    asked = asked.where(WorkItem.municipality_code.in_(municipalities), WorkItem.state == State.WAITING_HUMAN.value)
    return asked.where(WorkItem.process == process) if process else asked
