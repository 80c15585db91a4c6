"""Whole facts from a request told in a few words: for worked cases and for tests. Never used to assess a real one."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from processes.kit.changes import changed
from processes.kit.swedish_days import days_of, is_free

Json = dict[str, Any]
_DAY_SHIFT = ("07:00", "16:00")


def facts(told: Mapping[str, Any]) -> Json:
    """`told`: kind, from_on, to_on, and what is to differ. `shifts` "weekdays" (those that are no holiday), "all", or
    a list of dates or of [date, starts, ends]. `change` goes through the finished facts by path."""
    first, last = date.fromisoformat(str(told["from_on"])), date.fromisoformat(str(told["to_on"]))
    made: Json = {
        "schema": "leave/1",
        "request": {
            "reference": "LA-1", "kind": told.get("kind", "vacation"), "from_on": first.isoformat(),
            "to_on": last.isoformat(), "extent": told.get("extent", "full"),
            "received_on": str(told.get("received_on", "2026-01-07")), "saved_days": told.get("saved_days", 0),
            "ground": told.get("ground", ""), "with_benefit": told.get("with_benefit", False),
            "child_birth_on": _text(told.get("child_birth_on")), "period_exempt": False, "already_decided": False,
        },
        "employee": {
            "birth_on": "1990-05-02", "employed_from": "2019-02-01", "employed_to": None,
            "protected_identity": False, "employment_days_two_years": 730, "entitlement_days": 25,
            "week_days": told.get("week_days", "5.00"),
        },
        "balances": {"vacation_left": "20.00", "saved": [{"year": 2025, "days": "5.00"}], "private_paid_used": 0},
        "schedule": _shifts(told.get("shifts", "weekdays"), first, last),
        "schedule_known_to": "2027-12-31", "registered": [], "pending_days": {}, "staffing": [], "warnings": [],
    }  # fmt: skip
    return changed(made, told.get("change", {}))


def _shifts(told: Any, first: date, last: date) -> list[Json]:
    if told == "weekdays":
        return [_shift(day) for day in days_of(first, last) if not is_free(day)]
    if told == "all":
        return [_shift(day) for day in days_of(first, last)]
    return [_shift(*one) if isinstance(one, list) else _shift(one) for one in told]


def _shift(on: Any, starts: str = _DAY_SHIFT[0], ends: str = _DAY_SHIFT[1]) -> Json:
    return {"on": str(on), "starts": starts, "ends": ends}


def _text(day: Any) -> str | None:
    return None if day is None else str(day)
