"""What comes into Klarven without a caseworker: an application from an e-service, and earlier history."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from infra.testbed.klarven.reckoning import result_of
from infra.testbed.shell import Store, insert

Json = dict[str, Any]
_REQUEST = ("changed", "self_employment", "other_request", "other_text", "costs", "incomes")
_NOTES = ("activity", "certificate", "incentive", "child_earning")


def receive_application(store: Store, application: Json) -> str:
    """File an application as a new akt; its reference comes back.

    The vendor's integration: an unknown applicant gets a family, of a known one only the contact details
    are brought up to date.
    """
    with store.write() as db:
        family, sort = _family(db, application)
        month = application["month"]
        count = db.execute("SELECT count(*) FROM akt WHERE month = ?", (month,)).fetchone()[0]
        reference = f"KV-{month}-{count + 1:04d}"
        request = {name: application[name] for name in _REQUEST}
        insert(db, "akt", {"reference": reference, "family_id": family, "month": month, "sort": sort,
                           "came_at": application["received_at"], "request": _json(request)})  # fmt: skip
    return reference


def keep_register_answers(store: Store, reference: str, role: str, told: Json) -> None:
    """What the agencies answered about an adult, fetched by Klarven's own connection for a caseworker; asked again, the
    newer answers stand. ``told``: fetched_at, control_month, answers [{agency, name, error, rows}]."""
    with store.write() as db:
        db.execute("INSERT OR REPLACE INTO register_check VALUES (?, ?, ?)", (reference, role, _json(told)))


def _family(db: sqlite3.Connection, application: Json) -> tuple[int, str]:
    """The applicant's family and what kind of application this is to it."""
    found = db.execute(
        "SELECT id FROM family WHERE municipality = ? AND head = ?",
        (application["municipality"], application["person"]["number"]),
    ).fetchone()
    if found is None:
        return add_dossier(db, application), "new"
    family: int = found["id"]
    contact = application["contact"]
    db.execute("UPDATE family SET mail = ?, mobile = ?, channel = ? WHERE id = ?",
               (contact["email"], contact["phone"], contact["channel"], family))  # fmt: skip
    months = [row["month"] for row in db.execute("SELECT month FROM stance WHERE family_id = ?", (family,))]
    if application["month"] in months:
        return family, "supplementary"
    return family, "renewal" if months else "new"


def add_dossier(db: sqlite3.Connection, data: Json) -> int:
    """Register a family. ``people``, ``household`` and ``contact`` as the e-service and the generator tell them."""
    for person in data["people"]:
        db.execute(
            "INSERT OR REPLACE INTO individual VALUES (?, ?, ?, ?)",
            (person["number"], person["first_name"], person["last_name"], int(person.get("protected", False))),
        )
    household, contact = data["household"], data["contact"]
    family = insert(db, "family", {
        "municipality": data["municipality"], "head": data["people"][0]["number"], "civil": household["civil_status"],
        "dwelling": household["housing_form"], "sharing": household["shared_dwelling_persons"],
        "street": contact["address"], "mail": contact["email"], "mobile": contact["phone"],
        "channel": contact["channel"],
    })  # fmt: skip
    details = {child["person"]: child for child in household["children"]}
    for person in data["people"]:
        child = details.get(person["role"], {"days": 30, "lunch_away": False, "school": "none"})
        insert(db, "family_member", {
            "family_id": family, "part": person["role"], "number": person["number"], "days": child["days"],
            "lunch_out": int(child["lunch_away"]), "school": child["school"],
        })  # fmt: skip
    return family


def add_history(store: Store, data: Json) -> None:
    """A household that has been known for some time: what was noted, reckoned and decided before."""
    with store.write() as db:
        family = add_dossier(db, data)
        for sort in _NOTES:
            for note in data.get(sort, []):
                insert(db, "family_note", {"family_id": family, "sort": sort, "body": _json(note)})
        for warning in data.get("warnings", []):
            if warning.get("open", 1):
                insert(db, "family_note", {"family_id": family, "sort": "warning", "body": _json(warning)})
        for calculation in data.get("calculations", []):
            _add_reckoning(db, family, calculation)
        for decision in data.get("decisions", []):
            insert(db, "stance", {
                "family_id": family, "reference": _own(decision["reference"]), "month": decision["month"],
                "result": decision["outcome"], "amount_ore": decision["amount_ore"], "grounds": decision["motivation"],
                "own_key": decision["external_key"], "made_by": decision["decided_by"],
                "made_at": decision["decided_at"],
            })  # fmt: skip


def _add_reckoning(db: sqlite3.Connection, family: int, data: Json) -> None:
    children = data["children"]
    content = {
        "civil": data["civil_status"], "dwelling": data["housing_form"], "adults": data["adults"],
        "children": [day for day in children.split(",") if day] if isinstance(children, str) else children,
        "norms": data["norms"], "rows": data["lines"],
    }  # fmt: skip
    insert(db, "reckoning", {
        "family_id": family, "reference": _own(data["reference"]), "month": data["month"],
        "own_key": data["external_key"], "result_ore": result_of(data["lines"])["result"], "content": _json(content),
        "made_by": data["saved_by"], "made_at": data["saved_at"],
    })  # fmt: skip


def _own(reference: str) -> str:
    """Earlier references in Klarven's own form, whoever made them up."""
    return f"KV-{reference.split('-', 1)[1]}"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
