"""Facts that fit their form and yet contradict each other: found before anything is reckoned."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from processes.kit.errors import problem

if TYPE_CHECKING:
    from processes.preschool.facts import Facts

Problems = Iterator[dict[str, str]]
HOME = ("unemployed", "parental_leave", "other")


def problems(facts: "Facts") -> list[dict[str, str]]:
    """Every contradiction."""
    checks = (_days, _people, _support, _wishes)
    return [found for check in checks for found in check(facts)]


def _days(facts: "Facts") -> Problems:
    application, born = facts.application, facts.child.birth_on
    if application.wished_start_on <= born:
        yield problem("application.wished_start_on", "The start lies before the child is born: correct one of them.",
                      "Starten ligger före barnets födelse: rätta en av dagarna.")  # fmt: skip
    if application.queue_on < application.received_on:
        yield problem("application.queue_on", "The queue cannot count from before the application came.",
                      "Ködatum kan inte ligga före den dag då ansökan kom in.")  # fmt: skip


def _people(facts: "Facts") -> Problems:
    for at, people in (("guardians", facts.guardians), ("household", facts.household)):
        if len({one.person for one in people}) < len(people):
            yield problem(at, "The same person stands twice: keep one of them.",
                          "Samma person står två gånger: behåll en.")  # fmt: skip
    for number, guardian in enumerate(facts.guardians):
        if (guardian.hours_week > 0) == (guardian.occupation in HOME):
            yield problem(f"guardians.{number}.hours_week", "Hours belong to work and studies, and only to them.",
                          "Timmar hör till arbete och studier, och bara till dem.")  # fmt: skip


def _support(facts: "Facts") -> Problems:
    child = facts.child
    if (child.special_support == "assessed") != (child.special_support_hours is not None):
        yield problem("child.special_support_hours", "Hours are given when special support is assessed, and only then.",
                      "Timmar anges när särskilt stöd är bedömt, och bara då.")  # fmt: skip


def _wishes(facts: "Facts") -> Problems:
    units = [wish.unit for wish in facts.wishes]
    for number, unit in enumerate(units):
        if unit in units[:number]:
            yield problem(f"wishes.{number}.unit", "This unit is wished twice: keep one of them.",
                          "Förskolan är önskad två gånger: behåll en.")  # fmt: skip
        if unit == facts.current_unit:
            yield problem(f"wishes.{number}.unit", "The child has its place here already: take the wish away.",
                          "Barnet har redan sin plats här: ta bort önskemålet.")  # fmt: skip
    for number, sibling in enumerate(facts.siblings):
        if sibling.unit is not None and sibling.place != "preschool":
            yield problem(f"siblings.{number}.unit", "A unit belongs to a place in preschool.",
                          "En förskola hör till en plats i förskola.")  # fmt: skip
