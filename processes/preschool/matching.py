"""Places given so that nobody is overtaken: children ask in the order of their wishes, units keep who stands first.

Gale and Shapley's way (1962), with the children asking. What comes out does not depend on who asks first, and each
child gets the best wish that it can get without anybody being overtaken.
"""

from bisect import insort
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Line = list[tuple[Any, str]]
"""(key, child), in turn. The reference parts equals so that a round comes out the same each time; it gives nobody a
place for good: `draws.py` finds whom it would have parted."""


@dataclass(frozen=True)
class Match:
    """`kept`: unit → who got its places. `refused`: unit → who asked for it in vain, having got nothing better."""

    kept: Mapping[str, Line]
    refused: Mapping[str, Sequence[str]]

    @property
    def given(self) -> dict[str, str]:
        return {child: unit for unit, line in self.kept.items() for _key, child in line}


def match(wishes: Mapping[str, Sequence[str]], key: Callable[[str, str], Any], places: Mapping[str, int]) -> Match:
    """`key(child, unit)`: lower stands before; `places`: unit → how many it has, for every wished unit."""
    asked = dict.fromkeys(wishes, 0)
    kept: dict[str, Line] = {unit: [] for unit in places}
    refused: dict[str, list[str]] = {unit: [] for unit in places}
    asking = list(wishes)
    while asking:
        child = asking.pop()
        if asked[child] == len(wishes[child]):
            continue
        unit = wishes[child][asked[child]]
        asked[child] += 1
        line = kept[unit]
        insort(line, (key(child, unit), child))
        if len(line) > places[unit]:
            _key, last = line.pop()
            refused[unit].append(last)
            asking.append(last)
    return Match(kept, refused)
