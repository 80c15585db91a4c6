"""A preschool round of the size of a large city: five thousand children who all wish five of two hundred units.

Hard on purpose: everybody is ranked, four of five find no place, and all of them are told why at every wish.
"""

import time
from random import Random

from tests.bench.lines import Json, line
from tests.processes.preschool.rounds import child, computed, round_of, unit

LIMIT_SECONDS = 5
_CHILDREN, _UNITS, _PLACES, _WISHES, _TIMES = 5000, 200, 5, 5, 3
_RULES = {
    "order": ["priority", "applied_on"], "tie_break": ["born_first"], "priority_categories": ["sibling"],
    "sibling_scope": "same_unit", "guarantee_anywhere": True, "guarantee_with_place": False,
}  # fmt: skip


def measure(_ids: set[str]) -> list[Json]:
    """The one row: seconds of a processor, the fastest of three, explanations and hash among them."""
    told, took = _a_round(Random(20261123)), []
    for _time in range(_TIMES):
        since = time.process_time()
        computed(told)
        took.append(time.process_time() - since)
    what = f"{_CHILDREN} children with {_WISHES} wishes, {_UNITS} units"
    return [line("round", what, "s", min(took), LIMIT_SECONDS)]


def _a_round(dice: Random) -> Json:
    names = [f"U{number:03d}" for number in range(_UNITS)]
    children = [
        child(f"C{number:05d}", dice.sample(names, _WISHES), _day(dice, 2026, 10),
              birth_on=_day(dice, 2025, 12), guarantee_on="2027-02-01",
              sibling_units=[dice.choice(names)] if dice.random() < 0.3 else [])
        for number in range(_CHILDREN)
    ]  # fmt: skip
    return round_of(children, [unit(name, *["2027-01-11"] * _PLACES) for name in names], _RULES)


def _day(dice: Random, year: int, months: int) -> str:
    return f"{year}-{dice.randint(1, months):02d}-{dice.randint(1, 28):02d}"
