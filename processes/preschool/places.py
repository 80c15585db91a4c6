"""Which of a unit's places a child gets, and from which day.

In turn, each takes a place that lets it start soonest; among those the one that is free latest, so that nobody lets a
place stand empty that another needs now.
"""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from processes.preschool.round_facts import RoundChild, Unit


@dataclass(frozen=True)
class Seat:
    """A named place from a day."""

    unit: str
    place: str
    start_on: date


class Free:
    """The places of a unit that nobody has been given."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit.unit
        self._free = sorted((place.free_from, place.place) for place in unit.places)

    @property
    def count(self) -> int:
        return len(self._free)

    @property
    def names(self) -> list[str]:
        return sorted(name for _day, name in self._free)

    def take(self, child: RoundChild, on: date) -> Seat:
        """One place fewer. There must be one."""
        wanted = earliest(child, on)
        nearest = bisect_right(self._free, wanted, key=lambda place: place[0]) - 1
        day = self._free[max(nearest, 0)][0]
        # Of places that are free on the same day the first by name: it must not matter in which order they were told.
        first = next(index for index, place in enumerate(self._free) if place[0] == day)
        free_from, name = self._free.pop(first)
        return Seat(self._unit, name, max(wanted, free_from))


def earliest(child: RoundChild, on: date) -> date:
    """The first day that the child could start: its wish, or the round's day if that has passed."""
    return max(child.wished_start_on, on)


def take_all(free: Free, children: Iterable[RoundChild], on: date) -> dict[str, Seat]:
    """child → seat, for children in their turn at the unit."""
    return {child.child: free.take(child, on) for child in children}
