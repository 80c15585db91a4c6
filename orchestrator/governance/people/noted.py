"""What the trail says of a role: what it is, and every change of it."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from orchestrator.core.db import Municipality, new_id
from orchestrator.governance.audit import service as audit
from orchestrator.governance.people.models import Grant


def told_of(grant: Grant) -> dict[str, Any]:
    until = grant.valid_to_on.isoformat() if grant.valid_to_on else None
    return {
        "role": str(grant.role), "municipality": grant.municipality_code, "process": grant.process,
        "from": grant.valid_from_on.isoformat(), "to": until,
    }  # fmt: skip


def note_role(session: Session, grant: Grant, action: str, **told: Any) -> None:
    """In the trail of the municipality. A role of the whole region gives something in each, so it stands in each."""
    change = new_id()
    codes = [grant.municipality_code] if grant.municipality_code else session.scalars(select(Municipality.code)).all()
    for code in codes:
        audit.note(session, code, action, "person", grant.person_id, grant=grant.id, change=change, **told)
