"""Reads of questions to applicants: one case's, opened; those of a list; one's own that can be undone."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from orchestrator.governance.vault import service as vault
from orchestrator.operations.queues.models import SUPPLEMENT, WorkItem
from orchestrator.outcomes.supplements.models import SupplementRequest


@dataclass(frozen=True)
class Opened:
    """A question with its words, opened with the municipality's key."""

    row: SupplementRequest
    question: str
    answer: str


def of_item(session: Session, item_id: str) -> list[Opened]:
    """Every question of an item that was not undone, oldest first."""
    asked = select(SupplementRequest).where(SupplementRequest.work_item_id == item_id).order_by(SupplementRequest.id)
    return [_opened(session, row) for row in session.scalars(asked) if row.end != "undone"]


def latest(session: Session, item_id: str) -> Opened | None:
    """The newest question, undone or not."""
    asked = select(SupplementRequest).where(SupplementRequest.work_item_id == item_id)
    row = session.scalars(asked.order_by(SupplementRequest.id.desc()).limit(1)).one_or_none()
    return _opened(session, row) if row else None


def desk_of(session: Session, row: SupplementRequest) -> dict[str, Any]:
    """What the person had typed in the case's form when they asked; empty where there was none."""
    if row.desk is None:
        return {}
    typed: dict[str, Any] = vault.unseal_json(session, row.municipality_code, "supplement_desk", row.desk)
    return typed


def latest_by_item(session: Session, item_ids: list[str]) -> dict[str, SupplementRequest]:
    """item → its newest question that was not undone; nothing that is encrypted is opened."""
    asked = select(SupplementRequest).where(SupplementRequest.work_item_id.in_(item_ids))
    rows = session.scalars(asked.order_by(SupplementRequest.id))
    return {row.work_item_id: row for row in rows if row.end != "undone"}


def undoable(session: Session, person_id: str, moment: datetime) -> list[tuple[WorkItem, SupplementRequest]]:
    """A person's questions that have not gone out at a machine time, the newest first."""
    asked = (
        select(WorkItem, SupplementRequest)
        .join(SupplementRequest, SupplementRequest.work_item_id == WorkItem.id)
        .where(
            SupplementRequest.asked_by == person_id, SupplementRequest.ended_at.is_(None),
            SupplementRequest.sent_at.is_(None), SupplementRequest.undo_until > moment,
            WorkItem.waiting_for == SUPPLEMENT, WorkItem.assigned_to == person_id,
        )
        .order_by(SupplementRequest.id.desc())
    )  # fmt: skip
    return [(item, row) for item, row in session.execute(asked)]


def _opened(session: Session, row: SupplementRequest) -> Opened:
    question = vault.unseal_json(session, row.municipality_code, "supplement", row.sealed)
    answer = vault.unseal_json(session, row.municipality_code, "supplement", row.answer) if row.answer else ""
    return Opened(row, str(question), str(answer))
