"""Places given in two steps: by the wishes, and then to those whose guarantee falls due from what nobody wished for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from processes.preschool.criteria import Ranking
from processes.preschool.distance import nearest_first
from processes.preschool.matching import Match, match
from processes.preschool.places import Free, Seat, take_all
from processes.preschool.round_facts import Round, RoundChild


@dataclass(frozen=True)
class Step:
    """One step: who got and who was refused at each unit, and the seats."""

    match: Match
    seats: Mapping[str, Seat]


def by_wishes(ranked: Iterable[RoundChild], free: Mapping[str, Free], facts: Round, ranking: Ranking) -> Step:
    """Every ranked child by its own wishes."""
    wishes = {child.child: [wish.unit for wish in child.wishes] for child in ranked}
    return _step(wishes, free, facts, ranking)


def by_guarantee(
    ranked: Iterable[RoundChild], before: Step, free: Mapping[str, Free], facts: Round, ranking: Ranking
) -> Step:
    """Children without a place whose guarantee falls due, nearest unit first (SkolL 8 kap. 15 §). A place that nobody
    wished for is the only one given: no rule lets a guarantee go before a wish."""
    units = [ranking.units[unit] for unit in sorted(free) if free[unit].count]
    wishes: dict[str, list[str]] = {}
    if units and ranking.settings.value("guarantee_anywhere"):
        for child in ranked:
            if child.child not in before.seats and falls_due(child, facts):
                wishes[child.child] = nearest_first(child, units)
    return _step(wishes, free, facts, ranking)


def guaranteed(child: RoundChild, ranking: Ranking) -> bool:
    """Whether the child has a guarantee. That one who has a place has none must be said: else it is warned."""
    if child.guarantee_on is None:
        return False
    return child.current_unit is None or ranking.settings.value("guarantee_with_place") is not False


def falls_due(child: RoundChild, facts: Round) -> bool:
    """Whether the guarantee falls due within the round and the child has no place at all."""
    due = child.guarantee_on is not None and child.guarantee_on <= facts.starts_to
    return due and child.current_unit is None


def _step(wishes: Mapping[str, Sequence[str]], free: Mapping[str, Free], facts: Round, ranking: Ranking) -> Step:
    children = {child.child: child for child in facts.children if child.child in wishes}
    places = {unit: free[unit].count for unit in sorted({unit for wished in wishes.values() for unit in wished})}
    found = match(wishes, lambda child, unit: ranking.key(children[child], unit), places)
    seats: dict[str, Seat] = {}
    for unit, line in found.kept.items():
        seats |= take_all(free[unit], (children[name] for _key, name in line), facts.on)
    return Step(found, seats)
