"""What a caseworker saves in Sambis: calculation, decision, journal note."""

from __future__ import annotations

import calendar
from typing import Any

from infra.testbed.sambis import words
from infra.testbed.sambis.access import User
from infra.testbed.shell import Store, insert, now

Json = dict[str, Any]
PARTS = ("norm", "costs", "incomes")


def sums(lines: list[Json]) -> dict[str, int]:
    """The three sums and what remains: norm and costs less incomes."""
    of = {part: sum(line["amount_ore"] for line in lines if line["part"] == part) for part in PARTS}
    return {**of, "result": of["norm"] + of["costs"] - of["incomes"]}


def save_calculation(store: Store, case: Json, user: User, typed: Json) -> int:
    """Save what was typed, with the household as it stands registered now. Its number comes back."""
    children = [member["number"] for member in case["children"]]
    year, month = (int(part) for part in typed["month"].split("-"))
    last = calendar.monthrange(year, month)[1]
    with store.write() as db:
        calculation = insert(db, "calculation", {
            "dossier_id": case["dossier_id"], "reference": case["reference"], "month": typed["month"],
            "external_key": typed["key"], "civil_status": case["civil_status"], "housing_form": case["housing_form"],
            "adults": len(case["adults"]), "children": ",".join(_birth(number) for number in children),
            "saved_by": user.name, "saved_at": now(),
        })  # fmt: skip
        insert(db, "calculation_norm", {
            "calculation_id": calculation, "kind": typed["norm"], "from_on": f"{typed['month']}-01",
            "to_on": f"{typed['month']}-{last:02d}",
        })  # fmt: skip
        for line in typed["lines"]:
            insert(db, "calculation_line", {"calculation_id": calculation, **line})
        db.execute("UPDATE application SET state = 'open' WHERE reference = ? AND state = 'new'", (case["reference"],))
    return calculation


def save_decision(store: Store, case: Json, user: User, typed: Json) -> Json:
    """Save a decision, and close the case for the worklist."""
    decision = {
        "dossier_id": case["dossier_id"], "reference": case["reference"], "month": typed["month"],
        "outcome": typed["outcome"], "amount_ore": typed["amount_ore"], "motivation": typed["motivation"],
        "external_key": typed["key"], "decided_by": user.name, "decided_at": now(),
    }  # fmt: skip
    with store.write() as db:
        number = insert(db, "decision", decision)
        db.execute("UPDATE application SET state = 'decided' WHERE reference = ?", (case["reference"],))
    return {**decision, "id": number}


def told(decision: Json) -> Json:
    """What the e-service is told of a decision: with the words of the letter."""
    return {**decision, "outcome_words": words.OUTCOME[decision["outcome"]], "appeal": words.LETTER_APPEAL}


def save_note(store: Store, case: Json, user: User, typed: Json) -> int:
    with store.write() as db:
        return insert(db, "journal_note", {
            "dossier_id": case["dossier_id"], "reference": case["reference"], "happened_on": typed["day"],
            "title": typed["title"], "text": typed["text"], "external_key": typed["key"], "saved_by": user.name,
            "saved_at": now(),
        })  # fmt: skip


def _birth(number: str) -> str:
    return f"{number[:4]}-{number[4:6]}-{number[6:8]}"
