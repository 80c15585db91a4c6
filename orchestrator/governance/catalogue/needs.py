"""What municipalities miss in the catalogue: one says it, others join, and the region answers.

A need is the region's: it tells of work, never of a case or a person, and each municipality stands behind it once.
"""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from orchestrator.core.clock import now
from orchestrator.core.db import scope_of
from orchestrator.core.errors import BadInput, Conflict, NotFound
from orchestrator.core.masking import mask_personal_numbers
from orchestrator.governance.audit import service as audit
from orchestrator.governance.catalogue.models import Need

LONGEST_TITLE, LONGEST = 80, 400
ANSWERS = ("taken", "declined")


def propose(session: Session, municipality: str, title: str, told: str) -> Need:
    """A municipality misses a robot. BadInput names the field; the same title again is a Conflict: join that one."""
    called, why = _words(title, LONGEST_TITLE, "title"), _words(told, LONGEST, "told")
    same = session.scalars(select(Need).where(Need.state == "open")).all()
    if any(row.title.casefold() == called.casefold() for row in same):
        raise Conflict("Somebody has asked for that already: join that need instead.")
    row = Need(title=called, told=why, by=scope_of(session).actor, at=now(), municipalities=[municipality])
    session.add(row)
    session.flush()
    audit.note(session, municipality, "need_proposed", "need", row.id, reason=called)
    return row


def join(session: Session, municipality: str, need_id: str) -> Need:
    """The municipality has the same need. Said again it changes nothing."""
    row = _open(session, need_id)
    if municipality not in row.municipalities:
        row.municipalities = sorted([*row.municipalities, municipality])
        session.flush()
        audit.note(session, municipality, "need_joined", "need", row.id)
    return row


def leave(session: Session, municipality: str, need_id: str) -> Need | None:
    """The municipality takes its word back; a need that nobody has any more goes away, which None says."""
    row = _open(session, need_id)
    if municipality not in row.municipalities:
        return row
    row.municipalities = [code for code in row.municipalities if code != municipality]
    audit.note(session, municipality, "need_left", "need", row.id)
    if not row.municipalities:
        session.delete(row)
        session.flush()
        return None
    session.flush()
    return row


def answer(session: Session, need_id: str, answered: str, why: str) -> Need:
    """The region takes it up, or does not, and says why: every municipality behind it reads the answer."""
    row = _open(session, need_id)
    if answered not in ANSWERS:
        raise BadInput("Say whether it is taken up or not.", problems=[{"field": "answer", "problem": "choose one"}])
    row.answer = _words(why, LONGEST, "why")
    row.state, row.answered_by, row.answered_at = answered, scope_of(session).actor, now()
    session.flush()
    audit.note(session, None, "need_answered", "need", row.id, after=answered, reason=row.answer)
    return row


def open_ones(session: Session) -> Sequence[Need]:
    """Those without an answer: what most municipalities miss comes first."""
    rows = session.scalars(select(Need).where(Need.state == "open").order_by(Need.at)).all()
    return sorted(rows, key=lambda row: -len(row.municipalities))


def answered_ones(session: Session, most: int = 10) -> Sequence[Need]:
    """The latest answers."""
    asked = select(Need).where(Need.state != "open").order_by(Need.answered_at.desc()).limit(most)
    return session.scalars(asked).all()


def _open(session: Session, need_id: str) -> Need:
    row = session.scalars(select(Need).where(Need.id == need_id).with_for_update()).one_or_none()
    if row is None:
        raise NotFound("There is no such need.")
    if row.state != "open":
        raise Conflict("The need has been answered already.")
    return row


def _words(text: str, longest: int, field: str) -> str:
    said = mask_personal_numbers(" ".join(text.split()))
    if not said or len(said) > longest:
        problem = f"Write something, in at most {longest} characters."
        raise BadInput(problem, problems=[{"field": field, "problem": problem}])
    return said
