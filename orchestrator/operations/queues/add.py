"""Add work items: idempotent by identity, payload encrypted."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from orchestrator.core.clock import machine_now, now
from orchestrator.core.db import new_id, scope_of
from orchestrator.core.errors import BadInput
from orchestrator.core.masking import holds_personal_number
from orchestrator.core.signals import tell
from orchestrator.governance.vault import service as vault
from orchestrator.operations.queues.models import WorkItem
from orchestrator.operations.queues.states import State
from orchestrator.operations.queues.transitions import record


@dataclass(frozen=True)
class NewItem:
    """What a producer hands in. `person` is a twelve-digit personal number: only its key is kept."""

    reference: str
    occurrence: str
    payload: dict[str, Any] = field(default_factory=dict)
    received_at: datetime | None = None
    person: str | None = None
    due_at: datetime | None = None
    priority: int = 100
    max_attempts: int = 3
    parent_id: str | None = None


def add(session: Session, municipality: str, process: str, item: NewItem) -> tuple[str, bool]:
    """Add one item; answers its id and whether it is new. The same identity again is the same item."""
    scope_of(session).require(municipality)
    _check(item)
    values = {
        "id": new_id(), "municipality_code": municipality, "process": process, "reference": item.reference,
        "occurrence": item.occurrence, "state": State.NEW.value, "purpose": "handle", "priority": item.priority,
        "payload": vault.seal_json(session, municipality, "payload", item.payload),
        "person_key": vault.person_key(session, municipality, item.person) if item.person else None,
        "received_at": item.received_at or now(), "due_at": item.due_at, "available_at": machine_now(),
        "max_attempts": item.max_attempts, "attempts": 0, "fence": 0, "created_at": now(), "parent_id": item.parent_id,
    }  # fmt: skip
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    added = session.execute(
        dialect.insert(WorkItem)
        .values(values)
        .on_conflict_do_nothing(index_elements=["municipality_code", "process", "reference", "occurrence"])
        .returning(WorkItem.id)
    ).scalar()
    if added:
        tell(session, "items", municipality, process)
        record(session, WorkItem(id=added, municipality_code=municipality), State.NEW, State.NEW, "added")
        return added, True
    return session.scalars(select(WorkItem.id).where(*identity(municipality, process, item))).one(), False


def identity(municipality: str, process: str, item: NewItem) -> tuple:
    return (
        WorkItem.municipality_code == municipality, WorkItem.process == process,
        WorkItem.reference == item.reference, WorkItem.occurrence == item.occurrence,
    )  # fmt: skip


def _check(item: NewItem) -> None:
    for name in ("reference", "occurrence"):
        if not getattr(item, name).strip():
            raise BadInput(f"A work item needs a {name}: the case's key in its system, and which time it comes.")
    if holds_personal_number(item.reference):
        raise BadInput(
            "The reference looks like a personal number. Use the case's own number: references are shown in lists."
        )
