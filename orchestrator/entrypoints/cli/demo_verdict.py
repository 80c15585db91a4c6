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
from orchestrator.operations.documents import rule_sets
from orchestrator.operations.queues.models import WorkItem
from orchestrator.outcomes.decisions.assess import last_assessment
from orchestrator.outcomes.decisions.models import Assessment

Json = dict[str, Any]


def compare(session: Session, testbed: Path) -> Json:
    """How many cases came out as the answer key says, and in words which did not."""
    key = json.loads((testbed / "answer_key.json").read_text())
    told = subprocess.run(
        python("infra.testbed.truth", "--data", str(testbed)), cwd=ROOT, capture_output=True, text=True, check=True
    )
    # A reference is unique over the testbed's systems; ours is unique in its municipality and process.
    truth = {case["reference"]: case for case in json.loads(told.stdout)["cases"]}
    items = {_of(item): item for item in session.scalars(select(WorkItem))}
    modes = {(uses.municipality_code, uses.process): uses.mode for uses in session.scalars(select(Subscription))}
    wrong = []
    for case in map(expected, key["cases"]):
        code, process, reference = identity = _identity(case)
        problem = _problem(session, case, truth.get(reference), items.get(identity), modes.get((code, process), ""))
        if problem:
            wrong.append(f"{code} {reference}: {problem}")
    return {"cases": len(key["cases"]), "right": len(key["cases"]) - len(wrong), "wrong": wrong}


def expected(line: Json) -> Json:
    """A line of the key, in its column for where no official rules for e-invoices are installed if that is so."""
    return line if rule_sets.whole() else line | line.get("without_rules", {})


def verdict(result: Json) -> bool:
    """Green only if every case reached the answer key's outcome, every decision and round came out the same again, and
    nothing failed."""
    right = not any(result[what]["wrong"] for what in ("answer_key", "replay", "rounds"))
    return right and result["all"]["failed"] == 0 and result["all"]["cases"] > 0


def _identity(case: Json) -> tuple[str, str, str]:
    return case["municipality"], case["process"], case["reference"]


def _of(item: WorkItem) -> tuple[str, str, str]:
    return item.municipality_code, item.process, item.reference


def _problem(session: Session, case: Json, truth: Json | None, item: WorkItem | None, mode: str) -> str | None:
    """What is wrong with one case, or None."""
    if truth is None or item is None:
        return f"not found in {'its own system' if truth is None else 'the queue'}"
    if mode == "shadow":
        return _shadowed(session, case, truth, item)
    if "answer" in case:
        return _offered(session, case, truth, item)
    if case["outcome"] == "granted":
        return _granted(case, truth, item)
    return _handed_over(session, case, truth, item)


def _offered(session: Session, case: Json, truth: Json, item: WorkItem) -> str | None:
    """What is decided in rounds: an offer with its answer, a right and no place this time, or a person's."""
    if case["outcome"] == "handed_over":
        return _handed_over(session, case, truth, item)
    written = {effect["kind"]: effect["value"] for effect in robots(truth)}
    placed = case["answer"] == "accepted"
    # After a no the child waits for another round, where its municipality lets it; without an answer, for one.
    right = written == case["effects"] and len(robots(truth)) == len(written) and (item.state == "done") == placed
    return None if right else f"{case['effects']} expected; {robots(truth)}; item {item.state} {item.waiting_for}"


def _granted(case: Json, truth: Json, item: WorkItem) -> str | None:
    """Every effect of the key stands there once, with its value where the key names one, and nothing else does."""
    if len(files := truth.get("paid_in", [])) > 1:
        return f"paid in {len(files)} files: {files}"
    written = robots(truth)
    values = {effect["kind"]: effect["value"] for effect in written}
    right = sorted(effect["kind"] for effect in written) == sorted(case["effects"]) and all(
        value is None or values[kind] == value for kind, value in case["effects"].items()
    )
    return None if right and item.state == "done" else f"{case['effects']} expected; {written}; item {item.state}"


def _handed_over(session: Session, case: Json, truth: Json, item: WorkItem) -> str | None:
    written = robots(truth)
    missing = set(case["reasons"]) - _reasons(session, item)
    if not written and item.state == "waiting_human" and not missing:
        return None
    return f"hand-over expected; {len(written)} written, item {item.state}, reasons missing: {sorted(missing)}"


def _shadowed(session: Session, case: Json, truth: Json, item: WorkItem) -> str | None:
    """In shadow the robot concludes the same and writes nothing at all."""
    written, assessed = robots(truth), last_assessment(session, item.id)
    if written or assessed is None or item.state != "done":
        return f"shadow: {len(written)} written, item {item.state}"
    outcome = "granted" if assessed.outcome == "granted" else "handed_over"
    missing = set(case["reasons"]) - set(assessed.reason_codes)
    values = {str(value) for value in case["effects"].values()}
    same = outcome == "handed_over" or _value(assessed) in values
    if outcome == case["outcome"] and same and not missing:
        return None
    return f"shadow: {case['outcome']} {case['effects']} expected; assessed {outcome} {_value(assessed)}"


def _value(assessed: Assessment) -> str:
    """What the rules arrived at, as the key writes it: öre, or the number of an extent."""
    return (assessed.extent or str(assessed.amount_ore)).partition(" ")[0]


def _reasons(session: Session, item: WorkItem) -> set[str]:
    assessed = last_assessment(session, item.id)
    return {*(assessed.reason_codes if assessed else []), item.exception_code or ""}


def robots(truth: Json) -> list[Json]:
    """What the robot wrote carries its external key; a person's own work does not."""
    return [effect for effect in truth["effects"] if effect["key"]]
