"""Who stands where at each unit: everybody who wishes it and is ranked, in turn. For the telling: `matching.py` gives
the places, by the same key."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from processes.preschool.criteria import Ranking
from processes.preschool.round_facts import RoundChild


@dataclass(frozen=True)
class Lines:
    """unit → child → its turn there, from 1."""

    turns: Mapping[str, Mapping[str, int]]

    @classmethod
    def of(cls, ranked: Iterable[RoundChild], ranking: Ranking) -> "Lines":
        wishing: dict[str, list[RoundChild]] = {}
        for child in ranked:
            for wish in child.wishes:
                wishing.setdefault(wish.unit, []).append(child)
        return cls({unit: _turns(unit, children, ranking) for unit, children in wishing.items()})


def _turns(unit: str, children: Iterable[RoundChild], ranking: Ranking) -> dict[str, int]:
    line = sorted((ranking.key(child, unit), child.child) for child in children)
    return {child: turn for turn, (_key, child) in enumerate(line, start=1)}
