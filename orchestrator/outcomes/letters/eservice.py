"""What the municipality's e-service does with letters: fetch each, tell that it has it, tell when it was opened.

A letter is offered until the e-service says that it has it. A cursor of times or ids would lose one whose
transaction was committed after a younger one's.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, literal_column, select
from sqlalchemy.orm import Session

from orchestrator.core.clock import now
from orchestrator.core.errors import NotFound
from orchestrator.governance.audit import service as audit
from orchestrator.governance.vault import service as vault
from orchestrator.outcomes.letters.models import Letter

_TO_FETCH: ColumnElement[bool] = literal_column("letter.fetched_at IS NULL")


def to_fetch(session: Session, municipality: str, limit: int) -> Sequence[Letter]:
    """Letters that the e-service has not got yet, oldest first."""
    asked = select(Letter).where(Letter.municipality_code == municipality, _TO_FETCH)
    return session.scalars(asked.order_by(Letter.id).limit(limit)).all()


def one(session: Session, letter_id: str) -> Letter:
    """A letter by its id, locked; NotFound for another municipality's, which looks the same."""
    letter = session.scalars(select(Letter).where(Letter.id == letter_id).with_for_update()).one_or_none()
    if letter is None:
        raise NotFound("There is no such letter in your municipality.")
    return letter


def html_of(session: Session, letter: Letter) -> str:
    return vault.unseal(session, letter.municipality_code, "letter", letter.sealed).decode()


def fetched(session: Session, letter_id: str) -> None:
    """The e-service has the letter and shows it. Told twice, it is told once."""
    letter = one(session, letter_id)
    if letter.fetched_at is None:
        letter.fetched_at = now()
        audit.note(session, letter.municipality_code, "letter_fetched", "work_item", letter.work_item_id)


def opened(session: Session, letter_id: str, opened_at: datetime | None = None) -> None:
    """The applicant opened the letter: the first time counts, and it says nothing of the notice.

    `opened_at` is the e-service's own time, for an opening that it could not tell at once. A clock that differs
    from ours never puts it before the letter was written, or ahead of now.
    """
    letter = one(session, letter_id)
    if letter.opened_at is not None:
        return
    letter.opened_at = min(max(opened_at or now(), letter.composed_at), now())
    audit.note(session, letter.municipality_code, "letter_opened", "work_item", letter.work_item_id)
