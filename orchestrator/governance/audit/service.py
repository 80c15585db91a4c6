"""Write to the trail; read one thing's trail."""

import hashlib
import json
import secrets
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from orchestrator.core.clock import now
from orchestrator.core.db import scope_of
from orchestrator.governance.audit.models import TrailRow


def note(session: Session, municipality: str, action: str, entity: str, entity_id: str, **detail: Any) -> None:
    """One row: the actor is the scope's. Detail never holds a person's name or number."""
    salt = secrets.token_hex(16)
    told = json.dumps(detail, sort_keys=True, ensure_ascii=False)
    session.add(
        TrailRow(
            municipality_code=municipality, at=now(), actor=scope_of(session).actor, action=action, entity=entity,
            entity_id=entity_id, detail=detail, salt=salt,
            detail_hash=hashlib.sha256((salt + told).encode()).hexdigest(),
        )
    )  # fmt: skip


def trail_of(session: Session, entity: str, entity_id: str) -> Sequence[TrailRow]:
    """Everything noted about one thing, oldest first."""
    wanted = select(TrailRow).where(TrailRow.entity == entity, TrailRow.entity_id == entity_id)
    return session.scalars(wanted.order_by(TrailRow.id)).all()
