"""Every case against the answer key: in the case systems' own databases, to the krona, and in our own tables."""

import json
import subprocess
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from orchestrator.core.settings import ROOT
from orchestrator.entrypoints.cli.supervise import python
from orchestrator.governance.catalogue.models import Subscription
from orchestrator.operations.queues.models import WorkItem
from orchestrator.outcomes.decisions.assess import last_assessment

Json = dict[str, Any]


def compare(session: Session, testbed: Path) -> Json:
    """How many cases came out as the answer key says, and in words which did not."""
    key = json.loads((testbed / "answer_key.json").read_text())
    told = subprocess.run(
        python("infra.testbed.truth", "--data", str(testbed)), cwd=ROOT, capture_output=True, text=True, check=True
    )
    # A reference is unique over the testbed's systems; ours is unique in its municipality.
    truth = {case["reference"]: case for case in json.loads(told.stdout)["cases"]}
    items = {(item.municipality_code, item.reference): item for item in session.scalars(select(WorkItem))}
    modes = {uses.municipality_code: uses.mode for uses in session.scalars(select(Subscription))}
    wrong = []
    for case in key["cases"]:
        identity = _identity(case, key)
        problem = _problem(session, case, truth.get(identity[1]), items.get(identity), modes.get(identity[0], ""))
        if problem:
            wrong.append(f"{identity[0]} {identity[1]}: {problem}")
    return {"cases": len(key["cases"]), "right": len(key["cases"]) - len(wrong), "wrong": wrong}


def verdict(result: Json) -> bool:
    """Green only if every case reached the answer key's outcome, every decision came out the same again, and nothing
    failed."""
    right = not result["answer_key"]["wrong"] and not result["replay"]["wrong"]
    return right and result["all"]["failed"] == 0 and result["all"]["cases"] > 0


def _identity(case: Json, key: Json) -> tuple[str, str]:
    return case.get("municipality") or key["municipality"], case["reference"]


def _problem(session: Session, case: Json, truth: Json | None, item: WorkItem | None, mode: str) -> str | None:
    """What is wrong with one case, or None."""
    if truth is None or item is None:
        return f"not found in {'the case system' if truth is None else 'the queue'}"
    if mode == "shadow":
        return _shadowed(session, case, truth, item)
    if case["outcome"] == "granted":
        return _granted(case, truth, item)
    return _handed_over(session, case, truth, item)


def _granted(case: Json, truth: Json, item: WorkItem) -> str | None:
    written = [decision["amount_ore"] for decision in _robots(truth["decisions"])]
    parts = (len(_robots(truth["calculations"])), len(_robots(truth["journal"])))
    if written == [case["amount_ore"]] and parts == (1, 1) and item.state == "done":
        return None
    return f"granted {case['amount_ore']} expected; written {written}, {parts}; item {item.state}"


def _handed_over(session: Session, case: Json, truth: Json, item: WorkItem) -> str | None:
    written = _robots(truth["decisions"]) + _robots(truth["calculations"])
    missing = set(case["reasons"]) - _reasons(session, item)
    if not written and item.state == "waiting_human" and not missing:
        return None
    return f"hand-over expected; {len(written)} written, item {item.state}, reasons missing: {sorted(missing)}"


def _shadowed(session: Session, case: Json, truth: Json, item: WorkItem) -> str | None:
    """In shadow the robot concludes the same and writes nothing at all."""
    written = [row for part in ("decisions", "calculations", "journal") for row in _robots(truth[part])]
    assessed = last_assessment(session, item.id)
    if written or assessed is None or item.state != "done":
        return f"shadow: {len(written)} written, item {item.state}"
    outcome = "granted" if assessed.outcome == "granted" else "handed_over"
    amount = assessed.amount_ore if outcome == "granted" else case["amount_ore"]
    missing = set(case["reasons"]) - set(assessed.reason_codes)
    if (outcome, amount) == (case["outcome"], case["amount_ore"]) and not missing:
        return None
    return f"shadow: {case['outcome']} {case['amount_ore']} expected; assessed {outcome} {assessed.amount_ore}"


def _reasons(session: Session, item: WorkItem) -> set[str]:
    assessed = last_assessment(session, item.id)
    return {*(assessed.reason_codes if assessed else []), item.exception_code or ""}


def _robots(rows: list[Json]) -> list[Json]:
    """What the robot wrote carries its external key; a caseworker's own work does not."""
    return [row for row in rows if row.get("key")]
