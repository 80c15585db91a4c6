"""How far a child has to a unit, in whole metres: on foot as given, else as the crow flies between two points."""

from collections.abc import Iterable
from math import isqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from processes.preschool.facts import Point
    from processes.preschool.round_facts import RoundChild, Unit

_UNKNOWN = 10**9


def metres(child: "RoundChild", unit: "Unit") -> int | None:
    """The distance, or None when neither is known."""
    for wish in child.wishes:
        if wish.unit == unit.unit and wish.distance_m is not None:
            return wish.distance_m
    return None if child.home is None or unit.at is None else _between(child.home, unit.at)


def nearest_first(child: "RoundChild", units: Iterable["Unit"]) -> list[str]:
    """The units by their distance; those at a distance that nobody knows come last, and equals by name."""
    home = child.home
    walks = {wish.unit: wish.distance_m for wish in child.wishes if wish.distance_m is not None}
    far = [
        (walks.get(unit.unit, _UNKNOWN if home is None or unit.at is None else _between(home, unit.at)), unit.unit)
        for unit in units
    ]
    return [name for _metres, name in sorted(far)]


def _between(one: "Point", other: "Point") -> int:
    north, east = one.north_m - other.north_m, one.east_m - other.east_m
    return isqrt(north * north + east * east)
