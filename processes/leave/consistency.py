"""Facts that fit their form and yet contradict each other: found before anything is reckoned."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from processes.kit.days import NO_DAYS, Days
from processes.kit.errors import problem

if TYPE_CHECKING:
    from processes.leave.facts import Facts

Problems = Iterator[dict[str, str]]
_LONGEST_DAYS = 800


def problems(facts: "Facts") -> list[dict[str, str]]:
    """Every contradiction."""
    checks = (_period, _employment, _schedule, _others)
    return [found for check in checks for found in check(facts)]


def _period(facts: "Facts") -> Problems:
    request = facts.request
    if request.to_on < request.from_on:
        yield problem("request.to_on", "The last day lies before the first: correct one of them.",
                      "Sista dagen ligger före den första: rätta en av dem.")  # fmt: skip
    elif (request.to_on - request.from_on).days > _LONGEST_DAYS:
        yield problem("request.to_on", f"A request is for at most {_LONGEST_DAYS} days: correct the dates.",
                      f"En ansökan gäller högst {_LONGEST_DAYS} dagar: rätta datumen.")  # fmt: skip


def _employment(facts: "Facts") -> Problems:
    employee = facts.employee
    if employee.employed_to is not None and employee.employed_to < employee.employed_from:
        yield problem("employee.employed_to", "The employment ends before it begins: correct one of the days.",
                      "Anställningen slutar innan den börjar: rätta en av dagarna.")  # fmt: skip
    if Days.of(employee.week_days) <= NO_DAYS or Days.of(employee.week_days) > Days.whole(7):
        yield problem("employee.week_days", "Write the working days of a week, from 0.01 to 7.00.",
                      "Skriv veckans arbetsdagar, från 0.01 till 7.00.")  # fmt: skip


def _schedule(facts: "Facts") -> Problems:
    request = facts.request
    for number, shift in enumerate(facts.schedule):
        if not request.from_on <= shift.on <= request.to_on:
            yield problem(f"schedule.{number}.on", "This shift starts outside the requested period: leave it out.",
                          "Passet börjar utanför den sökta perioden: ta bort det.")  # fmt: skip
    days = [row.on for row in facts.staffing]
    for number, day in enumerate(days):
        if day in days[:number]:
            yield problem(f"staffing.{number}.on", "This day stands twice: keep one of them.",
                          "Dagen står två gånger: behåll en.")  # fmt: skip


def _others(facts: "Facts") -> Problems:
    for number, other in enumerate(facts.registered):
        if other.reference == facts.request.reference:
            yield problem(f"registered.{number}.reference", "The request itself stands among the other leave.",
                          "Ansökan själv står bland den andra ledigheten.")  # fmt: skip
        if other.to_on < other.from_on:
            yield problem(f"registered.{number}.to_on", "The last day lies before the first.",
                          "Sista dagen ligger före den första.")  # fmt: skip
