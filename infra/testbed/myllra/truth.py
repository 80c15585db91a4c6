"""What Myllra's own database holds, past every page."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

Json = dict[str, Any]
# An accepted place is held until its child, in this application or one that came after, has accepted another.
_HELD = """
SELECT offer.reference, offer.place_id FROM offer WHERE offer.state = 'sent' OR (
  offer.state = 'accepted' AND NOT EXISTS (
    SELECT 1 FROM offer AS later JOIN application USING (reference) WHERE later.state = 'accepted'
    AND later.id > offer.id AND later.place_id != offer.place_id
    AND (later.reference = offer.reference OR application.current_place_id = offer.place_id)))
ORDER BY offer.id
"""


def read(data: Path) -> Json:
    """``{"cases": [{"reference", "municipality", "state", "effects", "decisions"}], "places": [{"municipality", "unit",
    "place", "given"}]}``. ``state``: queued, offered, placed. ``given``: whose a place is by an offer that waits or was
    accepted, and which its child has not left; more than one is a place given twice.
    ``decisions``: the offers, whoever made them."""
    file = Path(data) / "myllra.db"
    if not file.exists():
        raise FileNotFoundError(f"Myllra has kept nothing in {data}: is this the testbed's --data folder?")
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=10)) as db:
        db.row_factory = sqlite3.Row
        # One reading of everything, whatever is saved meanwhile.
        db.execute("BEGIN")
        applications = db.execute("SELECT * FROM application ORDER BY reference").fetchall()
        rights = db.execute("SELECT * FROM granted_right ORDER BY id").fetchall()
        offers = db.execute(
            "SELECT offer.*, place.name AS place, unit.name AS unit FROM offer JOIN place ON place.id = place_id "
            "JOIN unit ON unit.id = place.unit_id ORDER BY offer.id"
        ).fetchall()
        held = db.execute(_HELD).fetchall()
        places = db.execute(
            "SELECT place.*, unit.name AS unit FROM place JOIN unit ON unit.id = unit_id ORDER BY place.id"
        ).fetchall()
    return {
        "cases": [_case(row, _of(rights, row), _of(offers, row)) for row in applications],
        "places": [
            {"municipality": place["municipality"], "unit": place["unit"], "place": place["name"],
             "given": [row["reference"] for row in held if row["place_id"] == place["id"]]}
            for place in places
        ],
    }  # fmt: skip


def _of(rows: list[sqlite3.Row], application: sqlite3.Row) -> list[sqlite3.Row]:
    return [row for row in rows if row["reference"] == application["reference"]]


def _case(application: sqlite3.Row, rights: list[sqlite3.Row], offers: list[sqlite3.Row]) -> Json:
    states = {row["state"] for row in offers}
    return {
        "reference": application["reference"], "municipality": application["municipality"],
        "state": "placed" if "accepted" in states else "offered" if "sent" in states else "queued",
        "effects": [*map(_right, rights), *(effect for row in offers for effect in _offer(row))],
        "decisions": [{"outcome": "granted", "key": row["own_key"], "value": _value(row)} for row in offers],
    }  # fmt: skip


def _right(row: sqlite3.Row) -> Json:
    value = f"{row['hours_week']}/{row['guarantee_on'] or '-'}/{row['fee_ore']}"
    return {"kind": "right", "key": row["own_key"], "value": value}


def _offer(row: sqlite3.Row) -> list[Json]:
    made = [{"kind": "offer", "key": row["own_key"], "value": _value(row)}]
    if row["state"] in ("accepted", "declined", "expired"):
        made.append({"kind": "answer", "key": row["answer_key"], "value": row["state"]})
    return made


def _value(row: sqlite3.Row) -> str:
    return f"{row['unit']}/{row['place']}/{row['start_on']}"
