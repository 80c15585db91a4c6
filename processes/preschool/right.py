"""The right to preschool and its extent on the wished start day (SkolL 8 kap. 4–7 §§)."""

from processes.kit.money import ZERO
from processes.kit.months import age_on
from processes.kit.swedish_days import months_later
from processes.kit.text import Text, date_text, plain
from processes.kit.worksheet import Worksheet
from processes.preschool import general
from processes.preschool.facts import Facts

GROUP = "right"
_MONTHS_A_YEAR = 12
_AT_HOME = ("unemployed", "parental_leave")


def check(facts: Facts, sheet: Worksheet) -> None:
    """Write the right's ground and hours as a step; every reason for a person to look."""
    start, born = facts.application.wished_start_on, facts.child.birth_on
    first = sheet.value("right.age_from_years")
    if age_on(born, start) < first:
        sheet.reason("too_young", day=date_text(months_later(born, first * _MONTHS_A_YEAR)))
    school = sheet.gate_value("school.begins_years")
    if school is not None and start.year >= born.year + school:
        sheet.reason("school_age", year=plain(born.year + school))
    if facts.child.special_support == "claimed":
        # Whether a child needs its development supported is weighed by people, and promptly (8:14 st. 2).
        sheet.reason("special_support_claimed")
    elif facts.child.special_support == "assessed":
        _special(facts, sheet)
    else:
        _by_occupation(facts, sheet)


def _special(facts: Facts, sheet: Worksheet) -> None:
    hours = facts.child.special_support_hours or 0
    _ground("special", hours, sheet)
    if facts.application.hours_week > hours:
        sheet.reason("hours_beyond_assessed", asked=_hours(facts, sheet), most=hours_text(hours, sheet))


def _by_occupation(facts: Facts, sheet: Worksheet) -> None:
    """Work and studies give the hours that are needed; a guardian at home gives fifteen; 525 hours are for all."""
    occupations = {guardian.occupation for guardian in facts.guardians}
    if "other" in occupations:
        if _general(facts, sheet) is False:
            sheet.reason("right_unclear")  # an occupation that none of the law's sentences names
    elif occupations & set(_AT_HOME):
        hours = sheet.value("right.home_hours_week")
        _ground("home", hours, sheet)
        if facts.application.hours_week > hours:
            sheet.reason("hours_beyond_home", asked=_hours(facts, sheet), most=hours_text(hours, sheet))
    else:
        # Care is needed while all guardians are away: never longer than the one who is away least.
        hours = min(guardian.hours_week for guardian in facts.guardians)
        if facts.application.hours_week <= hours:
            _ground("work", hours, sheet)
        elif _general(facts, sheet) is False:
            _ground("work", hours, sheet)
            sheet.reason("hours_beyond_need", asked=_hours(facts, sheet), most=hours_text(hours, sheet))


def _general(facts: Facts, sheet: Worksheet) -> bool | None:
    """Whether general preschool alone gives the hours, whatever the guardians do (8:4): then its step is written.

    None when that cannot be known: the reason is given.
    """
    hours = sheet.value("right.general_hours_week")
    if facts.application.hours_week > hours:
        return False
    entitled = general.reached(facts, facts.application.wished_start_on, sheet)
    if entitled:
        sheet.value("right.general_hours_year")
        _ground("general", hours, sheet)
    return entitled


def _ground(code: str, hours: int, sheet: Worksheet) -> None:
    sheet.step(GROUP, code, ZERO, f"right_{code}", hours=hours_text(hours, sheet))
    sheet.typed({"ground": code, "hours_week": hours})


def _hours(facts: Facts, sheet: Worksheet) -> Text:
    return hours_text(facts.application.hours_week, sheet)


def hours_text(hours: int, sheet: Worksheet) -> Text:
    """`15 timmar i veckan`."""
    return sheet.text("hours_week", hours=plain(hours))
