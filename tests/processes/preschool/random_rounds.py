"""Random rounds for the properties: few days, few distances and many siblings, so that children often stand equal."""

from random import Random
from typing import Any

from processes.preschool.settings import CRITERIA
from tests.processes.preschool.rounds import child, round_of, unit

Json = dict[str, Any]
DAYS = ("2026-02-01", "2026-05-01", "2026-05-02", "2026-08-15", "2026-10-01")
STARTS = ("2026-10-01", "2027-01-11", "2027-02-01", "2027-03-31", "2027-08-16")
FREE = ("2026-09-01", "2027-01-11", "2027-02-15", "2027-03-01")


def random_round(dice: Random, children: int, units: int, places: int = 4, distinct: bool = False) -> Json:
    """`distinct`: every child has a lot of its own, so that nobody stands equal."""
    names = [f"U{number:03d}" for number in range(units)]
    lots = dice.sample(range(1, children + 1), children) if children else []
    made = [
        _child(dice, f"C{number:05d}", names, lots[number] if distinct else None) for number in range(children)
    ]  # fmt: skip
    told = [
        unit(name, *(dice.choice(FREE) for _place in range(dice.randint(0, places))),
             at=(dice.randrange(5000), dice.randrange(5000)))
        for name in names
    ]  # fmt: skip
    return round_of(made, told, _rules(dice))


def _rules(dice: Random) -> Json:
    order = dice.sample(CRITERIA, dice.randint(1, 4))
    return {
        "order": order, "tie_break": dice.sample(CRITERIA, 1), "priority_categories": ["support", "sibling", "move"],
        "sibling_scope": dice.choice(("same_unit", "anywhere")), "guarantee_anywhere": dice.random() < 0.5,
        "guarantee_with_place": False, "offer_earliest_months": dice.choice((None, 4, 12)), "wishes_most": 5,
    }  # fmt: skip


def _child(dice: Random, name: str, units: list[str], lot: int | None) -> Json:
    wished = dice.sample(units, min(len(units), dice.randint(1, 5)))
    others = [unit for unit in units if unit not in wished]
    moves = dice.random() < 0.2 and others
    made = child(
        name, wished, dice.choice(DAYS), lot=lot, birth_on=dice.choice(("2024-05-01", "2025-01-01", "2025-02-01")),
        wished_start_on=dice.choice(STARTS), guarantee_on=dice.choice((None, *STARTS)),
        priority=dice.choice((None, None, None, "support", "move", "unknown")), promptly=dice.random() < 0.03,
        sibling_units=dice.sample(units, 1) if dice.random() < 0.3 else [],
        current_unit=dice.choice(others) if moves else None,
        home={"north_m": dice.randrange(5000), "east_m": dice.randrange(5000)},
    )  # fmt: skip
    for wish in made["wishes"]:
        wish["distance_m"] = dice.choice((100, 200, 300))
    return made
