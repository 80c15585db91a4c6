"""Parental leave and temporary parental leave: rights by law, when their conditions are met."""

from datetime import date, timedelta

from processes.kit.swedish_days import months_later
from processes.kit.text import date_text, plain
from processes.kit.worksheet import Worksheet
from processes.leave.facts import Facts, Registered, Request

ILLNESS = "illness"
_MONTHS_A_YEAR = 12
_UP_TO_A_QUARTER = ("1/4", "1/8")


def check(facts: Facts, sheet: Worksheet) -> None:
    """Notice (13 §), forms (3–9 §§) and periods (10 §) of Föräldraledighetslag (1995:584)."""
    request = facts.request
    months = sheet.value("parental_leave.notice_months")
    _notice(request, months_later(request.from_on, -months), sheet)
    if request.child_birth_on is None:
        sheet.reason("child_unknown")
    else:
        _form(request, request.child_birth_on, sheet)
    _periods(facts, sheet)


def check_temporary(facts: Facts, sheet: Worksheet) -> None:
    """A week's notice, none for illness (13 §)."""
    request = facts.request
    if request.child_birth_on is None:
        sheet.reason("child_unknown")
    if request.ground != ILLNESS:
        _notice(request, request.from_on - timedelta(days=sheet.value("temporary_parental.notice_days")), sheet)


def _notice(request: Request, latest: date, sheet: Worksheet) -> None:
    if request.received_on > latest:
        sheet.reason("notice_short", latest=date_text(latest), received=date_text(request.received_on))


def _form(request: Request, born: date, sheet: Worksheet) -> None:
    """Full until 18 months; after that full with benefit. Part with benefit; without, up to a quarter until eight."""
    if request.with_benefit:
        return
    if request.extent == "full":
        until = months_later(born, sheet.value("parental_leave.full_until_months"))
        if request.to_on >= until:
            sheet.reason("extent_not_allowed", "full", until=date_text(until))
    elif request.extent in _UP_TO_A_QUARTER:
        until = months_later(born, sheet.value("parental_leave.part_until_years") * _MONTHS_A_YEAR)
        if request.to_on >= until:
            sheet.reason("extent_not_allowed", "quarter", until=date_text(until))
    else:
        sheet.reason("extent_not_allowed", "part", extent=plain(request.extent))


def _periods(facts: Facts, sheet: Worksheet) -> None:
    """At most so many periods that begin in a calendar year; one over the new year belongs to the year it began in."""
    most = sheet.value("parental_leave.periods_a_year")
    if facts.request.period_exempt:
        return
    year = facts.request.from_on.year
    others = [other for other in facts.registered if _is_period(other, year)]
    if len(others) + 1 > most:
        sheet.reason("periods_exceeded", count=plain(len(others)), most=plain(most), year=plain(year))


def _is_period(other: Registered, year: int) -> bool:
    return other.kind == "parental" and not other.period_exempt and other.from_on.year == year
