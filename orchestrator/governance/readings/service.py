"""What a reviewer does with a finding, and what its reader answers. Each step is in the trail."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from orchestrator.core.clock import now
from orchestrator.core.errors import BadInput, Conflict, NotAllowed, NotFound
from orchestrator.core.masking import mask_personal_numbers
from orchestrator.governance.audit import service as audit
from orchestrator.governance.readings.models import OddReading

LONGEST = 500


def close(session: Session, reading_id: str, by: str, reason: str) -> OddReading:
    """It has an explanation, which stands in the record."""
    said, row = words(reason), _to_review(session, reading_id, by)
    if row.state == "closed":
        raise Conflict("The finding is closed already. Allowed: nothing, until there is more of it.")
    row.state, row.closing, row.closed_by, row.closed_at = "closed", said, by, now()
    _note(session, row, "odd_reading_closed", reason=said)
    return row


def ask(session: Session, reading_id: str, by: str, question: str) -> OddReading:
    """Ask the reader. It comes to them as a thing to do, and the answer back to the reviewer."""
    said, row = words(question), _to_review(session, reading_id, by)
    if row.state not in ("open", "answered"):
        raise Conflict(f"The finding is {row.state}: it is not asked about. Allowed: wait for the answer, or close it.")
    row.state, row.question, row.asked_by, row.answer, row.answered_at = "asked", said, by, "", None
    _note(session, row, "odd_reading_asked", reason=said)
    return row


def answer(session: Session, reading_id: str, person_id: str, text: str) -> OddReading:
    """The reader's own words. Only what one was asked, and only one's own."""
    said, row = words(text), one(session, reading_id)
    if row.person_id != person_id:
        raise NotFound("There is no such question to you.")
    if row.state != "asked":
        raise Conflict("The question has been answered, or taken back.")
    row.state, row.answer, row.answered_at = "answered", said, now()
    _note(session, row, "odd_reading_answered", reason=said)
    return row


def to_review(session: Session, municipalities: tuple[str, ...], but: str) -> Sequence[OddReading]:
    """Findings that are not closed, those that were answered first; not one's own (`but`)."""
    asked = select(OddReading).where(
        OddReading.municipality_code.in_(municipalities), OddReading.state != "closed", OddReading.person_id != but
    )
    rows = session.scalars(asked.order_by(OddReading.day.desc(), OddReading.id)).all()
    return sorted(rows, key=lambda row: ("answered", "open", "asked").index(row.state))


def asked_of(session: Session, municipalities: tuple[str, ...], person_id: str) -> Sequence[OddReading]:
    """Questions that this person has not answered."""
    asked = select(OddReading).where(
        OddReading.municipality_code.in_(municipalities), OddReading.state == "asked", OddReading.person_id == person_id
    )
    return session.scalars(asked.order_by(OddReading.id)).all()


def one(session: Session, reading_id: str) -> OddReading:
    row = session.scalars(select(OddReading).where(OddReading.id == reading_id)).one_or_none()
    if row is None:
        raise NotFound("There is no such finding here.")
    return row


def words(text: str) -> str:
    """What a person wrote, on one line, with numbers of persons masked. BadInput when it is nothing or too long."""
    said = mask_personal_numbers(" ".join(text.split()))
    if not said or len(said) > LONGEST:
        raise BadInput(f"Write it in your own words, in at most {LONGEST} characters.")
    return said


def _to_review(session: Session, reading_id: str, by: str) -> OddReading:
    row = one(session, reading_id)
    if row.person_id == by:
        raise NotAllowed("Nobody reviews their own reading: another person of the municipality does.")
    return row


def _note(session: Session, row: OddReading, action: str, **detail: str) -> None:
    session.flush()
    audit.note(session, row.municipality_code, action, "odd_reading", row.id, **detail)
