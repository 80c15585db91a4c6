"""What comes into Tidvis: employees with schedule and balances from payroll and planning, and their requests."""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import Any

from infra.testbed.shell import Store, insert

Json = dict[str, Any]


def add_unit(store: Store, municipality: str, name: str, manager: str) -> None:
    with store.write() as db:
        db.execute(
            "INSERT OR IGNORE INTO unit (municipality, name, manager) VALUES (?, ?, ?)", (municipality, name, manager)
        )


def add_crew(store: Store, municipality: str, name: str, rows: list[Json]) -> None:
    """``rows``: ``on``, ``minimum`` and ``planned`` of a unit's days; days that are there already are kept."""
    with store.write() as db:
        unit = _unit(db, municipality, name)
        db.executemany(
            "INSERT OR IGNORE INTO crew VALUES (?, ?, ?, ?)",
            [(unit, row["on"], row["minimum"], row["planned"]) for row in rows],
        )


def add_employee(store: Store, data: Json) -> int:
    """``employee`` (the table's columns but for the unit's name in ``unit``), ``pools``, ``shifts``, ``remarks``, and
    earlier ``leave``: requests that are registered or wait for the manager, with their ``hundredths``."""
    with store.write() as db:
        values = {name: value for name, value in data["employee"].items() if name != "unit"}
        count = db.execute("SELECT count(*) FROM employee").fetchone()[0]
        unit = _unit(db, values["municipality"], data["employee"]["unit"])
        employee = insert(db, "employee", {**values, "staff_number": f"{20001 + count}", "unit_id": unit})
        for row in data["pools"]:
            insert(db, "pool", {"employee_id": employee, **row})
        db.executemany(
            "INSERT INTO shift (employee_id, on_day, starts, ends) VALUES (?, ?, ?, ?)",
            [(employee, row["on"], row["starts"], row["ends"]) for row in data["shifts"]],
        )
        for row in data["remarks"]:
            insert(db, "remark", {"employee_id": employee, **row})
        for row in data["leave"]:
            _earlier(db, employee, row)
    return employee


def _earlier(db: sqlite3.Connection, employee: int, row: Json) -> None:
    """A request from before. What it drew is off the balance already."""
    values = {name: value for name, value in row.items() if name != "hundredths"}
    reference = _next_reference(db, row["received_at"])
    insert(db, "wish", {"reference": reference, "employee_id": employee, **values, "estimate": row["hundredths"]})
    if row["stage"] == "registered":
        insert(db, "registration", {
            "reference": reference, "hundredths": row["hundredths"], "case_key": "", "note": "",
            "made_by": "Överförd från tidigare system", "made_at": row["received_at"],
        })  # fmt: skip


def receive(store: Store, employee_id: int, wish: Json, received_at: str) -> str:
    """File an employee's request; its number comes back. Tidvis reckons roughly how many days are asked for."""
    with store.write() as db:
        rows = db.execute(
            "SELECT DISTINCT on_day FROM shift WHERE employee_id = ? AND on_day BETWEEN ? AND ?",
            (employee_id, wish["from_on"], wish["to_on"]),
        ).fetchall()
        workdays = sum(date.fromisoformat(row["on_day"]).weekday() < 5 for row in rows)
        reference = _next_reference(db, received_at)
        insert(db, "wish", {"reference": reference, "employee_id": employee_id, **wish, "received_at": received_at,
                            "estimate": workdays * 100})  # fmt: skip
    return reference


def settle_outside(store: Store, reference: str) -> None:
    """The manager ticks that the request was decided outside Tidvis."""
    with store.write() as db:
        db.execute("UPDATE wish SET settled_outside = 1 WHERE reference = ?", (reference,))


def numbers_known(store: Store) -> set[str]:
    return {row["number"] for row in store.rows("SELECT number FROM employee")}


def _unit(db: sqlite3.Connection, municipality: str, name: str) -> int:
    found = db.execute("SELECT id FROM unit WHERE municipality = ? AND name = ?", (municipality, name)).fetchone()
    return int(found["id"])


def _next_reference(db: sqlite3.Connection, received_at: str) -> str:
    """Numbers run on within a year: ``LA-2026-00017``."""
    year = received_at[:4]
    count = db.execute("SELECT count(*) FROM wish WHERE reference LIKE ?", (f"LA-{year}-%",)).fetchone()[0]
    return f"LA-{year}-{count + 1:05d}"
