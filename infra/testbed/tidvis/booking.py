"""What is written in Tidvis: a registration that draws its balance, its recall, a refusal."""

from __future__ import annotations

import sqlite3
from typing import Any

from infra.testbed.shell import Store, insert, now

Json = dict[str, Any]


class BalanceShort(Exception):
    """There is not enough left to draw."""


def register(store: Store, wish: Json, by: str, hundredths: int, case_key: str, note: str = "") -> int:
    """Register the request with these days and draw them, in one transaction. Its number comes back."""
    with store.write() as db:
        number = insert(db, "registration", {
            "reference": wish["reference"], "hundredths": hundredths, "case_key": case_key, "note": note,
            "made_by": by, "made_at": now(),
        })  # fmt: skip
        for name, year, part in _parts(db, wish, hundredths):
            _add(db, wish["employee_id"], name, year, part if name == "private_used" else -part)
            insert(db, "draw", {"registration_id": number, "name": name, "year": year, "hundredths": part})
        db.execute("UPDATE wish SET stage = 'registered' WHERE reference = ?", (wish["reference"],))
    return number


def recall(store: Store, wish: Json, number: int) -> bool:
    """Take a registration back: what it drew is restored, and the request waits again. False when it was already."""
    with store.write() as db:
        changed = db.execute(
            "UPDATE registration SET recalled_at = ? WHERE id = ? AND reference = ? AND recalled_at IS NULL",
            (now(), number, wish["reference"]),
        ).rowcount
        if not changed:
            return False
        for row in db.execute("SELECT * FROM draw WHERE registration_id = ?", (number,)).fetchall():
            part = -row["hundredths"] if row["name"] == "private_used" else row["hundredths"]
            _add(db, wish["employee_id"], row["name"], row["year"], part)
        db.execute(
            "UPDATE wish SET stage = 'new' WHERE reference = ? AND NOT EXISTS (SELECT 1 FROM registration "
            "WHERE registration.reference = wish.reference AND recalled_at IS NULL)",
            (wish["reference"],),
        )
    return True


def refuse(store: Store, wish: Json, by: str, reason: str) -> None:
    with store.write() as db:
        insert(db, "refusal", {"reference": wish["reference"], "reason": reason, "made_by": by, "made_at": now()})
        db.execute("UPDATE wish SET stage = 'refused' WHERE reference = ?", (wish["reference"],))


def _parts(db: sqlite3.Connection, wish: Json, hundredths: int) -> list[tuple[str, int, int]]:
    """Which pools the days come from: saved ones as many as were asked for, oldest first. Other leave draws none."""
    if wish["kind"] == "private_paid":
        return [("private_used", 0, hundredths)]
    if wish["kind"] != "vacation":
        return []
    from_saved, parts = min(wish["saved_days"] * 100, hundredths), []
    rows = db.execute(
        "SELECT * FROM pool WHERE employee_id = ? AND name = 'saved' ORDER BY year", (wish["employee_id"],)
    )
    left = from_saved
    for row in rows.fetchall():
        part = min(left, row["hundredths"])
        if part:
            parts.append(("saved", row["year"], part))
            left -= part
    of_year = hundredths - from_saved
    if of_year:
        parts.append(("vacation", 0, of_year))
    row = db.execute("SELECT hundredths FROM pool WHERE employee_id = ? AND name = 'vacation'", (wish["employee_id"],))
    if left or of_year > (row.fetchone() or {"hundredths": 0})["hundredths"]:
        raise BalanceShort
    return parts


def _add(db: sqlite3.Connection, employee_id: int, name: str, year: int, hundredths: int) -> None:
    db.execute(
        "INSERT INTO pool VALUES (?, ?, ?, ?) ON CONFLICT (employee_id, name, year) "
        "DO UPDATE SET hundredths = hundredths + excluded.hundredths",
        (employee_id, name, year, hundredths),
    )
