"""What really stands in Sambis, read from its database past every screen."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from infra.testbed.shell import effects_of

Json = dict[str, Any]
_DECISIONS = """
SELECT amount_ore, outcome, external_key AS key, month, decided_by FROM decision WHERE reference = ? ORDER BY id
"""
_CALCULATIONS = """
SELECT external_key AS key, month,
  (SELECT sum(CASE part WHEN 'incomes' THEN -amount_ore ELSE amount_ore END)
   FROM calculation_line WHERE calculation_id = calculation.id) AS amount_ore
FROM calculation WHERE reference = ? ORDER BY id
"""


def read(data: Path) -> Json:
    """``{"cases": [{"reference", "state", "decisions", "calculations", "journal"}]}``, amounts in öre."""
    file = Path(data) / "sambis.db"
    if not file.exists():
        raise FileNotFoundError(f"Sambis has kept nothing in {data}: is this the testbed's --data folder?")
    db = sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=10)
    db.row_factory = sqlite3.Row
    try:
        rows = db.execute("SELECT reference, state FROM application ORDER BY reference").fetchall()
        return {"cases": [_case(db, row) for row in rows]}
    finally:
        db.close()


def _case(db: sqlite3.Connection, row: sqlite3.Row) -> Json:
    reference = row["reference"]

    def rows(sql: str) -> list[Json]:
        return [dict(found) for found in db.execute(sql, (reference,)).fetchall()]

    written = {
        "decisions": rows(_DECISIONS),
        "calculations": rows(_CALCULATIONS),
        "journal": rows("SELECT title, text, external_key AS key FROM journal_note WHERE reference = ? ORDER BY id"),
    }
    return {"reference": reference, "state": row["state"], **written, "effects": effects_of(written)}
