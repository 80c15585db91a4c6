"""What Myllra shows: the queue, an application, and which places are free."""

from __future__ import annotations

import json
from typing import Any

from infra.testbed.myllra.access import Placer
from infra.testbed.shell import Store

Json = dict[str, Any]
QUEUE_ROWS, PLACE_ROWS = 10, 40
_NEW = (
    "FROM application WHERE municipality = ? AND NOT EXISTS "
    "(SELECT 1 FROM granted_right WHERE granted_right.reference = application.reference) "
    "AND NOT EXISTS (SELECT 1 FROM offer WHERE offer.reference = application.reference)"
)
# Who holds a place: the last offer of it that waits or was accepted, else the child that had it before. A place
# that its child leaves is free from the day on which that child starts elsewhere, however it once came by the place.
_PLACES = """
SELECT place.*, unit.name AS unit, unit.north_m, unit.east_m,
  (SELECT state FROM offer WHERE place_id = place.id AND state IN ('sent', 'accepted') ORDER BY id DESC LIMIT 1)
    AS held,
  (SELECT reference FROM offer WHERE place_id = place.id AND state IN ('sent', 'accepted') ORDER BY id DESC LIMIT 1)
    AS held_by,
  (SELECT max(id) FROM offer WHERE place_id = place.id AND state IN ('sent', 'accepted')) AS held_since,
  (SELECT reference FROM application WHERE current_place_id = place.id) AS child, away.start_on AS left_on,
  away.id AS left_since
FROM unit LEFT JOIN place ON place.unit_id = unit.id
LEFT JOIN offer AS away ON away.id = (
  SELECT max(later.id) FROM offer AS later JOIN application USING (reference)
  WHERE later.state = 'accepted' AND later.place_id != place.id AND (
    application.current_place_id = place.id OR EXISTS (
      SELECT 1 FROM offer AS earlier WHERE earlier.reference = later.reference AND earlier.place_id = place.id
      AND earlier.state = 'accepted' AND earlier.id < later.id)))
"""


def queue(store: Store, placer: Placer, page: int) -> Json:
    """Ten new applications, the oldest first."""
    found = store.row(f"SELECT count(*) AS n {_NEW}", placer.municipality)
    pages = max(1, -(-(found["n"] if found else 0) // QUEUE_ROWS))
    page = min(max(page, 1), pages)
    rows = store.rows(
        f"SELECT * {_NEW} ORDER BY received_at, reference LIMIT ? OFFSET ?",
        placer.municipality, QUEUE_ROWS, (page - 1) * QUEUE_ROWS,
    )  # fmt: skip
    return {"rows": rows, "page": page, "pages": pages}


def find(store: Store, placer: Placer, reference: str) -> Json | None:
    """The application with all that was told in it, or None where this user sees none."""
    row = store.row(
        "SELECT application.*, place.name AS place, unit.name AS unit FROM application "
        "LEFT JOIN place ON place.id = current_place_id LEFT JOIN unit ON unit.id = place.unit_id "
        "WHERE application.municipality = ? AND reference = ?",
        placer.municipality, reference,
    )  # fmt: skip
    return {**dict(row), **json.loads(row["told"])} if row else None


def rights(store: Store, reference: str) -> list[Any]:
    return store.rows("SELECT * FROM granted_right WHERE reference = ? ORDER BY id", reference)


def offers(store: Store, reference: str) -> list[Any]:
    return store.rows(
        "SELECT offer.*, place.name AS place, unit.name AS unit FROM offer JOIN place ON place.id = place_id "
        "JOIN unit ON unit.id = place.unit_id WHERE reference = ? ORDER BY offer.id", reference,
    )  # fmt: skip


def places(store: Store, municipality: str) -> list[Json]:
    """Every place with its ``state`` (free, taken, offered, withdrawn), ``holder`` and ``from_on``; a unit without any
    has one row without a name."""
    rows = store.rows(f"{_PLACES} WHERE unit.municipality = ? ORDER BY unit.name, place.name", municipality)
    return [_told(dict(row)) for row in rows]


def place(store: Store, municipality: str, name: str) -> Json | None:
    row = store.row(f"{_PLACES} WHERE unit.municipality = ? AND place.name = ?", municipality, name)
    return _told(dict(row)) if row else None


def _told(row: Json) -> Json:
    """As the page of places has it."""
    gone = row["left_on"] is not None and row["left_since"] > (row["held_since"] or 0)
    if row["withdrawn_at"]:
        holder = "" if gone else row["held_by"] or row["child"] or ""
        return {**row, "state": "withdrawn", "holder": holder, "from_on": None}
    if gone:
        return {**row, "state": "free", "holder": "", "from_on": row["left_on"]}
    if row["held"] == "sent":
        return {**row, "state": "offered", "holder": row["held_by"], "from_on": None}
    if row["held"] == "accepted":
        return {**row, "state": "taken", "holder": row["held_by"], "from_on": None}
    if row["child"]:
        return {**row, "state": "taken", "holder": row["child"], "from_on": None}
    if row["free_from"] is None:
        return {**row, "state": "taken", "holder": "Annat barn", "from_on": None}
    return {**row, "state": "free", "holder": "", "from_on": row["free_from"]}
