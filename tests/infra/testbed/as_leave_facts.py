"""A planned request for leave as the facts that a robot would read of it on the pages: only for tests."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from infra.testbed.generator.leave import PlannedRequest
from infra.testbed.generator.leave.days import text

Json = dict[str, Any]


def facts(case: PlannedRequest, cases: Iterable[PlannedRequest] = (), reference: str = "LA-2026-00017") -> Json:
    """``cases``: the plan that it belongs to, whose registered leave is drawn off the staffing."""
    return {
        "schema": "leave/1",
        "request": {
            "reference": reference, "kind": case.asks, "from_on": case.first.isoformat(),
            "to_on": case.last.isoformat(), "extent": case.extent, "received_on": case.received_on.isoformat(),
            "saved_days": case.saved_days, "ground": case.ground, "with_benefit": case.with_benefit,
            "child_birth_on": case.child_birth_on and case.child_birth_on.isoformat(),
            "period_exempt": case.period_exempt, "already_decided": case.settled_outside,
        },
        "employee": {
            "birth_on": f"{case.number[:4]}-{case.number[4:6]}-{case.number[6:8]}",
            "employed_from": case.employed_from.isoformat(),
            "employed_to": case.employed_to and case.employed_to.isoformat(), "protected_identity": case.protected,
            "employment_days_two_years": case.days_two_years, "entitlement_days": case.entitled,
            "week_days": text(case.pattern.week_hundredths),
        },
        "balances": {
            "vacation_left": text(case.vacation_left),
            "saved": [{"year": year, "days": text(part)} for year, part in sorted(case.saved.items())],
            "private_paid_used": case.private_used // 100,
        },
        "schedule": case.shifts(case.first, case.last), "schedule_known_to": case.laid_to.isoformat(),
        "registered": [_other(row, number) for number, row in enumerate(_by_day(case.leave), 1)],
        "pending_days": {row["kind"]: text(row["hundredths"]) for row in case.leave if row["stage"] == "with_manager"},
        "staffing": _staffing(case, [case, *(one for one in cases if one is not case)]),
        "warnings": [row["text"] for row in case.remarks],
    }  # fmt: skip


def _by_day(rows: list[Json]) -> list[Json]:
    return sorted(rows, key=lambda row: row["from_on"])


def _other(row: Json, number: int) -> Json:
    state = "pending" if row["stage"] == "with_manager" else "registered"
    return {"reference": f"LA-2026-9{number:04d}", "kind": row["kind"], "from_on": row["from_on"],
            "to_on": row["to_on"], "extent": row["extent"], "state": state,
            "period_exempt": bool(row["period_exempt"])}  # fmt: skip


def _staffing(case: PlannedRequest, cases: list[PlannedRequest]) -> list[Json]:
    period = {day.isoformat() for day in case.period}
    return [
        {"on": row["on"], "minimum": row["minimum"], "present": row["planned"] - _away(case.unit, row["on"], cases)}
        for row in case.crew() if row["on"] in period
    ]  # fmt: skip


def _away(unit: str, on: str, cases: list[PlannedRequest]) -> int:
    """Those of the unit with a shift that day and whole leave registered over it."""
    return sum(
        one.unit == unit and bool(one.pattern.on(date.fromisoformat(on))) and any(
            row["stage"] == "registered" and row["extent"] == "full" and row["from_on"] <= on <= row["to_on"]
            for row in one.leave
        )
        for one in cases
    )  # fmt: skip
