"""The generator's own calendar and counting: a table of Easter, holidays by their dates, integers all the way."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

# From the almanac, not reckoned: the rules reckon it.
EASTER = {
    2025: date(2025, 4, 20), 2026: date(2026, 4, 5), 2027: date(2027, 3, 28), 2028: date(2028, 4, 16),
    2029: date(2029, 4, 1), 2030: date(2030, 4, 21), 2031: date(2031, 4, 13), 2032: date(2032, 3, 28),
}  # fmt: skip
_FIXED = ((1, 1), (1, 6), (5, 1), (6, 6), (12, 25), (12, 26))
# Days from Easter Sunday: Good Friday, Easter Monday, Ascension Day. (Sundays are none but Sundays anyway.)
_MOVING = (-2, 1, 39)
FULL_WEEK = 500


def midsummer_eve(year: int) -> date:
    """The Friday from 19 to 25 June."""
    return next(date(year, 6, number) for number in range(19, 26) if date(year, 6, number).weekday() == 4)


def red(day: date) -> bool:
    """A public holiday that may fall on a weekday, or an eve that counts as one for vacation."""
    eves = {midsummer_eve(day.year), date(day.year, 12, 24), date(day.year, 12, 31)}
    moving = {EASTER[day.year] + timedelta(step) for step in _MOVING}
    return (day.month, day.day) in _FIXED or day in eves or day in moving


def no_vacation_day(day: date) -> bool:
    return day.weekday() > 4 or red(day)


def span(first: date, last: date) -> list[date]:
    return [first + timedelta(step) for step in range((last - first).days + 1)]


def monday_from(day: date) -> date:
    """That day, or the next Monday."""
    return day + timedelta(-day.weekday() % 7)


def weekday_from(day: date) -> date:
    """That day, or the next Monday if it is a weekend."""
    return day if day.weekday() < 5 else monday_from(day)


def months_later(day: date, count: int) -> date:
    """The same day number; callers keep to numbers that every month has."""
    index = day.year * 12 + day.month - 1 + count
    return date(index // 12, index % 12 + 1, day.day)


def five_day_hundredths(count: int, week_hundredths: int) -> int:
    """Days of leave as of a five-day week: count × 5 / week, in hundredths, halves up."""
    return (2 * count * 100 * FULL_WEEK + week_hundredths) // (2 * week_hundredths)


def vacation_hundredths(shift_days: Iterable[date], week_hundredths: int) -> int:
    count = len({day for day in shift_days if not no_vacation_day(day)})
    return five_day_hundredths(count, week_hundredths)


def text(hundredths: int) -> str:
    """333 → ``3.33``."""
    return f"{hundredths // 100}.{hundredths % 100:02d}"
