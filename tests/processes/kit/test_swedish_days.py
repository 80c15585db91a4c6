"""The Swedish calendar against a library of its own, and the three eves by hand."""

from datetime import date

import holidays as library
import pytest
from hypothesis import given
from hypothesis import strategies as some

from processes.kit.swedish_days import easter, eves, holidays, is_free, months_later


@pytest.mark.parametrize("year", range(2005, 2051))
def test_public_holidays_are_those_of_the_calendar_library(year: int) -> None:
    known = {day for day in library.country_holidays("SE", years=year, include_sundays=False) if day.year == year}
    assert holidays(year) - known == set()
    assert known - holidays(year) <= eves(year)


@pytest.mark.parametrize(
    ("year", "sunday"),
    [(2024, (3, 31)), (2025, (4, 20)), (2026, (4, 5)), (2027, (3, 28)), (2038, (4, 25)), (2285, (3, 22))],
)
def test_easter_is_where_the_almanac_has_it(year: int, sunday: tuple[int, int]) -> None:
    assert easter(year) == date(year, *sunday)


def test_the_eves_are_free_and_the_days_beside_them_are_not() -> None:
    assert eves(2026) == {date(2026, 6, 19), date(2026, 12, 24), date(2026, 12, 31)}
    assert not is_free(date(2026, 12, 23))
    assert not is_free(date(2026, 6, 18))
    assert is_free(date(2026, 1, 6))
    assert not is_free(date(2026, 1, 5))  # the eve of Epiphany is an ordinary day


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [("2026-12-01", -2, "2026-10-01"), ("2026-04-30", -2, "2026-02-28"), ("2024-02-29", 12, "2025-02-28"),
     ("2026-08-31", 6, "2027-02-28"), ("2026-01-15", -1, "2025-12-15"), ("2025-11-30", 1, "2025-12-30")],
)  # fmt: skip
def test_the_same_day_number_so_many_months_later(day: str, months: int, expected: str) -> None:
    assert months_later(date.fromisoformat(day), months) == date.fromisoformat(expected)


@given(some.dates(date(1990, 1, 1), date(2100, 12, 31)), some.integers(-40, 200))
def test_months_later_is_never_in_another_month(day: date, months: int) -> None:
    found = months_later(day, months)
    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == months
    assert found.day <= day.day
