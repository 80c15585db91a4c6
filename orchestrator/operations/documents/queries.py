"""Reads of documents: of which case, and the original."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from orchestrator.core.errors import NotFound
from orchestrator.governance.vault import service as vault
from orchestrator.operations.documents.intake import ORIGINAL
from orchestrator.operations.documents.models import Document
from orchestrator.operations.queues.models import ItemFile, WorkItem


def of_item(session: Session, item_id: str) -> Document | None:
    """The document that a case began with; None where it began otherwise."""
    return session.scalars(select(Document).where(Document.work_item_id == item_id)).one_or_none()


def original(session: Session, item: WorkItem) -> bytes:
    """The document's bytes as they came in."""
    asked = select(ItemFile).where(
        ItemFile.work_item_id == item.id,
        ItemFile.name_key == vault.name_key(session, item.municipality_code, ORIGINAL),
    )
    row = session.scalars(asked).one_or_none()
    if row is None:
        raise NotFound("The original is not kept any more.")
    return vault.unseal(session, item.municipality_code, "file", row.content)
