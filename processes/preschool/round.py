"""A round: children with a right, units with free places, the municipality's own rules → proposals that explain
themselves. Pure, and the same each time it is computed from what is stored. A person decides on every proposal.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from processes.kit.text import Texts
from processes.preschool import alarms, draws, giving, round_facts, stored, told
from processes.preschool.criteria import Ranking
from processes.preschool.entry import Entry, enter
from processes.preschool.giving import Step
from processes.preschool.lines import Lines
from processes.preschool.places import Free, Seat
from processes.preschool.round_facts import Round
from processes.preschool.settings import Settings

Json = dict[str, Any]
SCHEMA = "preschool_round_result/1"


@dataclass(frozen=True)
class Outcome:
    """What became of one child: proposed, guarantee, keeps_place, no_place, waits, not_yet."""

    entry: Entry
    code: str
    seat: Seat | None


def compute(facts: Any, texts: Texts, version: str) -> Json:
    """The result of a round told as JSON. Raises FactsInvalid with every problem."""
    read = round_facts.read(facts)
    ranking = Ranking(Settings.of(read.settings), {unit.unit: unit for unit in read.units})
    entries = enter(read, ranking)
    ranked = [entry.child for entry in entries if entry.ranked]
    free = {unit.unit: Free(unit) for unit in read.units}
    first = giving.by_wishes(ranked, free, read, ranking)
    second = giving.by_guarantee(ranked, first, free, read, ranking)
    outcomes = [_outcome(entry, first, second) for entry in entries]
    children = {child.child: child for child in ranked}
    drawn = [draw for step in (first, second) for draw in draws.draws(step, children, ranking, read.on)]
    telling = told.Telling(read, ranking, first, Lines.of(ranked, ranking), drawn, texts)
    return {
        "schema": SCHEMA, "round": read.round, "municipality": read.municipality, "on": read.on.isoformat(),
        "rules_version": version, "input_sha256": stored.fingerprint(stored.canonical(read)),
        "children": [telling.child(outcome.entry, outcome.code, outcome.seat) for outcome in outcomes],
        "units": _units(read, outcomes, free),
        "draws": drawn, "alarms": alarms.alarms([(o.entry.child, o.seat) for o in outcomes], read, ranking),
        "settings": _settings(ranking.settings, read),
    }  # fmt: skip


def _outcome(entry: Entry, first: Step, second: Step) -> Outcome:
    name = entry.child.child
    if name in first.seats:
        return Outcome(entry, "proposed", first.seats[name])
    if name in second.seats:
        return Outcome(entry, "guarantee", second.seats[name])
    if entry.waits:
        return Outcome(entry, "waits", None)
    if entry.not_yet is not None:
        return Outcome(entry, "not_yet", None)
    return Outcome(entry, "no_place" if entry.child.current_unit is None else "keeps_place", None)


def _units(facts: Round, outcomes: Iterable[Outcome], free: Mapping[str, Free]) -> list[Json]:
    """By unit: what is proposed, what is left, and who must be settled by a person before anything is sent from it."""
    proposals: dict[str, list[Json]] = {unit.unit: [] for unit in facts.units}
    settle: dict[str, list[str]] = {unit.unit: [] for unit in facts.units}
    for outcome in outcomes:
        if outcome.seat is not None:
            proposals[outcome.seat.unit].append(_proposal(outcome.entry, outcome.seat))
        elif outcome.code == "waits" and outcome.entry.not_yet is None:
            for wish in outcome.entry.child.wishes:
                settle[wish.unit].append(outcome.entry.child.child)
    return [
        {"unit": unit.unit, "places": len(unit.places), "proposals": proposals[unit.unit],
         "left": free[unit.unit].names, "settle_first": settle[unit.unit]}
        for unit in sorted(facts.units, key=lambda unit: unit.unit)
    ]  # fmt: skip


def _proposal(entry: Entry, seat: Seat) -> Json:
    return {"child": entry.child.child, "place": seat.place, "start_on": seat.start_on.isoformat()}


def _settings(settings: Settings, facts: Round) -> Json:
    """What the round stood on: each setting with its sentence, and what is empty, unusable or not confirmed."""
    return {
        "in_force": sorted((setting.model_dump(mode="json") for setting in facts.settings), key=lambda one: one["key"]),
        "empty": settings.empty, "unusable": settings.unusable, "to_confirm": settings.to_confirm,
        "answer_days": settings.value("answer_days"),
    }  # fmt: skip
