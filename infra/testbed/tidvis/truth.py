"""What really stands in Tidvis, read from its database past every screen."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

Json = dict[str, Any]
_STATE = {"new": "new", "with_manager": "open", "registered": "decided", "refused": "decided"}
_REGISTRATIONS = """
SELECT id, case_key AS key, hundredths, made_by AS decided_by, recalled_at IS NOT NULL AS recalled FROM registration
WHERE reference = ? ORDER BY id
"""


def read(data: Path) -> Json:
    """``{"cases": [{"reference", "state", "decisions", "effects", "balances"}]}``. A decision is ``granted`` with its
    days or ``rejected``; an effect is a registration in force. ``balances`` are the employee's, in days."""
    file = Path(data) / "tidvis.db"
    if not file.exists():
        raise FileNotFoundError(f"Tidvis has kept nothing in {data}: is this the testbed's --data folder?")
    db = sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=10)
    db.row_factory = sqlite3.Row
    try:
        rows = db.execute("SELECT reference, stage, employee_id FROM wish ORDER BY reference").fetchall()
        return {"cases": [_case(db, row) for row in rows]}
    finally:
        db.close()


def _case(db: sqlite3.Connection, row: sqlite3.Row) -> Json:
    made = [one for one in db.execute(_REGISTRATIONS, (row["reference"],)) if not one["recalled"]]
    refused = db.execute("SELECT made_by FROM refusal WHERE reference = ? ORDER BY id", (row["reference"],))
    decisions = [{"outcome": "granted", "days": _days(one["hundredths"]), "key": one["key"],
                  "decided_by": one["decided_by"]} for one in made]  # fmt: skip
    decisions += [{"outcome": "rejected", "days": None, "key": "", "decided_by": one["made_by"]} for one in refused]
    effects = [{"kind": "registration", "key": one["key"], "value": _days(one["hundredths"])} for one in made]
    return {"reference": row["reference"], "state": _STATE[row["stage"]], "decisions": decisions, "effects": effects,
            "balances": _balances(db, row["employee_id"])}  # fmt: skip


def _balances(db: sqlite3.Connection, employee_id: int) -> dict[str, str]:
    """``vacation``, ``private_used``, ``saved 2024`` …"""
    rows = db.execute("SELECT * FROM pool WHERE employee_id = ? ORDER BY name, year", (employee_id,))
    return {f"{row['name']} {row['year']}" if row["year"] else row["name"]: _days(row["hundredths"]) for row in rows}


def _days(hundredths: int) -> str:
    return f"{hundredths // 100}.{hundredths % 100:02d}"
