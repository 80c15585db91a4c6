"""Open a case that is not one's own: ask with a reason; its municipality grants it for some hours, or refuses; it ends.

The region's operations see states, codes and masked lines. What a case holds is its municipality's, and nobody reads it
without the municipality's word, given by a person, for one case, one person and at most four hours.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from orchestrator.core.clock import machine_now
from orchestrator.core.errors import BadInput, Conflict, NotAllowed, NotFound
from orchestrator.core.masking import mask_personal_numbers
from orchestrator.governance.audit import service as audit
from orchestrator.governance.people.models import CaseAccess

MOST_MINUTES = 240
USUAL_MINUTES = (15, 30, 60, 120, 240)
_LONGEST_REASON = 200
_ENTITY = "work_item"


def ask(session: Session, municipality: str, process: str, item_id: str, person_id: str, reason: str) -> CaseAccess:
    """Ask to open a case. Asked again while the first question waits, the first stands."""
    said = _reason(reason, "why you need to open the case")
    waits = latest(session, person_id, item_id)
    if waits is not None and waits.answer is None and waits.ended_at is None:
        return waits
    if in_force(session, person_id, item_id) is not None:
        raise Conflict("You may open this case now: there is nothing to ask for.")
    row = CaseAccess(
        municipality_code=municipality, process=process, work_item_id=item_id, person_id=person_id, reason=said,
        asked_at=machine_now(),
    )  # fmt: skip
    session.add(row)
    session.flush()
    audit.note(session, municipality, "case_access_asked", _ENTITY, item_id, access=row.id, reason=said)
    return row


def grant(session: Session, access_id: str, by: str, minutes: int) -> CaseAccess:
    """Let the person who asked open that one case from now on, for so many minutes."""
    if not 1 <= minutes <= MOST_MINUTES:
        raise BadInput(f"A case is opened to others for at most {MOST_MINUTES // 60} hours: choose a time in the list.")
    row = _to_answer(session, access_id, by)
    row.answer, row.answered_by, row.answered_at, row.minutes = "granted", by, machine_now(), minutes
    session.flush()
    _note(session, "case_access_granted", row, minutes=minutes)
    return row


def refuse(session: Session, access_id: str, by: str, reason: str) -> CaseAccess:
    """Say no, and why: whoever asked reads it on the case's page."""
    said = _reason(reason, "why not")
    row = _to_answer(session, access_id, by)
    row.answer, row.answered_by, row.answered_at, row.answer_reason = "refused", by, machine_now(), said
    session.flush()
    _note(session, "case_access_refused", row, reason=said)
    return row


def end(session: Session, access_id: str, by: str) -> CaseAccess:
    """End it before its time: by the municipality, or by the person who is done. Ended twice, it ended once."""
    row = one(session, access_id)
    if row.ended_at is None and (row.until is None or row.until > machine_now()):
        row.ended_at, row.ended_by = machine_now(), by
        session.flush()
        _note(session, "case_access_ended", row)
    return row


def in_force(session: Session, person_id: str, item_id: str) -> CaseAccess | None:
    """By what this person may open this case now."""
    row = latest(session, person_id, item_id)
    return row if row is not None and _runs(row) else None


def latest(session: Session, person_id: str, item_id: str) -> CaseAccess | None:
    """What this person last asked of this case, and the answer."""
    asked = select(CaseAccess).where(CaseAccess.person_id == person_id, CaseAccess.work_item_id == item_id)
    return session.scalars(asked.order_by(CaseAccess.id.desc()).limit(1)).one_or_none()


def waiting(session: Session, municipalities: tuple[str, ...], process: str = "") -> Sequence[CaseAccess]:
    """Questions that wait for an answer, oldest first."""
    return _of(session, municipalities, process, CaseAccess.answer.is_(None))


def given(session: Session, municipalities: tuple[str, ...], process: str = "") -> list[CaseAccess]:
    """Those who may open a case now."""
    return [row for row in _of(session, municipalities, process, CaseAccess.answer == "granted") if _runs(row)]


def _of(
    session: Session, municipalities: tuple[str, ...], process: str, *which: ColumnElement[bool]
) -> Sequence[CaseAccess]:
    asked = select(CaseAccess).where(
        CaseAccess.municipality_code.in_(municipalities), CaseAccess.ended_at.is_(None), *which
    )
    if process:
        asked = asked.where(CaseAccess.process == process)
    return session.scalars(asked.order_by(CaseAccess.id)).all()


def _runs(row: CaseAccess) -> bool:
    return row.ended_at is None and row.until is not None and row.until > machine_now()


def one(session: Session, access_id: str) -> CaseAccess:
    """A question in scope."""
    row = session.scalars(select(CaseAccess).where(CaseAccess.id == access_id)).one_or_none()
    if row is None:
        raise NotFound("There is no such question here.")
    return row


def _to_answer(session: Session, access_id: str, by: str) -> CaseAccess:
    row = one(session, access_id)
    if row.answer is not None or row.ended_at is not None:
        raise Conflict("This question has been answered, or was taken back.")
    if row.person_id == by:
        raise NotAllowed("Nobody answers their own question: another business owner does.")
    return row


def _reason(text: str, what: str) -> str:
    said = mask_personal_numbers(text.strip())
    if not said or len(said) > _LONGEST_REASON:
        raise BadInput(f"Write {what}, in at most {_LONGEST_REASON} characters.")
    return said


def _note(session: Session, action: str, row: CaseAccess, **detail: Any) -> None:
    told: dict[str, Any] = {"access": row.id, "person": row.person_id, **detail}
    audit.note(session, row.municipality_code, action, _ENTITY, row.work_item_id, **told)
