"""Ask the applicant, undo, take the question back, and let the case come back when it is the person's turn again."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from orchestrator.core.clock import machine_now, now, today
from orchestrator.core.db import Database, Scope
from orchestrator.core.errors import BadInput, Conflict
from orchestrator.core.outbox import Intent, intend
from orchestrator.core.settings import settings
from orchestrator.governance.audit import service as audit
from orchestrator.governance.vault import service as vault
from orchestrator.operations.queues import applicant
from orchestrator.operations.queues.inbox import claimed_by
from orchestrator.operations.queues.models import WorkItem
from orchestrator.outcomes.notices import service as notices
from orchestrator.outcomes.supplements import rules
from orchestrator.outcomes.supplements.models import SupplementRequest

TOPIC = "supplement"


def ask(
    session: Session, item_id: str, person_id: str, text: str, last_on: date, desk: dict[str, Any] | None = None
) -> SupplementRequest:
    """Ask the applicant for what is missing, to be answered on `last_on` at the latest.

    It goes out when the undo time has passed. `desk` is what the person has typed in the case's form: kept, encrypted,
    until the case is back.
    """
    wrong = rules.problems(text, last_on, today())
    if wrong:
        told = [{"at": at, "message": rules.SAID[code]} for at, code in wrong.items()]
        raise BadInput(told[0]["message"], problems=told)
    item = claimed_by(session, item_id, person_id)
    waited_for = applicant.wait(item)
    code, seconds = item.municipality_code, settings().undo_seconds
    row = SupplementRequest(
        municipality_code=code, work_item_id=item.id, last_on=last_on, waited_for=waited_for, asked_by=person_id,
        sealed=vault.seal_json(session, code, "supplement", text.strip()), asked_at=now(),
        desk=vault.seal_json(session, code, "supplement_desk", desk) if desk else None,
        undo_until=machine_now() + timedelta(seconds=seconds),
    )  # fmt: skip
    session.add(row)
    session.flush()
    intend(session, code, TOPIC, row.id, after_seconds=seconds)
    audit.note(session, code, "supplement_asked", "work_item", item.id, last_on=last_on.isoformat())
    return row


def undo(session: Session, item_id: str, person_id: str) -> WorkItem:
    """Take the question back before it has gone out: the applicant never hears of it."""
    item = claimed_by(session, item_id, person_id)
    row = open_of(session, item.id)
    if row is None or row.asked_by != person_id or row.sent_at is not None:
        raise Conflict("There is nothing to undo: the question has gone out, or it was not yours.")
    _end(session, item, row, "undone")
    applicant.back(item, row.waited_for)
    return item


def withdraw(session: Session, item_id: str, person_id: str) -> WorkItem:
    """Stop waiting: the applicant has called, or it is no longer needed. The e-service takes the question away."""
    item = claimed_by(session, item_id, person_id)
    row = open_of(session, item.id)
    if row is None:
        raise Conflict("The case does not wait for the applicant (any more).")
    _end(session, item, row, "undone" if row.sent_at is None else "withdrawn")
    applicant.back(item, row.waited_for, turn_at=now())
    return item


def lapse_due(session: Session, limit: int = 200) -> list[SupplementRequest]:
    """Questions whose last day is past without an answer: it is the person's turn again."""
    asked = (
        select(SupplementRequest)
        .where(SupplementRequest.ended_at.is_(None), SupplementRequest.last_on < today())
        .order_by(SupplementRequest.id)
        .limit(limit)
    )
    lapsed = []
    for row in session.scalars(asked).all():
        item = applicant.locked(session, row.work_item_id)
        session.refresh(row)
        if row.ended_at is None:
            _end(session, item, row, "lapsed")
            applicant.back(item, row.waited_for, turn_at=now())
            lapsed.append(row)
    return lapsed


def end_open(session: Session, item: WorkItem, end: str) -> None:
    """The case ends otherwise, decided in the case system or cancelled: its open question, if it has one, ends too."""
    applicant.locked(session, item.id)
    row = open_of(session, item.id)
    if row is not None:
        _end(session, item, row, end)


def send(database: Database, intent: Intent) -> None:
    """The undo time has passed: the question goes to the e-service, and the applicant has a notice that tells nothing.

    Done again after a crash it is done once: `sent_at` and the notice are one transaction.
    """
    with database.session(Scope.steward("dispatcher")) as session:
        found = session.get_one(SupplementRequest, intent.subject_id)
        item = applicant.locked(session, found.work_item_id)
        session.refresh(found)
        if found.sent_at is not None or found.ended_at is not None:
            return
        found.sent_at, found.to_tell = now(), "question"
        notices.prepare(session, item, supplement_id=found.id)
        audit.note(session, found.municipality_code, "supplement_sent", "work_item", item.id)


def open_of(session: Session, item_id: str) -> SupplementRequest | None:
    """The item's question that is waited for."""
    asked = select(SupplementRequest).where(
        SupplementRequest.work_item_id == item_id, SupplementRequest.ended_at.is_(None)
    )
    return session.scalars(asked).one_or_none()


def _end(session: Session, item: WorkItem, row: SupplementRequest, end: str) -> None:
    row.ended_at, row.end = now(), end
    # The e-service keeps a question whose day is past: an answer that comes late is better than none.
    if row.sent_at is not None and end not in ("lapsed", "answered"):
        row.to_tell = "end"
    session.flush()
    audit.note(session, row.municipality_code, f"supplement_{end}", "work_item", item.id)
