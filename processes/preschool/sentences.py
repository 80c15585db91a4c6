"""The sentences of a round, made of the process's texts (`round.…`)."""

from datetime import date
from functools import cache
from typing import Any

from processes.kit.text import Text, Texts, date_text, plain
from processes.preschool.criteria import LOT
from processes.preschool.ordinals import ordinal, wish_text
from processes.preschool.places import Seat
from processes.preschool.round_facts import RoundChild
from processes.preschool.settings import Settings

_DAYS = ("applied_on", "guarantee_on", "born_first", "born_last")
_TURN = plain("\N{REPLACEMENT CHARACTER}")
"""Stands where a turn is filled in."""


@cache
def _day(value: str) -> Text:
    return date_text(date.fromisoformat(value))


class Sentences:
    """Each method says one thing. A rule is told in the municipality's own words where it has them."""

    def __init__(self, texts: Texts, settings: Settings) -> None:
        self._texts, self._settings = texts, settings
        self._known: dict[tuple[Any, ...], list[Text]] = {}  # said once, and again and again: a round is long

    def outcome(self, code: str, child: RoundChild, seat: Seat | None) -> Text:
        if seat is not None:
            return self._make(f"outcome.{code}", unit=plain(seat.unit), day=date_text(seat.start_on))
        return self._make(f"outcome.{code}", unit=plain(child.current_unit or "–"))

    def waits(self, reason: str, child: RoundChild) -> Text:
        most = self._settings.value("wishes_most")
        return self._make(f"waits.{reason}", category=plain(child.priority or "–"), most=plain(most))

    def not_yet(self, code: str, day: date) -> Text:
        return self._make(f"not_yet.{code}", day=date_text(day))

    def later(self, seat: Seat) -> Text:
        return self._make("later", unit=plain(seat.unit), day=date_text(seat.start_on))

    def draw(self, unit: str) -> Text:
        return self._make("draw", unit=plain(unit))

    def turn(self, turn: dict[str, Any]) -> list[Text]:
        """`Third in turn of 12 at the first wish, Solrosen, which has 2 free places.` and what follows from it."""
        count, elsewhere, decided = turn["places"], turn["ahead_elsewhere"], turn["decided_by"]
        at, turn_here = self._at(turn["wish"], turn["unit"], turn["of"], count), ordinal(turn["turn"]).sentence
        found = [Text(at.sv.replace(_TURN.sv, turn_here.sv), at.en.replace(_TURN.en, turn_here.en))]
        if count and elsewhere:
            found.append(self._counted("elsewhere", elsewhere))
        if decided is not None:
            said = (decided["criterion"], decided["theirs"], decided["own"])
            if said not in self._known:
                self._known[said] = self._decided(*said)
            found += self._known[said]
        return found

    def _at(self, wish: int, unit: str, of: int, places: int) -> Text:
        """The sentence of a turn, the turn itself left open: most of it is the same for everybody at a unit."""
        said = (wish, unit, of, places)
        if said not in self._known:
            self._known[said] = [self._make(
                "turn", turn=_TURN, of=plain(of), wish=wish_text(wish), unit=plain(unit),
                places=self._counted("places", places),
            )]  # fmt: skip
        return self._known[said][0]

    def _counted(self, key: str, count: int) -> Text:
        said = (key, count)
        if said not in self._known:
            number = "none" if count == 0 else "one" if count == 1 else "many"
            self._known[said] = [self._make(f"{key}.{number}", count=plain(count))]
        return self._known[said][0]

    def _decided(self, criterion: str, theirs: Any, own: Any) -> list[Text]:
        if criterion == LOT and (theirs is None or own is None):
            return []  # equal, and no lot drawn for both: the draw is told by itself
        # Only a category that has words of its own is named: another's may tell what nobody else should know.
        named = criterion == "priority" and f"round.category.{theirs}" in self._texts
        variant = "category" if named else criterion
        found = [self._make(f"decided.{variant}", theirs=self._shown(criterion, theirs),
                            own=self._shown(criterion, own))]  # fmt: skip
        return found if criterion == LOT else found + self._rule(criterion)

    def _rule(self, criterion: str) -> list[Text]:
        """The sentence that the criterion stands in: of the order, or of the tie-break."""
        said = ("rule", criterion)
        if said not in self._known:
            key = "order" if criterion in (self._settings.value("order") or []) else "tie_break"
            rule = self._settings.by_key[key]
            words = Text(rule.sv.rstrip("."), rule.en.rstrip("."))
            self._known[said] = [self._make("rule", words=words)] if rule.sv else []
        return self._known[said]

    def _shown(self, criterion: str, value: Any) -> Text:
        if criterion in _DAYS and value is not None:
            return _day(value)
        if criterion == "priority":
            named = f"round.category.{value}"
            return self._texts.make(named) if named in self._texts else plain(value or "–")
        return plain("–" if value is None else value)

    def _make(self, key: str, **values: Text) -> Text:
        return self._texts.make(f"round.{key}", **values)
