"""A plan: which kinds, who applies, and which units with which places there must be.

**A closed world, however few are filed.** The order of a municipality's kinds is fixed, and a kind never depends on
one that comes after it: whoever gets a place gets it whether or not the ones who lose it have applied, and whoever
loses one comes after the one who gets it. So every beginning of the order comes out as the key says. Beyond its end it
begins again in a copy of the municipality with units of its own.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from infra.testbed.generator.people import BIRTH_NUMBERS, FIRST, LAST, check_digit
from infra.testbed.generator.preschool import eslov, to_a_person, trelleborg, units
from infra.testbed.generator.preschool.kind import Kind
from infra.testbed.generator.preschool.planned import APART_M, PlannedApplication, named

Json = dict[str, Any]
DAY = date(2026, 11, 23)
PUBLISHED = "1287"
_TRELLEBORG = [
    "first_place", "protected_identity", "sibling_first", "behind_sibling", "income_unknown", "earlier_queue",
    "later_queue", "remark", "second_wish", "hours_beyond_need", "move", "declines", "twins", "guarantee_elsewhere",
    "hours_beyond_home", "keeps_place", "support_claimed", "place_free_later", "wishes_too_many", "latest_free_place",
    "support_assessed", "too_young", "too_early", "right_unclear",
]  # fmt: skip
_ESLOV = [
    "priority_first", "other_municipality", "behind_priority", "guarantee_first", "hours_beyond_assessed",
    "later_guarantee", "general_hours", "no_wish", "nearest", "second_after_nearest", "cohabiting_unsaid",
    "part_general", "distance_unknown", "school_age", "priority_unknown", "several_reasons",
]  # fmt: skip
_PARTS = (*trelleborg.RANKED, *eslov.RANKED, *to_a_person.HANDED_OVER)
KINDS: dict[str, Kind] = {kind.name: kind for kind in _PARTS}


def order(municipality: str) -> list[str]:
    """The kinds in their fixed order: Trelleborg's, or those of a municipality with its own rules."""
    return _TRELLEBORG if municipality == PUBLISHED else _ESLOV


def plan(
    seed: int, count: int, municipality: str, taken: Collection[str] = (), filed: int = 0
) -> list[PlannedApplication]:
    """``count`` applications with their answers, by the day they came in; the same arguments give the same plan.

    ``taken``: personal numbers of people who are in the systems already. ``filed``: how many applications the
    municipality has; with any, the first copy of its units is in use.
    """
    rng, used, names = random.Random(f"preschool:{seed}:{municipality}:{filed}"), set(taken), order(municipality)
    made = [
        PlannedApplication(
            KINDS[names[place % len(names)]], municipality, 1 + filed + place // len(names), _number(rng, used),
            rng.choice(FIRST), rng.choice(LAST), f"{rng.randint(7, 21):02d}:{rng.randint(0, 59):02d}",
        )
        for place in range(count)
    ]  # fmt: skip
    return sorted(made, key=lambda case: (case.received_at, case.number))


def units_of(cases: Iterable[PlannedApplication]) -> list[Json]:
    """Every unit that a case names, as ``{"municipality", "unit", "at", "places": {place: free from, or None}}``."""
    wanted = {(case.municipality, case.world, unit) for case in cases for unit in _units_named(case)}
    return [
        {
            "municipality": municipality, "unit": named(unit.name, world),
            "at": {"north_m": unit.at[0] + APART_M * (world - 1), "east_m": unit.at[1]},
            "places": {named(place, world): free for place, free in
                       [*unit.free.items(), *((place, None) for place in unit.taken)]},
        }
        for municipality, world in sorted({(municipality, world) for municipality, world, _unit in wanted})
        for unit in _units(municipality) if (municipality, world, unit.name) in wanted
    ]  # fmt: skip


def _units(municipality: str) -> tuple[units.Unit, ...]:
    return (*(units.TRELLEBORG if municipality == PUBLISHED else units.ESLOV), *units.FULL)


def _units_named(case: PlannedApplication) -> set[str]:
    told = case.kind.told
    found = {wish["unit"] for wish in told["wishes"]} | {one["unit"] for one in told["siblings"]}
    return {unit for unit in (*found, told["current_unit"], case.kind.offer and case.kind.offer[0]) if unit}


def _number(rng: random.Random, used: set[str]) -> str:
    """A test personal number that nobody has: of somebody between 24 and 45."""
    while True:
        year = DAY.year - rng.randint(24, 45)
        nine = f"{year % 100:02d}{rng.randint(1, 12):02d}{rng.randint(1, 28):02d}{rng.choice(BIRTH_NUMBERS)}"
        number = f"{year // 100}{nine}{check_digit(nine)}"
        if number not in used:
            used.add(number)
            return number
