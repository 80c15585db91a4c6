"""What comes into Myllra: units with their places, and applications as the municipality's e-service hands them over."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from infra.testbed.shell import Store, insert, now

Json = dict[str, Any]
_TOLD = ("guardians", "household", "siblings", "wishes", "warnings")


def add_unit(store: Store, municipality: str, unit: str, at: Json | None) -> None:
    """``at``: ``{"north_m", "east_m"}`` in SWEREF 99 TM, or None where nobody has told."""
    with store.write() as db:
        db.execute(
            "INSERT OR IGNORE INTO unit (municipality, name, north_m, east_m) VALUES (?, ?, ?, ?)",
            (municipality, unit, at and at["north_m"], at and at["east_m"]),
        )


def add_place(store: Store, municipality: str, unit: str, place: str, free_from: str | None) -> None:
    """``free_from`` None: a child that is not in the queue has it."""
    with store.write() as db:
        found = db.execute("SELECT id FROM unit WHERE municipality = ? AND name = ?", (municipality, unit)).fetchone()
        db.execute(
            "INSERT OR IGNORE INTO place (municipality, unit_id, name, free_from) VALUES (?, ?, ?, ?)",
            (municipality, found["id"], place, free_from),
        )


def withdraw_place(store: Store, municipality: str, place: str) -> None:
    """The place is no more, from now on; who is in it stays on paper."""
    with store.write() as db:
        db.execute(
            "UPDATE place SET withdrawn_at = ? WHERE municipality = ? AND name = ?", (now(), municipality, place)
        )


def receive_application(store: Store, application: Json) -> str:
    """Lay an application in the queue; its number comes back. The fields are those of the facts of preschool, with the
    guardian's number, name and e-mail, and the place that the child has now."""
    child, home = application["child"], application["child"]["home"]
    with store.write() as db:
        count = db.execute("SELECT count(*) FROM application").fetchone()[0]
        reference = f"BO-{application['received_at'][:4]}-{count + 1:04d}"
        insert(db, "application", {
            "reference": reference,
            **{name: application[name] for name in (
                "municipality", "number", "first_name", "last_name", "email", "received_at", "queue_on",
                "wished_start_on", "hours_week", "priority",
            )},
            "birth_on": child["birth_on"], "lives_here": int(child["lives_here"]),
            "hidden": int(child["protected_identity"]), "support": child["special_support"],
            "support_hours": child["special_support_hours"], "home_north_m": home and home["north_m"],
            "home_east_m": home and home["east_m"], "current_place_id": _place(db, application),
            "told": json.dumps({name: application[name] for name in _TOLD}, ensure_ascii=False),
        })  # fmt: skip
    return reference


def numbers_known(store: Store) -> set[str]:
    """The guardians' personal numbers that are taken."""
    return {row["number"] for row in store.rows("SELECT number FROM application")}


def _place(db: sqlite3.Connection, application: Json) -> int | None:
    name = application["current_place"]
    if name is None:
        return None
    found = db.execute(
        "SELECT id FROM place WHERE municipality = ? AND name = ?", (application["municipality"], name)
    ).fetchone()
    if found is None:
        raise LookupError(f"Myllra has no place {name} in {application['municipality']}: add its unit's places first.")
    return int(found["id"])
