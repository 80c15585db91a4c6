"""What comes into Sambis without a caseworker: an application from an e-service, and earlier history."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from infra.testbed.shell import Store, insert

Json = dict[str, Any]
_FLAGS = ("housing", "household", "children_residence", "civil_status", "assets")


def receive_application(store: Store, application: Json) -> str:
    """File an application as a new row of the worklist; its reference comes back.

    The vendor's integration: an unknown applicant gets a dossier, a known one keeps what caseworkers
    registered about the household, and only contact details are brought up to date.
    """
    with store.write() as db:
        dossier, kind = _dossier(db, application)
        month = application["month"]
        count = db.execute("SELECT count(*) FROM application WHERE month = ?", (month,)).fetchone()[0]
        reference = f"EB-{month}-{count + 1:04d}"
        changed = application["changed"]
        insert(db, "application", {
            "reference": reference, "dossier_id": dossier, "month": month, "kind": kind,
            "received_at": application["received_at"], **{flag: int(changed[flag]) for flag in _FLAGS},
            "self_employment": int(application["self_employment"]),
            "other_request": int(application["other_request"]), "other_text": application["other_text"],
        })  # fmt: skip
        for cost in application["costs"]:
            insert(db, "applied_cost", {"reference": reference, **cost})
        for income in application["incomes"]:
            values = {key: value for key, value in income.items() if key != "person"}
            insert(db, "stated_income", {"reference": reference, "role": income["person"], **values})
    return reference


def keep_register_answers(store: Store, reference: str, role: str, told: Json) -> None:
    """What the agencies answered about an adult, fetched by Sambis' own connection for a caseworker; asked again, the
    newer answers stand. ``told``: fetched_at, control_month, answers [{agency, name, error, rows}]."""
    with store.write() as db:
        db.execute("DELETE FROM register_answer WHERE reference = ? AND role = ?", (reference, role))
        insert(db, "register_answer", {
            "reference": reference, "role": role, "fetched_at": told["fetched_at"],
            "control_month": told["control_month"], "answers": json.dumps(told["answers"], ensure_ascii=False),
        })  # fmt: skip


def _dossier(db: sqlite3.Connection, application: Json) -> tuple[int, str]:
    """The applicant's dossier and what kind of application this is to it."""
    found = db.execute(
        "SELECT id FROM dossier WHERE municipality = ? AND applicant = ?",
        (application["municipality"], application["person"]["number"]),
    ).fetchone()
    contact = application["contact"]
    if found is None:
        return add_dossier(db, {
            "municipality": application["municipality"], "people": application["people"], "contact": contact,
            "household": application["household"],
        }), "new"  # fmt: skip
    dossier: int = found["id"]
    db.execute(
        "UPDATE dossier SET email = ?, phone = ?, channel = ? WHERE id = ?",
        (contact["email"], contact["phone"], contact["channel"], dossier),
    )
    where = (dossier, application["month"])
    if db.execute("SELECT 1 FROM decision WHERE dossier_id = ? AND month = ?", where).fetchone():
        return dossier, "supplementary"
    earlier = db.execute("SELECT 1 FROM decision WHERE dossier_id = ?", (dossier,)).fetchone()
    return dossier, "renewal" if earlier else "new"


def add_dossier(db: sqlite3.Connection, data: Json) -> int:
    """Register a household. ``people`` and ``household`` as the e-service and the generator tell them."""
    for person in data["people"]:
        db.execute(
            "INSERT OR REPLACE INTO person VALUES (?, ?, ?, ?)",
            (person["number"], person["first_name"], person["last_name"], int(person.get("protected", False))),
        )
    household, contact = data["household"], data["contact"]
    applicant = data["people"][0]["number"]
    count = db.execute("SELECT count(*) FROM dossier").fetchone()[0]
    dossier = insert(db, "dossier", {
        "municipality": data["municipality"], "file_number": f"A{data['municipality']}-{count + 1:05d}",
        "applicant": applicant, "civil_status": household["civil_status"], "housing_form": household["housing_form"],
        "dwelling_persons": household["shared_dwelling_persons"], "address": contact["address"],
        "email": contact["email"], "phone": contact["phone"], "channel": contact["channel"],
    })  # fmt: skip
    details = {child["person"]: child for child in household["children"]}
    for person in data["people"]:
        child = details.get(person["role"], {"days": 30, "lunch_away": False, "school": "none"})
        insert(db, "member", {
            "dossier_id": dossier, "number": person["number"], "role": person["role"], "days": child["days"],
            "lunch_away": int(child["lunch_away"]), "school": child["school"],
        })  # fmt: skip
    return dossier


def add_history(store: Store, data: Json) -> None:
    """A household that has been known for some time: what was registered, calculated and decided before."""
    with store.write() as db:
        dossier = add_dossier(db, data)
        for table in ("activity", "certificate", "incentive", "child_earning"):
            for row in data.get(table, []):
                insert(db, table, {"dossier_id": dossier, **_as_role(row)})
        for warning in data.get("warnings", []):
            insert(db, "warning", {"dossier_id": dossier, **warning})
        for calculation in data.get("calculations", []):
            _calculation(db, dossier, calculation)
        for decision in data.get("decisions", []):
            insert(db, "decision", {"dossier_id": dossier, **decision})


def _as_role(row: Json) -> Json:
    return {("role" if key == "person" else key): value for key, value in row.items()}


def _calculation(db: sqlite3.Connection, dossier: int, data: Json) -> None:
    values = {key: value for key, value in data.items() if key not in ("norms", "lines")}
    calculation = insert(db, "calculation", {"dossier_id": dossier, **values})
    for norm in data["norms"]:
        insert(db, "calculation_norm", {"calculation_id": calculation, **norm})
    for line in data["lines"]:
        insert(db, "calculation_line", {"calculation_id": calculation, **_as_role(line)})
