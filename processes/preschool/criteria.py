"""Who stands before whom at a unit, by the municipality's own criteria in its own order, and nothing else.

A key is a tuple of whole numbers, one for each criterion, lower first. Two children with the same key stand equal:
then only a drawn lot parts them.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from processes.preschool.distance import metres
from processes.preschool.round_facts import RoundChild, Unit
from processes.preschool.settings import Settings

LOT = "lot"
SIBLING = "sibling"
_LAST = 10**9
Key = tuple[int, ...]


class Ranking:
    """The criteria of a round. `key` is the only place where a child's turn comes from."""

    def __init__(self, settings: Settings, units: Mapping[str, Unit]) -> None:
        self.settings, self.units = settings, units
        self.criteria = (*settings.criteria, LOT)  # the lot is drawn only where all else is equal
        self._categories = settings.categories or []
        self._anywhere = settings.value("sibling_scope") == "anywhere"
        self._nearest = self.criteria.index("nearest") if "nearest" in self.criteria else None
        self._keys: dict[tuple[str, str], Key] = {}

    def key(self, child: RoundChild, unit: str) -> Key:
        """The child's key at the unit. All but the distance is reckoned once for the units where it cannot differ."""
        at = unit if unit in child.sibling_units else ""
        known = self._keys.get((child.child, at))
        if known is None:
            known = tuple(self._value(criterion, child, unit) for criterion in self.criteria)
            self._keys[child.child, at] = known
        if self._nearest is None:
            return known
        far = metres(child, self.units[unit])
        return (*known[: self._nearest], _LAST if far is None else far, *known[self._nearest + 1 :])

    def sibling_at(self, child: RoundChild, unit: str) -> bool:
        """Whether sibling priority holds for the child at the unit."""
        return bool(child.sibling_units) if self._anywhere else unit in child.sibling_units

    def category(self, child: RoundChild, unit: str) -> str | None:
        """The first of the published categories that the child has at the unit."""
        own = {child.priority} | ({SIBLING} if self.sibling_at(child, unit) else set())
        return next((name for name in self._categories if name in own), None)

    def _value(self, criterion: str, child: RoundChild, unit: str) -> int:
        plain = _PLAIN.get(criterion)
        if plain is not None:
            return plain(child)
        if criterion == "priority":
            found = self.category(child, unit)
            return len(self._categories) if found is None else self._categories.index(found)
        if criterion == SIBLING:
            return 0 if self.sibling_at(child, unit) else 1
        return 0  # the distance differs at each unit: `key` puts it in

    def shown(self, criterion: str, child: RoundChild, unit: str) -> Any:
        """What the child has of the criterion, as data: a day, a category, metres, yes or no."""
        if criterion in _SHOWN:
            return _SHOWN[criterion](child)
        if criterion == "priority":
            return self.category(child, unit)
        if criterion == SIBLING:
            return self.sibling_at(child, unit)
        return metres(child, self.units[unit])


_PLAIN: dict[str, Callable[[RoundChild], int]] = {
    "applied_on": lambda child: child.applied_on.toordinal(),
    "guarantee_on": lambda child: (child.guarantee_on or date.max).toordinal(),
    "born_first": lambda child: child.birth_on.toordinal(),
    "born_last": lambda child: -child.birth_on.toordinal(),
    "without_place": lambda child: 0 if child.current_unit is None else 1,
    LOT: lambda child: _LAST if child.lot is None else child.lot,
}
_SHOWN: dict[str, Callable[[RoundChild], Any]] = {
    "applied_on": lambda child: child.applied_on.isoformat(),
    "guarantee_on": lambda child: None if child.guarantee_on is None else child.guarantee_on.isoformat(),
    "born_first": lambda child: child.birth_on.isoformat(),
    "born_last": lambda child: child.birth_on.isoformat(),
    "without_place": lambda child: child.current_unit is None,
    LOT: lambda child: child.lot,
}
