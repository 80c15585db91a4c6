"""A round whose parts contradict each other: found before anybody is ranked."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from processes.kit.errors import problem

if TYPE_CHECKING:
    from processes.preschool.round_facts import Offer, Round, RoundChild

Problems = Iterator[dict[str, str]]


def problems(facts: "Round") -> list[dict[str, str]]:
    """Every contradiction."""
    found = [*_names(facts), *_dates(facts)]
    units = {unit.unit for unit in facts.units}
    for number, child in enumerate(facts.children):
        found += _child(f"children.{number}", child, units)
    return found


def offer_problems(offers: list["Offer"]) -> list[dict[str, str]]:
    """A place and a child stand in one offer at most, and an answer has its day."""
    found = [*_twice("offers", "place", (offer.place for offer in offers)),
             *_twice("offers", "child", (offer.child for offer in offers))]  # fmt: skip
    for number, offer in enumerate(offers):
        if (offer.state == "sent") != (offer.answered_on is None):
            found.append(problem(
                f"offers.{number}.answered_on", "An answer has its day, and an offer without an answer has none.",
                "Ett svar har sin dag, och ett erbjudande utan svar har ingen.",
            ))  # fmt: skip
    return found


def _names(facts: "Round") -> Problems:
    yield from _twice("children", "child", (child.child for child in facts.children))
    yield from _twice("units", "unit", (unit.unit for unit in facts.units))
    yield from _twice("units", "place", (place.place for unit in facts.units for place in unit.places))
    yield from _twice("settings", "key", (setting.key for setting in facts.settings))


def _twice(at: str, what: str, names: Iterable[str]) -> Problems:
    for name, count in Counter(names).items():
        if count > 1:
            yield problem(at, f"The {what} {name} stands {count} times: keep one.",
                          f"{name} ({what}) står {count} gånger: behåll en.")  # fmt: skip


def _dates(facts: "Round") -> Problems:
    if facts.starts_to < facts.on:
        yield problem("starts_to", "The last start day lies before the round: correct one of the days.",
                      "Sista startdagen ligger före omgången: rätta en av dagarna.")  # fmt: skip


def _child(at: str, child: "RoundChild", units: set[str]) -> Problems:
    wished = [wish.unit for wish in child.wishes]
    if len(set(wished)) < len(wished):
        yield problem(f"{at}.wishes", "A unit is wished twice: keep one.", "En förskola är önskad två gånger.")
    if not units.issuperset(wished):
        yield problem(f"{at}.wishes", "A unit is wished that does not stand among the round's units.",
                      "En önskad förskola finns inte bland omgångens förskolor.")  # fmt: skip
    if child.current_unit is not None and child.current_unit in wished:
        yield problem(f"{at}.wishes", "The child has its place at a unit that it wishes: take the wish away.",
                      "Barnet har redan sin plats på en förskola som det önskar.")  # fmt: skip
    if child.current_place is not None and child.current_unit is None:
        yield problem(f"{at}.current_place", "A place stands without its unit: give both or none.",
                      "En plats står utan förskola: ange båda eller ingen.")  # fmt: skip
