"""The round after answers: who has a place, whose place is held, and which places go on to the next in turn.

A place is given again only when the one who had it has said no, has not answered in time, or never got it: so no
place is given twice. What a no or a silence does to a child's turn is the municipality's rule; empty, the child waits.
"""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import Any

from processes.kit.text import Texts, date_text, plain
from processes.preschool import round_facts
from processes.preschool.round_facts import Offer, Round, RoundChild
from processes.preschool.settings import Settings

Json = dict[str, Any]
_HOLDS = ("accepted", "open")
_OUT = ("accepted", "open", "accepted_withdrawn")
_RULE = {"declined": "after_no", "expired": "after_silence", "late": "after_silence"}


def next_round(
    facts: Any, offers: list[Any], on: date, texts: Texts, name: str, withdrawn: Collection[str] = ()
) -> Json:
    """`{"round": the next round's input, "moved": [{"child", "unit", "code", "because"}]}`.

    `facts`: the round that the offers came from, as stored. `withdrawn`: places that no longer exist. Raises
    FactsInvalid, also when a place or a child stands in two offers.
    """
    before, sent = round_facts.read(facts), round_facts.read_offers(offers)
    settings = Settings.of(before.settings)
    codes = {offer.child: _code(offer, on, withdrawn) for offer in sent}
    made = {offer.child: offer for offer in sent}
    children = [
        after
        for child in before.children
        if (after := after_offer(child, made.get(child.child), codes.get(child.child), settings)) is not None
    ]
    told = before.model_dump(mode="json", by_alias=True) | {"round": name, "on": on.isoformat(), "children": children}
    told["starts_to"] = max(before.starts_to, on).isoformat()
    told["units"] = _units(before, sent, codes, withdrawn)
    return {"round": told, "moved": [_moved(offer, codes[offer.child], texts) for offer in sent]}


def _code(offer: Offer, on: date, withdrawn: Collection[str]) -> str:
    """accepted, open, declined, expired, late, withdrawn or accepted_withdrawn."""
    late = offer.answered_on is not None and offer.answered_on > offer.answer_by
    if offer.place in withdrawn:
        return "accepted_withdrawn" if offer.state == "accepted" and not late else "withdrawn"
    if offer.state == "sent":
        return "open" if on <= offer.answer_by else "expired"
    if offer.state == "declined":
        return "declined"
    return "late" if late else "accepted"


def after_offer(child: RoundChild, offer: Offer | None, code: str | None, settings: Settings) -> Json | None:
    """The child in the next round as JSON, or None when it is not in it. `code`: as `_code` gives it."""
    if offer is None or code is None:
        return _told(child)
    if code in _OUT:
        return None
    rule = None if code == "withdrawn" else settings.value(_RULE[code])
    if rule == "leaves_queue":
        return None
    told = _told(child)
    if code == "withdrawn":
        return told
    told["wishes"] = [wish for wish in told["wishes"] if wish["unit"] != offer.unit]  # it has had its offer there
    if rule is None:
        told["hold"] = _RULE[code]
    elif rule == "new_date":
        told["applied_on"] = (offer.answered_on or offer.answer_by + timedelta(days=1)).isoformat()
    return told


def _told(child: RoundChild) -> Json:
    return child.model_dump(mode="json")


def _units(before: Round, sent: Iterable[Offer], codes: dict[str, str], withdrawn: Collection[str]) -> list[Json]:
    """The units with the places that may be given now, and those that a move has left free."""
    held = {offer.place for offer in sent if codes[offer.child] in _HOLDS}
    gone, left = held | set(withdrawn), _left(before, sent, codes)
    units = []
    for unit in before.units:
        told = unit.model_dump(mode="json")
        told["places"] = [place for place in told["places"] if place["place"] not in gone] + left.get(unit.unit, [])
        units.append(told)
    return units


def _left(before: Round, sent: Iterable[Offer], codes: dict[str, str]) -> dict[str, list[Json]]:
    """A child that moves leaves its place from the day it starts at the other: when it has said yes, not before."""
    starts = {offer.child: offer.start_on for offer in sent if codes[offer.child] == "accepted"}
    found: dict[str, list[Json]] = {}
    for child in before.children:
        if child.child in starts and child.current_unit is not None and child.current_place is not None:
            place = {"place": child.current_place, "free_from": starts[child.child].isoformat()}
            found.setdefault(child.current_unit, []).append(place)
    return found


def _moved(offer: Offer, code: str, texts: Texts) -> Json:
    because = texts.make(f"round.moved.{code}", unit=plain(offer.unit), day=date_text(offer.answer_by))
    return {"child": offer.child, "unit": offer.unit, "code": code, "because": because.as_json()}
