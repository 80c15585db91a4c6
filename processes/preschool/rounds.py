"""A round as the platform lays it: from assessed applications, what became of earlier offers, and free places.

What a person has settled (another place than the proposed, or none in this round) stands beside the round: it is
computed without that child and without that place, so nobody else is given it.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from processes.kit.errors import FactsInvalid, problem
from processes.kit.swedish_days import months_later
from processes.kit.text import Texts
from processes.preschool import candidates, published, round_facts, stored
from processes.preschool import facts as application_facts
from processes.preschool import round as rounds
from processes.preschool.next_in_turn import after_offer
from processes.preschool.places import Seat, earliest
from processes.preschool.round_facts import Round
from processes.preschool.settings import Settings

Json = dict[str, Any]
STARTS_WITHIN_MONTHS = 4
"""How far ahead a round gives places: what is applied for today is owed within that time (SkolL 8 kap. 14 §)."""
_OFFER = ("unit", "place", "start_on", "state", "answer_by", "answered_on")
_RULES = {"declined": "after_no", "expired": "after_silence", "late": "after_silence"}


def lay(told: Mapping[str, Any], texts: Texts, version: str) -> Json:
    """`{"input": the stored text, "result", "settled": {child: seat or None}, "terms": {child: what is offered}}`.

    `told`: `{"round", "municipality", "on", "config", "units", "current_places", "cases", "settled"}`.
    `units` as in a round; `current_places`: reference → name of the place that the child has now; `cases`:
    `[{"facts", "assessment", "lot", "offers"}]`, `offers` the child's earlier ones, oldest first, each with its `code`
    (declined, expired, late, withdrawn); `settled`: `[{"child", "place"}]`, place null for none in this round.
    Raises FactsInvalid with every problem.
    """
    on = date.fromisoformat(told["on"])
    settings = published.settings(told["municipality"], told["config"], on)
    whole = round_facts.read({
        "schema": round_facts.SCHEMA, "round": told["round"], "municipality": told["municipality"], "on": told["on"],
        "starts_to": months_later(on, STARTS_WITHIN_MONTHS).isoformat(), "settings": settings, "units": told["units"],
        "children": _children(told, Settings.of(round_facts.read_settings(settings))),
    })  # fmt: skip
    seats = _settled(whole, told.get("settled") or [])
    rest = _without(whole, seats)
    result = rounds.compute(rest.model_dump(mode="json", by_alias=True), texts, version)
    return {
        "input": stored.canonical(rest), "result": result,
        "settled": {name: seat and _seat(seat) for name, seat in seats.items()}, "terms": _terms(told["cases"]),
    }  # fmt: skip


def after_answer(told: Mapping[str, Any]) -> Json:
    """`{"stays": whether the child takes part again}`. `told`: `{"municipality", "config", "on", "code"}`; code as an
    offer's: accepted, declined, expired, late or withdrawn. An empty rule keeps the child, waiting for a person."""
    code = told["code"]
    if code not in _RULES:
        return {"stays": code == "withdrawn"}
    settings = published.settings(told["municipality"], told["config"], date.fromisoformat(told["on"]))
    return {"stays": Settings.of(round_facts.read_settings(settings)).value(_RULES[code]) != "leaves_queue"}


def _children(told: Mapping[str, Any], settings: Settings) -> list[Json]:
    made = (_child(case, told["current_places"], settings) for case in told["cases"])
    units = {unit["unit"] for unit in told["units"]}
    # A unit that has closed is no wish any more: the others stand.
    return [{**child, "wishes": [wish for wish in child["wishes"] if wish["unit"] in units]} for child in made if child]


def _child(case: Mapping[str, Any], current: Mapping[str, str], settings: Settings) -> Json | None:
    read = application_facts.read(case["facts"])
    name = read.application.reference
    # One that has got a place since it was read had none to leave when it asked for this one.
    place = current.get(name) if read.current_unit is not None else None
    child = candidates.candidate(case["facts"], case["assessment"], place) | {"lot": case.get("lot")}
    for offer in case.get("offers") or []:
        made = round_facts.read_offer({"child": name, **{key: offer[key] for key in _OFFER}})
        after = after_offer(round_facts.read_child(child), made, offer["code"], settings)
        if after is None:
            return None
        child = after
    return child


def _settled(whole: Round, settled: Iterable[Mapping[str, Any]]) -> dict[str, Seat | None]:
    children = {child.child: child for child in whole.children}
    free = {place.place: (unit.unit, place) for unit in whole.units for place in unit.places}
    found: dict[str, Seat | None] = {}
    for number, one in enumerate(settled):
        child, name = children.get(one["child"]), one["place"]
        if child is None:
            continue  # it has left the queue since: nothing is settled for it
        if name is None:
            found[child.child] = None
        elif name not in free:
            raise FactsInvalid([problem(
                f"settled.{number}", f"The place {name} is not free in this round: choose another.",
                f"Platsen {name} är inte ledig i den här omgången: välj en annan.",
            )])  # fmt: skip
        else:
            unit, place = free.pop(name)
            found[child.child] = Seat(unit, name, max(earliest(child, whole.on), place.free_from))
    return found


def _without(whole: Round, seats: Mapping[str, Seat | None]) -> Round:
    gone = {seat.place for seat in seats.values() if seat is not None}
    return whole.model_copy(update={
        "children": [child for child in whole.children if child.child not in seats],
        "units": [
            unit.model_copy(update={"places": [place for place in unit.places if place.place not in gone]})
            for unit in whole.units
        ],
    })  # fmt: skip


def _seat(seat: Seat) -> Json:
    return {"unit": seat.unit, "place": seat.place, "start_on": seat.start_on.isoformat()}


def _terms(cases: Iterable[Mapping[str, Any]]) -> dict[str, Json]:
    """What is offered beside the place: the hours that are asked for, and the guarantee date that was found."""
    found = {}
    for case in cases:
        read = application_facts.read(case["facts"])
        owed = next(step["data"] for step in case["assessment"]["steps"] if step["group"] == "guarantee")
        found[read.application.reference] = {
            "hours_week": read.application.hours_week, "guarantee_on": owed["guarantee_on"],
        }  # fmt: skip
    return found
