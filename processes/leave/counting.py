"""How many days a request takes: by the schedule for some kinds, by the calendar for others."""

from datetime import date
from fractions import Fraction
from itertools import groupby

from processes.kit.days import Days
from processes.kit.errors import ContentInvalid
from processes.kit.swedish_days import days_of, is_free, is_weekend
from processes.kit.text import Text, date_text, joined, plain
from processes.kit.worksheet import Worksheet
from processes.leave.facts import Facts

COUNTED, CONVERTED = "counted", "converted"
BY_SCHEDULE = ("vacation", "private_paid", "temporary_parental")
_FULL_WEEK = "5.00"
_STARTS = "starts"
EACH_SHIFT, FIVE_DAY_FACTOR = "each_shift", "five_day_factor"


def count(facts: Facts, sheet: Worksheet) -> None:
    """Write the days as steps. What cannot be counted is said with its reason, and makes no sum."""
    if facts.request.kind not in BY_SCHEDULE:
        _by_calendar(facts, sheet)
        return
    if facts.request.to_on > facts.schedule_known_to:
        sheet.incomplete(COUNTED)
        sheet.reason("schedule_unknown", until=date_text(facts.schedule_known_to))
        return
    days = _working_days(facts, sheet)
    if not days:
        sheet.reason("nothing_scheduled")
    _by_week(days, sheet)
    if facts.request.kind == "vacation" and is_special(facts):
        _convert(facts, days, sheet)


def shift_days(facts: Facts) -> list[date]:
    """The days on which the employee's shifts start, each once."""
    return sorted({shift.on for shift in facts.schedule})


def is_special(facts: Facts) -> bool:
    """Whether the employee does not simply work Monday to Friday: then the employer's own rule counts the days."""
    return facts.employee.week_days != _FULL_WEEK or any(is_weekend(day) for day in shift_days(facts))


def _working_days(facts: Facts, sheet: Worksheet) -> list[date]:
    """A shift that passes midnight is one working day, on the day that the value in force says."""
    passes_midnight = any(shift.ends <= shift.starts for shift in facts.schedule)
    if passes_midnight and sheet.value("night_shift.counts_on") != _STARTS:
        raise ContentInvalid("night_shift.counts_on has a value that these rules do not know: it is `starts`.")
    days = shift_days(facts)
    if facts.request.kind == "vacation" and not is_special(facts):
        sheet.value("vacation.free_days")
        return [day for day in days if not is_free(day)]
    return days


def _by_week(days: list[date], sheet: Worksheet) -> None:
    for (_year, week), found in groupby(days, key=lambda day: day.isocalendar()[:2]):
        those = list(found)
        sheet.step(COUNTED, f"week_{week}", Days.whole(len(those)), "week", week=plain(week), days=_listed(those))


def _listed(days: list[date]) -> Text:
    return joined([plain(f"{day.day}/{day.month}") for day in days])


def _convert(facts: Facts, days: list[date], sheet: Worksheet) -> None:
    rule = sheet.local("part_time_counting")
    if rule is None:
        sheet.incomplete(CONVERTED)
    elif rule == FIVE_DAY_FACTOR:
        whole, week = Days.whole(len(days)), Days.of(facts.employee.week_days)
        part = Fraction(Days.of(_FULL_WEEK).hundredths, week.hundredths)
        sheet.step(CONVERTED, "factor", whole.share(part) - whole, count=whole.text, week=week.text)
    elif rule != EACH_SHIFT:
        sheet.incomplete(CONVERTED)
        sheet.unusable("part_time_counting", f"{EACH_SHIFT}, {FIVE_DAY_FACTOR}")


def _by_calendar(facts: Facts, sheet: Worksheet) -> None:
    first, last = facts.request.from_on, facts.request.to_on
    count_ = Days.whole(sum(1 for _day in days_of(first, last)))
    sheet.step(COUNTED, "calendar", count_, first=date_text(first), last=date_text(last))


def taken(sheet: Worksheet) -> Days | None:
    """The days that the request takes, or None while they cannot be counted."""
    return sheet.sum_days(COUNTED, CONVERTED)
