"""What Tidvis shows: the list, a request with its employee, balances, schedule, staffing and other leave."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from infra.testbed.shell import Store
from infra.testbed.tidvis.access import Handler

Json = dict[str, Any]
PAGE_ROWS = 12
# A manager sees their own units; whoever manages none sees them all.
_IN_SIGHT = """employee.municipality = ? AND (unit.manager = ? OR NOT EXISTS (SELECT 1 FROM unit WHERE manager = ?))"""
_ROWS = "FROM wish JOIN employee ON employee.id = employee_id JOIN unit ON unit.id = unit_id"
# A registration covers a day of the unit when the employee has a shift that starts then and is away all of it.
_AWAY = """
SELECT count(DISTINCT employee.id) AS n FROM registration JOIN wish USING (reference)
JOIN employee ON employee.id = wish.employee_id JOIN shift ON shift.employee_id = employee.id AND shift.on_day = ?
WHERE employee.unit_id = ? AND recalled_at IS NULL AND wish.extent = 'full' AND ? BETWEEN wish.from_on AND wish.to_on
"""


def _sight(handler: Handler) -> tuple[str, str, str]:
    return handler.municipality, handler.username, handler.username


def todo(store: Store, handler: Handler, show: str, page: int) -> Json:
    """Twelve rows, oldest first. ``show`` is ``new`` (nobody has handled them) or ``all``."""
    where = f"{_ROWS} WHERE {_IN_SIGHT} AND (? = 'all' OR wish.stage = 'new')"
    found = store.row(f"SELECT count(*) AS n {where}", *_sight(handler), show)
    count = found["n"] if found else 0
    pages = max(1, -(-count // PAGE_ROWS))
    page = min(max(page, 1), pages)
    rows = store.rows(
        f"SELECT wish.*, employee.number, first_name, last_name, email, hidden, unit.name AS unit {where} "
        "ORDER BY received_at, reference LIMIT ? OFFSET ?",
        *_sight(handler), show, PAGE_ROWS, (page - 1) * PAGE_ROWS,
    )  # fmt: skip
    return {"rows": rows, "count": count, "page": page, "pages": pages, "show": show}


def find(store: Store, handler: Handler, reference: str) -> Json | None:
    """The request with its employee and unit, or None where this user sees none."""
    row = store.row(
        f"SELECT employee.*, unit.name AS unit, wish.* {_ROWS} WHERE {_IN_SIGHT} AND wish.reference = ?",
        *_sight(handler), reference,
    )  # fmt: skip
    return dict(row) if row else None


def employee(store: Store, employee_id: int) -> Json:
    row = store.row(
        "SELECT employee.*, unit.name AS unit FROM employee JOIN unit ON unit.id = unit_id WHERE employee.id = ?",
        employee_id,
    )
    return dict(row) if row else {}


def wishes(store: Store, employee_id: int) -> list[Any]:
    return store.rows("SELECT * FROM wish WHERE employee_id = ? ORDER BY received_at DESC", employee_id)


def pools(store: Store, employee_id: int) -> Json:
    """``vacation``, ``private_used`` and the saved days, by year, in hundredths."""
    rows = store.rows("SELECT * FROM pool WHERE employee_id = ? ORDER BY year", employee_id)
    of = {row["name"]: row["hundredths"] for row in rows if row["name"] != "saved"}
    return {"vacation": of.get("vacation", 0), "private_used": of.get("private_used", 0),
            "saved": [row for row in rows if row["name"] == "saved" and row["hundredths"]]}  # fmt: skip


def asked_for(store: Store, wish: Json) -> list[Any]:
    """What the employee's other requests that nobody has decided ask for, by kind."""
    return store.rows(
        "SELECT kind, sum(estimate) AS hundredths FROM wish WHERE employee_id = ? AND reference != ? "
        "AND stage IN ('new', 'with_manager') GROUP BY kind ORDER BY kind",
        wish["employee_id"], wish["reference"],
    )  # fmt: skip


def remarks(store: Store, wish: Json) -> list[Any]:
    return store.rows("SELECT * FROM remark WHERE employee_id = ? AND open ORDER BY id", wish["employee_id"])


def week(store: Store, employee_id: int, name: str) -> list[Json]:
    """Seven days of the ISO week ``2026-53``, each with its shifts, in order. Raises ValueError for no such week."""
    year, number = (int(part) for part in name.split("-"))
    monday = date.fromisocalendar(year, number, 1)
    days = [(monday + timedelta(step)).isoformat() for step in range(7)]
    rows = store.rows(
        "SELECT on_day, starts, ends FROM shift WHERE employee_id = ? AND on_day BETWEEN ? AND ? ORDER BY starts",
        employee_id, days[0], days[-1],
    )  # fmt: skip
    return [{"on": on, "shifts": [row for row in rows if row["on_day"] == on]} for on in days]


def crew(store: Store, wish: Json) -> list[Json]:
    """The unit's days in the period: how many are needed, and how many are on duty when leave is drawn off."""
    rows = store.rows(
        "SELECT * FROM crew WHERE unit_id = ? AND on_day BETWEEN ? AND ? ORDER BY on_day",
        wish["unit_id"], wish["from_on"], wish["to_on"],
    )  # fmt: skip
    return [{"on": row["on_day"], "minimum": row["minimum"], "present": row["planned"] - _away(store, row)}
            for row in rows]  # fmt: skip


def _away(store: Store, row: Any) -> int:
    found = store.row(_AWAY, row["on_day"], row["unit_id"], row["on_day"])
    return int(found["n"]) if found else 0


def other_leave(store: Store, wish: Json) -> list[Any]:
    """The employee's other requests within a year of this one that stand registered, or wait for somebody."""
    year = timedelta(days=365)
    since = (date.fromisoformat(wish["from_on"]) - year).isoformat()
    until = (date.fromisoformat(wish["to_on"]) + year).isoformat()
    return store.rows(
        "SELECT wish.*, (SELECT case_key FROM registration WHERE registration.reference = wish.reference AND "
        "recalled_at IS NULL ORDER BY id DESC) AS case_key, (SELECT sum(hundredths) FROM registration "
        "WHERE registration.reference = wish.reference AND recalled_at IS NULL) AS hundredths "
        "FROM wish WHERE employee_id = ? AND reference != ? AND to_on >= ? AND from_on <= ? "
        "AND stage IN ('new', 'with_manager', 'registered') ORDER BY from_on, reference",
        wish["employee_id"], wish["reference"], since, until,
    )  # fmt: skip


def registrations(store: Store, wish: Json) -> list[Any]:
    return store.rows("SELECT * FROM registration WHERE reference = ? ORDER BY id", wish["reference"])


def registration(store: Store, wish: Json, number: int) -> Any:
    return store.row("SELECT * FROM registration WHERE id = ? AND reference = ?", number, wish["reference"])


def refusals(store: Store, wish: Json) -> list[Any]:
    return store.rows("SELECT * FROM refusal WHERE reference = ? ORDER BY id", wish["reference"])


def settled(store: Store, wish: Json) -> bool:
    """Whether somebody has decided: here, or as the manager has ticked, outside Tidvis."""
    in_force = any(row["recalled_at"] is None for row in registrations(store, wish))
    return bool(wish["settled_outside"] or in_force or refusals(store, wish))
