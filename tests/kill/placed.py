"""What became of preschool's children under the killer: no place given twice, nothing written twice, no answer lost.

Who gets which place depends on when what died; that every place has one child and every offer its decision does not.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from orchestrator.operations.queues.models import WorkItem
from orchestrator.outcomes.decisions.models import Decision, Effect
from orchestrator.outcomes.rounds.models import Offer

Json = dict[str, Any]
PROCESS = "preschool"


def findings(session: Session, told: Json, testbed: Path) -> tuple[list[str], list[str]]:
    """Sentences of what is lost, and of what was done twice. `told`: the testbed's truth."""
    lost, twice = [], [
        f"{place['municipality']} {place['place']}: given to {place['given']}"
        for place in told["places"] if len(place["given"]) > 1
    ]  # fmt: skip
    there = {case["reference"]: case for case in told["cases"] if case["process"] == PROCESS}
    for item in session.scalars(select(WorkItem).where(WorkItem.process == PROCESS)):
        found = there.get(item.reference)
        if found is None:
            lost.append(f"{item.reference}: not in its own system")
            continue
        keys = Counter(effect["key"] for effect in found["effects"] if effect["key"])
        twice += [f"{key}: written {count} times" for key, count in keys.items() if count > 1]
        lost += [f"{key}: confirmed, and not in the system" for key in _confirmed(session, item) if not keys[key]]
        if item.state not in ("done", "waiting_human"):
            lost.append(f"{item.reference}: item {item.state} ({item.exception_code})")
        placed = [row for row in _offers(session, item) if row.state in ("accepted", "placed")]
        if len(placed) > 1:
            twice.append(f"{item.reference}: accepted {len(placed)} offers")
        if item.state == "done" and placed and found["state"] != "placed":
            lost.append(f"{item.reference}: said yes, and the system says {found['state']}")
    return lost + _unheard(session, testbed), twice


def _confirmed(session: Session, item: WorkItem) -> list[str]:
    asked = select(Effect.key).join(Decision, Decision.id == Effect.decision_id)
    return list(session.scalars(asked.where(Decision.work_item_id == item.id, Effect.state == "confirmed")))


def _offers(session: Session, item: WorkItem) -> list[Offer]:
    return list(session.scalars(select(Offer).where(Offer.work_item_id == item.id)))


def _unheard(session: Session, testbed: Path) -> list[str]:
    """What guardians answered in the e-service, and the platform neither heard nor refused."""
    with sqlite3.connect(f"file:{testbed / 'eservice.db'}?mode=ro", uri=True) as base:
        base.row_factory = sqlite3.Row
        rows = base.execute("SELECT * FROM platform_offer WHERE answer IS NOT NULL AND refused IS NULL").fetchall()
    heard = {row.id: row.answer for row in session.scalars(select(Offer))}
    return [
        f"offer {row['platform_id']}: {row['answer']} in the e-service, {heard.get(row['platform_id'])} here"
        for row in rows if heard.get(row["platform_id"]) != row["answer"]
    ]  # fmt: skip
