"""What really stands in Klarven, read from its database past every screen."""

from __future__ import annotations

import argparse
import json
import sqlite3
from pathlib import Path
from typing import Any

from infra.testbed.shell import effects_of

Json = dict[str, Any]
_STATE = {"in": "new", "begun": "open", "closed": "decided"}
_STANCES = """
SELECT amount_ore, result AS outcome, own_key AS key, month, made_by AS decided_by FROM stance
WHERE reference = ? ORDER BY id
"""
_RECKONINGS = "SELECT own_key AS key, month, result_ore AS amount_ore FROM reckoning WHERE reference = ? ORDER BY id"
_DIARY = "SELECT topic AS title, text, own_key AS key FROM diary WHERE reference = ? ORDER BY id"


def read(data: Path) -> Json:
    """As ``infra.testbed.truth.read``: cases with their decisions, calculations and journal, amounts in öre."""
    file = Path(data) / "klarven.db"
    if not file.exists():
        raise FileNotFoundError(f"Klarven has kept nothing in {data}: is this the testbed's --data folder?")
    db = sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=10)
    db.row_factory = sqlite3.Row
    try:
        rows = db.execute("SELECT reference, stage FROM akt ORDER BY reference").fetchall()
        return {"cases": [_case(db, row["reference"], row["stage"]) for row in rows]}
    finally:
        db.close()


def _case(db: sqlite3.Connection, reference: str, stage: str) -> Json:
    def rows(sql: str) -> list[Json]:
        return [dict(found) for found in db.execute(sql, (reference,)).fetchall()]

    written = {"decisions": rows(_STANCES), "calculations": rows(_RECKONINGS), "journal": rows(_DIARY)}
    return {"reference": reference, "state": _STATE[stage], **written, "effects": effects_of(written)}


def main() -> None:
    parser = argparse.ArgumentParser(prog="infra.testbed.klarven.truth", description="What Klarven's database holds.")
    parser.add_argument("--data", type=Path, required=True)
    print(json.dumps(read(parser.parse_args().data), ensure_ascii=False))


if __name__ == "__main__":
    main()
