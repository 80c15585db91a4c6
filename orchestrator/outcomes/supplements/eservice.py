"""What the municipality's e-service does with questions: fetch each, tell that it has it, hand over the answer.

As with letters, a question is offered until the e-service says that it has it; its end, when it is taken back, the
same way.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, literal_column, select
from sqlalchemy.orm import Session

from orchestrator.core.clock import now
from orchestrator.core.errors import Conflict, NotFound
from orchestrator.core.masking import mask_personal_numbers
from orchestrator.governance.audit import service as audit
from orchestrator.governance.vault import service as vault
from orchestrator.operations.queues import applicant
from orchestrator.outcomes.supplements.models import SupplementRequest

_TO_TELL: ColumnElement[bool] = literal_column("supplement_request.to_tell IS NOT NULL")


def to_fetch(session: Session, municipality: str, limit: int) -> Sequence[SupplementRequest]:
    """Questions, or ends of questions, that the e-service has not got yet, oldest first."""
    asked = select(SupplementRequest).where(SupplementRequest.municipality_code == municipality, _TO_TELL)
    return session.scalars(asked.order_by(SupplementRequest.id).limit(limit)).all()


def question_of(session: Session, row: SupplementRequest) -> str:
    return str(vault.unseal_json(session, row.municipality_code, "supplement", row.sealed))


def fetched(session: Session, request_id: str, *, end: bool) -> None:
    """The e-service has the question, or (`end`) has taken it away. Told twice, it is told once."""
    row = _one(session, request_id)
    applicant.locked(session, row.work_item_id)  # a question may be taken back at this moment
    session.refresh(row)
    if end and row.to_tell == "end":
        row.to_tell = None
    if end or row.fetched_at is not None:
        return
    row.fetched_at = now()
    if row.to_tell == "question":  # an end that came between stays to be told
        row.to_tell = None
    audit.note(session, row.municipality_code, "supplement_fetched", "work_item", row.work_item_id)


def answer(session: Session, request_id: str, text: str, answered_at: datetime | None = None) -> None:
    """The applicant's answer; told again in the same words it changes nothing, in others it is refused.

    Personal numbers in it are masked, never refused: an answer is not lost for a row of digits. One that comes when
    the question has ended is kept, and a case that still waits for a person comes up with it. `answered_at` is the
    e-service's own time, never before the question or ahead of now.
    """
    row = _one(session, request_id)
    item = applicant.locked(session, row.work_item_id)
    session.refresh(row)
    words = mask_personal_numbers(text.strip())
    if row.answer is not None:
        if vault.unseal_json(session, row.municipality_code, "supplement", row.answer) != words:
            raise Conflict("This question has been answered in other words already. A person asks again if need be.")
        return
    row.answer = vault.seal_json(session, row.municipality_code, "supplement", words)
    row.answered_at = min(max(answered_at or now(), row.asked_at), now())
    late = row.ended_at is not None
    if late:
        applicant.comes_up(item, now())
    else:
        row.ended_at, row.end = now(), "answered"
        applicant.back(item, row.waited_for, turn_at=now())
    row.fetched_at, row.to_tell = row.fetched_at or now(), None
    audit.note(session, row.municipality_code, "supplement_answered", "work_item", item.id, late=late)


def _one(session: Session, request_id: str) -> SupplementRequest:
    """A question that has gone out; another municipality's, or one that has not, looks as if it were not there."""
    asked = select(SupplementRequest).where(SupplementRequest.id == request_id, SupplementRequest.sent_at.is_not(None))
    row = session.scalars(asked).one_or_none()
    if row is None:
        raise NotFound("There is no such question in your municipality.")
    return row
