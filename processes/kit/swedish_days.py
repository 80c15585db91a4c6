"""Sundays, public holidays and the three eves that count as Sundays. Plain dates, computed; no table to keep.

Public holidays: lag (1989:253) om allmänna helgdagar. Midsummer Eve, Christmas Eve and New Year's Eve are as Sundays
for vacation: Semesterlag (1977:480) 3 a §.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

_DAY = timedelta(days=1)
_SATURDAY, _SUNDAY, _FRIDAY = 5, 6, 4


def easter(year: int) -> date:
    """Easter Sunday, by the Gregorian computus (Meeus, Jones, Butcher)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def midsummer(year: int) -> date:
    """Midsummer Day: the Saturday between 20 and 26 June."""
    first = date(year, 6, 20)
    return first + _DAY * ((_SATURDAY - first.weekday()) % 7)


def all_saints(year: int) -> date:
    """All Saints' Day: the Saturday between 31 October and 6 November."""
    first = date(year, 10, 31)
    return first + _DAY * ((_SATURDAY - first.weekday()) % 7)


@cache
def holidays(year: int) -> frozenset[date]:
    """The public holidays of a year; ordinary Sundays are not listed."""
    sunday = easter(year)
    fixed = ((1, 1), (1, 6), (5, 1), (6, 6), (12, 25), (12, 26))
    moving = (-2, 0, 1, 39, 49)  # Good Friday, Easter Sunday and Monday, Ascension Day, Whit Sunday
    return frozenset({
        *(date(year, month, day) for month, day in fixed), *(sunday + _DAY * days for days in moving),
        midsummer(year), all_saints(year),
    })  # fmt: skip


@cache
def eves(year: int) -> frozenset[date]:
    """Midsummer Eve, Christmas Eve and New Year's Eve."""
    return frozenset({midsummer(year) - _DAY, date(year, 12, 24), date(year, 12, 31)})


def is_weekend(day: date) -> bool:
    return day.weekday() >= _SATURDAY


def is_free(day: date) -> bool:
    """No vacation day by Semesterlag 3 a §: Saturday, Sunday, a public holiday or one of the three eves."""
    return is_weekend(day) or day in holidays(day.year) or day in eves(day.year)


def days_of(first: date, last: date) -> Iterator[date]:
    """Every day from the first to the last, both among them."""
    day = first
    while day <= last:
        yield day
        day += _DAY


def months_later(day: date, months: int) -> date:
    """The same day number so many months later (earlier, if negative); the month's last where it has no such day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    following = date(year + month // 12, month % 12 + 1, 1)
    return min(date(year, month, 1) + _DAY * (day.day - 1), following - _DAY)
