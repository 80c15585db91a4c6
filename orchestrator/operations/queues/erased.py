"""Cases whose content was erased when its time was out: that they were here is all that is kept of them.

A case that a system still lists, or an invoice that is sent once more years later, is known again and never handled
twice. The identity is kept as a key made with the municipality's own index key, so it tells nobody which case it was.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from orchestrator.core.clock import now
from orchestrator.core.db import Base, InMunicipality
from orchestrator.governance.vault import service as vault
from orchestrator.operations.queues.models import WorkItem

Identity = tuple[str, str]
"""Reference and occurrence."""


class ErasedItem(Base, InMunicipality):
    """`id` is what the work item had: trail rows and addresses name it still."""

    __tablename__ = "erased_item"
    __table_args__ = (UniqueConstraint("municipality_code", "process", "identity_key"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    process: Mapped[str] = mapped_column(String(60))
    identity_key: Mapped[str] = mapped_column(String(64))
    erased_at: Mapped[datetime]


def remember(session: Session, items: Iterable[WorkItem]) -> None:
    """Keep that these cases were here, before their rows go."""
    session.add_all(
        ErasedItem(
            id=item.id, municipality_code=item.municipality_code, process=item.process, erased_at=now(),
            identity_key=_key(session, item.municipality_code, (item.reference, item.occurrence)),
        )
        for item in items
    )  # fmt: skip


def known(session: Session, municipality: str, process: str, wanted: Iterable[Identity]) -> dict[Identity, str]:
    """Those of the identities that were handled and erased, with the ids that they had."""
    here = (ErasedItem.municipality_code == municipality, ErasedItem.process == process)
    if session.scalar(select(ErasedItem.id).where(*here).limit(1)) is None:
        return {}
    keys = {_key(session, municipality, identity): identity for identity in wanted}
    rows = session.execute(
        select(ErasedItem.identity_key, ErasedItem.id).where(*here, ErasedItem.identity_key.in_(sorted(keys)))
    )
    return {keys[key]: item_id for key, item_id in rows}


def _key(session: Session, municipality: str, identity: Identity) -> str:
    return vault.name_key(session, municipality, "erased/" + "\0".join(identity))
