"""The round told for each child: as data that can be checked, and as sentences in Swedish and English.

The sentences name no other child: of whoever stood before they tell the one thing that decided.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import Any

from processes.kit.text import Text, Texts
from processes.preschool.criteria import LOT, Key, Ranking
from processes.preschool.entry import Entry
from processes.preschool.giving import Step
from processes.preschool.lines import Lines
from processes.preschool.places import Seat, earliest
from processes.preschool.round_facts import Round, RoundChild
from processes.preschool.sentences import Sentences

Json = dict[str, Any]


class Telling:
    """Everything that was found in a round, ready to be told child by child."""

    def __init__(
        self, facts: Round, ranking: Ranking, first: Step, lines: Lines, drawn: Sequence[Json], texts: Texts
    ) -> None:
        self._facts, self._ranking, self._lines, self._kept = facts, ranking, lines.turns, first.match.kept
        self._children: Mapping[str, RoundChild] = {child.child: child for child in facts.children}
        self._places = {unit.unit: len(unit.places) for unit in facts.units}
        self._drawn: dict[str, list[str]] = {}
        for draw in drawn:
            for name in draw["children"]:
                self._drawn.setdefault(name, []).append(draw["unit"])
        self._say = Sentences(texts, ranking.settings)

    def child(self, entry: Entry, code: str, seat: Seat | None) -> Json:
        """One child: outcome, seat, its turn at each wish that was tried, and why, in words."""
        child = entry.child
        turns = self._turns(child, seat) if entry.ranked else []
        wish = next((turn["wish"] for turn in turns if turn["given"]), None)
        drawn = self._drawn.get(child.child, [])
        because = self._because(entry, code, seat, turns, drawn)
        return {
            "child": child.child, "outcome": code, "unit": seat and seat.unit, "place": seat and seat.place,
            "start_on": seat and seat.start_on.isoformat(), "wish": wish, "turns": turns, "waits": list(entry.waits),
            "draws": drawn, "because": Text(" ".join(t.sv for t in because), " ".join(t.en for t in because)).as_json(),
        }  # fmt: skip

    def _turns(self, child: RoundChild, seat: Seat | None) -> list[Json]:
        """The wishes in their order, to the one that was given."""
        found = []
        for number, wish in enumerate(child.wishes, start=1):
            given = seat is not None and seat.unit == wish.unit
            found.append(self._turn(child, wish.unit, number, given))
            if given:
                break
        return found

    def _turn(self, child: RoundChild, unit: str, number: int, given: bool) -> Json:
        line, kept = self._lines[unit], self._kept[unit]
        turn = line[child.child]
        ahead = bisect_left(kept, turn, key=lambda entry: line[entry[1]])
        return {
            "wish": number, "unit": unit, "turn": turn, "of": len(line), "places": self._places[unit],
            "ahead_elsewhere": turn - 1 - ahead, "given": given,
            "decided_by": None if given or not kept else self._decided(child, kept[-1][1], unit),
        }  # fmt: skip

    def _decided(self, child: RoundChild, last: str, unit: str) -> Json:
        """The first criterion that parts the child from the last who got a place; the lot when none does."""
        other = self._children[last]
        own, theirs = self._ranking.key(child, unit), self._ranking.key(other, unit)
        criterion = _parting(own, theirs, self._ranking.criteria)
        return {
            "criterion": criterion, "theirs": self._ranking.shown(criterion, other, unit),
            "own": self._ranking.shown(criterion, child, unit),
        }  # fmt: skip

    def _because(
        self, entry: Entry, code: str, seat: Seat | None, turns: Sequence[Json], drawn: Sequence[str]
    ) -> list[Text]:
        child = entry.child
        found = [self._say.outcome(code, child, seat)]
        found += [self._say.waits(reason, child) for reason in entry.waits]
        if entry.not_yet is not None and not entry.waits:
            found.append(self._say.not_yet(*entry.not_yet))
        for turn in turns:
            found += self._say.turn(turn)
        if seat is not None and seat.start_on > earliest(child, self._facts.on):
            found.append(self._say.later(seat))
        return found + [self._say.draw(unit) for unit in drawn]


def _parting(own: Key, theirs: Key, criteria: Sequence[str]) -> str:
    parted = (name for name, one, other in zip(criteria, own, theirs, strict=True) if one != other)
    return next(parted, LOT)
