"""Whole facts from an application told in a few words: for worked cases and for tests. Never used for a real one."""

from collections.abc import Mapping
from typing import Any

from processes.kit.changes import changed

Json = dict[str, Any]
_HOURS = {"work": 40, "studies": 40}


def facts(told: Mapping[str, Any]) -> Json:
    """`told`: born, start, received, hours, fee_on, guardians (occupations, or [occupation, hours]), incomes (kronor),
    siblings (birth dates with a place), wishes (units). `change` goes through the finished facts by path."""
    start = str(told.get("start", "2026-12-07"))
    made: Json = {
        "schema": "preschool/1",
        "application": {
            "reference": "FA-1", "received_on": str(told.get("received", "2026-06-01")),
            "queue_on": str(told.get("received", "2026-06-01")), "wished_start_on": start,
            "hours_week": told.get("hours", 35), "fee_on": str(told.get("fee_on", start)),
        },
        "child": {
            "birth_on": str(told.get("born", "2025-02-10")), "lives_here": True, "protected_identity": False,
            "special_support": "assessed" if "support_hours" in told else "none",
            "special_support_hours": told.get("support_hours"), "home": None,
        },
        "guardians": _guardians(told.get("guardians", ["work", "work"])),
        "household": _earners(told.get("incomes", [30_000, 25_000])),
        "siblings": [{"birth_on": str(born), "place": "preschool", "unit": None} for born in told.get("siblings", [])],
        "wishes": [{"unit": unit, "distance_m": None} for unit in told.get("wishes", ["Solrosen"])],
        "current_unit": None, "priority": None, "warnings": [],
    }  # fmt: skip
    return changed(made, told.get("change", {}))


def _guardians(told: list[Any]) -> list[Json]:
    found = []
    for person, one in zip(("applicant", "co_applicant"), told, strict=False):
        occupation, hours = one if isinstance(one, list) else (one, _HOURS.get(one, 0))
        found.append({"person": person, "occupation": occupation, "hours_week": hours})
    return found


def _earners(told: list[int | None]) -> list[Json]:
    return [
        {"person": person, "parent": True, "gross_ore": None if kronor is None else kronor * 100}
        for person, kronor in zip(("applicant", "co_applicant"), told, strict=False)
    ]
