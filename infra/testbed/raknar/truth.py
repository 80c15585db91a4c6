"""What really stands in Räknar, read from its database past every screen."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

Json = dict[str, Any]


def read(data: Path) -> Json:
    """``{"vouchers": [{"number", "seller", "bill", "kind", "coded", "pay_ore", "key", "signed", "batch", "struck"}],
    "payments": [{"number", "municipality", "pay_on", "sha", "file"}]}``; ``signed``: who registered, checked and
    attested it; ``file``: its text."""
    file = Path(data) / "raknar.db"
    if not file.exists():
        raise FileNotFoundError(f"Räknar has kept nothing in {data}: is this the testbed's --data folder?")
    db = sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=10)
    db.row_factory = sqlite3.Row
    try:
        rows = db.execute(
            "SELECT voucher.*, seller.org FROM voucher JOIN seller ON seller.id = seller_id ORDER BY voucher.id"
        )
        paid = db.execute("SELECT id AS number, municipality, pay_on, sha, CAST(file AS TEXT) AS file FROM batch")
        return {"vouchers": [_told(row) for row in rows], "payments": [dict(row) for row in paid]}
    finally:
        db.close()


def effects(data: Path) -> dict[str, list[Json]]:
    """What a robot registered, by the platform's reference of the invoice; as other case systems tell their effects."""
    found: dict[str, list[Json]] = {}
    for one in read(data)["vouchers"]:
        if one["key"] and not one["struck"]:
            value = f"{one['kind']} {one['coded']} {one['pay_ore']}"
            effect = {"kind": "registration", "key": one["key"], "value": value}
            found.setdefault(f"SE{one['seller']}-{one['bill']}", []).append(effect)
    return found


def paid(data: Path) -> dict[str, list[int]]:
    """The platform's reference of an invoice → the payments whose files name one of its vouchers."""
    told, found = read(data), dict[str, list[int]]()
    for one in told["vouchers"]:
        mark = f"<EndToEndId>V{one['number']}</"
        files = [payment["number"] for payment in told["payments"] if mark in payment["file"]]
        found.setdefault(f"SE{one['seller']}-{one['bill']}", []).extend(files)
    return found


def _told(row: sqlite3.Row) -> Json:
    signed = [row[name] for name in ("made_by", "checked_by", "attested_by") if row[name]]
    return {
        "number": row["id"], "seller": row["org"], "bill": row["bill"], "kind": row["kind"],
        "coded": f"{row['account']}/{row['centre']}", "pay_ore": row["pay_ore"],
        "key": row["case_key"], "signed": signed, "batch": row["batch_id"], "struck": bool(row["struck_by"]),
    }  # fmt: skip
