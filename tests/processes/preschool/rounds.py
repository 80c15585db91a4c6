"""Rounds told in a few words, for the tests."""

from typing import Any

from processes.kit.process import load
from processes.kit.text import Texts
from processes.preschool import round as rounds

Json = dict[str, Any]
TEXTS: Texts = load("preschool").texts
VERSION = "1.0.0"
ON = "2026-11-23"
QUEUE = {"order": ["applied_on"]}


def settings(**values: Any) -> list[Json]:
    """Settings with invented sentences; what is not told is empty."""
    return [
        {"key": key, "value": value, "sv": f"Regeln om {key}.", "en": f"the rule of {key}", "source": "nämnden",
         "confidence": "local", "valid_from": "2025-01-01", "confirmed": True}
        for key, value in values.items()
    ]  # fmt: skip


def child(name: str, wishes: str | list[str], applied: str = "2026-06-01", **changed: Any) -> Json:
    """`wishes`: unit names by a blank, the most wished first."""
    units = wishes.split() if isinstance(wishes, str) else wishes
    return {
        "child": name, "birth_on": "2025-03-01", "applied_on": applied, "wished_start_on": "2027-01-11",
        "guarantee_on": None, "promptly": False, "priority": None, "sibling_units": [],
        "wishes": [{"unit": unit, "distance_m": None} for unit in units], "home": None, "current_unit": None,
        "current_place": None, "lot": None, "hold": None, **changed,
    }  # fmt: skip


def unit(name: str, *free_from: str, at: tuple[int, int] | None = None) -> Json:
    """A unit with one place for each day told."""
    places = [{"place": f"{name}-{number}", "free_from": day} for number, day in enumerate(free_from, start=1)]
    return {"unit": name, "at": None if at is None else {"north_m": at[0], "east_m": at[1]}, "places": places}


def round_of(children: list[Json], units: list[Json], rules: Json | None = None, **changed: Any) -> Json:
    told = rules if rules is not None else QUEUE
    return {
        "schema": "preschool_round/1", "round": "2027-1", "municipality": "1287", "on": ON, "starts_to": "2027-03-31",
        "settings": settings(**told), "units": units, "children": children, **changed,
    }  # fmt: skip


def computed(told: Json) -> Json:
    return rounds.compute(told, TEXTS, VERSION)


def by_child(result: Json) -> dict[str, Json]:
    return {one["child"]: one for one in result["children"]}


def given(result: Json) -> dict[str, str]:
    """child → unit, for those who are proposed a place."""
    return {one["child"]: one["unit"] for one in result["children"] if one["unit"] is not None}
