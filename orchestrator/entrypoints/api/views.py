"""What robots see of items and effects."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from orchestrator.core.settings import settings
from orchestrator.governance.catalogue.service import subscribed
from orchestrator.governance.vault import service as vault
from orchestrator.operations.queues.claim import Claimed
from orchestrator.operations.queues.models import ItemFile
from orchestrator.outcomes.decisions.assess import current_decision, open_assessment
from orchestrator.outcomes.decisions.effects import effects_of
from orchestrator.outcomes.decisions.models import Assessment, Decision, Effect


def item_view(session: Session, item: Claimed, mode: str | None) -> dict[str, Any]:
    """A claimed item whole: payload, files, and what is known behind the commit point."""
    decision = current_decision(session, item.id) if item.doing != "handle" else None
    return {
        "id": item.id, "reference": item.reference, "occurrence": item.occurrence, "fence": item.fence,
        "lease_seconds": settings().lease_seconds, "attempt": item.attempts,
        "mode": mode or subscribed(session, item.municipality_code, item.process).mode, "purpose": item.doing,
        "payload": vault.unseal_json(session, item.municipality_code, "payload", item.payload),
        "files": file_views(session, item.id) if item.files else [],
        "decision": decision and _whole_decision(session, decision),
        "effects": [effect_view(effect) for effect in effects_of(session, decision)] if decision else [],
    }  # fmt: skip


def file_views(session: Session, item_id: str) -> list[dict[str, Any]]:
    """A case's files by name, their names opened."""
    rows = session.scalars(select(ItemFile).where(ItemFile.work_item_id == item_id)).all()
    told = [
        {"name": vault.unseal_text(session, row.municipality_code, "file_name", row.name), "size": row.size}
        for row in rows
    ]
    return sorted(told, key=lambda file: str(file["name"]))


def effect_view(effect: Effect) -> dict[str, Any]:
    return {"seq": effect.seq, "kind": effect.kind, "key": effect.key, "state": effect.state}


def _whole_decision(session: Session, decision: Decision) -> dict[str, Any]:
    opened = open_assessment(session, session.get_one(Assessment, decision.assessment_id))
    return decision_view(decision) | opened


def decision_view(decision: Decision) -> dict[str, Any]:
    return {
        "id": decision.id,
        "number": decision.number,
        "outcome": decision.outcome,
        "amount_ore": decision.amount_ore,
        "extent": decision.extent,
        "terms": decision.terms or {},
    }
