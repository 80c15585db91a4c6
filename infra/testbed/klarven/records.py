"""What Klarven can tell: the inbox, an akt with its family, and what has been saved on it."""

from __future__ import annotations

import json
from typing import Any

from infra.testbed.klarven.access import Staff
from infra.testbed.shell import Store

Json = dict[str, Any]
MOST_ROWS = 50
_INBOX = """
FROM akt JOIN family ON family.id = akt.family_id JOIN individual ON individual.number = family.head
WHERE family.municipality = ?
"""


def inbox(store: Store, staff: Staff, text: str, start: int, count: int) -> Json:
    """Rows from ``start``, oldest first. Without a filter the closed ones are left out."""
    where, values = _INBOX, [staff.municipality]
    if text:
        where += " AND (akt.reference LIKE ? OR given || ' ' || surname LIKE ?)"
        values += [f"%{text}%"] * 2
    else:
        where += " AND stage != 'closed'"
    found = store.row(f"SELECT count(*) AS n {where}", *values)
    rows = store.rows(
        "SELECT reference, month, sort, came_at, stage, holder, mail, mobile, channel, number, given, surname, "
        f"shielded {where} ORDER BY came_at, reference LIMIT ? OFFSET ?",
        *values, min(count, MOST_ROWS), start,
    )  # fmt: skip
    return {"total": found["n"] if found else 0, "start": start, "rows": [_inbox_row(row) for row in rows]}


def _inbox_row(row: Any) -> Json:
    shielded = bool(row["shielded"])
    address = {"sms": row["mobile"], "email": row["mail"], "none": ""}[row["channel"]]
    names = ("reference", "month", "sort", "came_at", "stage", "holder", "channel", "number")
    return {**{name: row[name] for name in names},
            "name": "Skyddade uppgifter" if shielded else f"{row['given']} {row['surname']}",
            "address": "" if shielded else address}  # fmt: skip


def akt(store: Store, staff: Staff, reference: str) -> Json | None:
    """The akt with its family and members, or None where this municipality has none."""
    row = store.row(
        "SELECT akt.*, municipality, head, civil, dwelling, sharing, street, mail, mobile, channel FROM akt "
        "JOIN family ON family.id = akt.family_id WHERE reference = ? AND municipality = ?",
        reference, staff.municipality,
    )  # fmt: skip
    if row is None:
        return None
    members = [
        dict(member)
        for member in store.rows(
            "SELECT * FROM family_member JOIN individual USING (number) WHERE family_id = ? "
            "ORDER BY family_member.rowid",
            row["family_id"],
        )
    ]
    return {**dict(row), "request": json.loads(row["request"]), "members": members,
            "shielded": any(member["shielded"] for member in members)}  # fmt: skip


def register_checks(store: Store, found: Json) -> list[Json]:
    rows = store.rows("SELECT part, body FROM register_check WHERE reference = ? ORDER BY part", found["reference"])
    return [{"part": row["part"], **json.loads(row["body"])} for row in rows]


def notes(store: Store, found: Json, sort: str) -> list[Json]:
    rows = store.rows(
        "SELECT body FROM family_note WHERE family_id = ? AND sort = ? ORDER BY id", found["family_id"], sort
    )
    return [json.loads(row["body"]) for row in rows]


def decided(store: Store, found: Json, month: str) -> list[Json]:
    return [row for row in stances(store, found) if row["month"] == month]


def reckonings(store: Store, found: Json) -> list[Json]:
    rows = store.rows("SELECT * FROM reckoning WHERE family_id = ? ORDER BY month DESC, id DESC", found["family_id"])
    return [_unfolded(row) for row in rows]


def reckoning(store: Store, found: Json, number: int) -> Json | None:
    row = store.row("SELECT * FROM reckoning WHERE id = ? AND family_id = ?", number, found["family_id"])
    return _unfolded(row) if row else None


def _unfolded(row: Any) -> Json:
    values = dict(row)
    return {**values, **json.loads(values.pop("content"))}


def stances(store: Store, found: Json) -> list[Json]:
    rows = store.rows("SELECT * FROM stance WHERE family_id = ? ORDER BY month DESC, id DESC", found["family_id"])
    return [dict(row) for row in rows]


def diary(store: Store, found: Json) -> list[Json]:
    return [
        dict(row) for row in store.rows("SELECT * FROM diary WHERE family_id = ? ORDER BY id DESC", found["family_id"])
    ]
