"""Where no rule says who goes first: children who stand equal at a unit and are parted by a place or by a start day.

The round gives the place for the time being, names everybody concerned, and waits for a lot that a person draws and
records (`lot`). After a draw the round is computed again, since it can move others.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from processes.preschool.criteria import Ranking
from processes.preschool.giving import Step
from processes.preschool.places import earliest
from processes.preschool.round_facts import RoundChild

Json = dict[str, Any]


def draws(step: Step, children: Mapping[str, RoundChild], ranking: Ranking, on: date) -> list[Json]:
    """`{"unit", "children", "about": "place" | "start"}`, by unit."""
    return [draw for unit in sorted(step.match.kept) for draw in _at(unit, step, children, ranking, on)]


def _at(
    unit: str, step: Step, children: Mapping[str, RoundChild], ranking: Ranking, on: date
) -> Iterator[Json]:  # fmt: skip
    """Whoever was refused stands behind all who got a place, or equal to the last of them."""
    line = step.match.kept[unit]
    for key, group in groupby(line, key=lambda entry: entry[0]):
        equal = [child for _key, child in group]
        refused: list[str] = []
        if key == line[-1][0]:
            refused = [name for name in step.match.refused[unit] if ranking.key(children[name], unit) == key]
        if refused:
            yield {"unit": unit, "children": sorted([*equal, *refused]), "about": "place"}
        elif len(equal) > 1 and _one_starts_late(equal, step, children, on):
            yield {"unit": unit, "children": equal, "about": "start"}


def _one_starts_late(equal: Sequence[str], step: Step, children: Mapping[str, RoundChild], on: date) -> bool:
    return any(step.seats[child].start_on > earliest(children[child], on) for child in equal)
