"""The generator's own calendar and counting, against almanac days and sums done by hand."""

from datetime import date

import pytest

from infra.testbed.generator.leave import days, plan
from infra.testbed.generator.leave.patterns import PATTERNS


def _gauss(year: int) -> date:
    """Easter by Gauss' rule for 1900 to 2099: another way than the table, and than the rules'."""
    a, b, c = year % 19, year % 4, year % 7
    d = (19 * a + 24) % 30
    e = (2 * b + 4 * c + 6 * d + 5) % 7
    late = (d == 29 and e == 6) or (d == 28 and e == 6 and a > 10)
    return date.fromordinal(date(year, 3, 22).toordinal() + d + e - (7 if late else 0))


def test_the_table_of_easter_is_the_almanacs() -> None:
    assert {year: _gauss(year) for year in days.EASTER} == days.EASTER


@pytest.mark.parametrize(("day", "free"), [
    ("2026-12-23", False), ("2026-12-24", True), ("2026-12-25", True), ("2026-12-28", False), ("2026-12-31", True),
    ("2027-01-01", True), ("2027-01-05", False), ("2027-01-06", True), ("2027-03-25", False), ("2027-03-26", True),
    ("2027-03-29", True), ("2027-05-06", True), ("2028-05-01", True), ("2028-06-06", True), ("2027-06-24", False),
    ("2027-06-25", True), ("2026-06-19", True), ("2027-01-16", True),
])  # fmt: skip
def test_holidays_and_the_three_eves_are_no_days_of_vacation(day: str, free: bool) -> None:
    assert days.no_vacation_day(date.fromisoformat(day)) == free


@pytest.mark.parametrize(("count", "week", "hundredths"), [
    (5, 500, 500), (3, 300, 500), (2, 300, 333), (1, 300, 167), (10, 450, 1111), (7, 450, 778), (4, 400, 500),
])  # fmt: skip
def test_days_of_a_part_of_a_week_are_counted_as_of_five(count: int, week: int, hundredths: int) -> None:
    assert days.five_day_hundredths(count, week) == hundredths


def test_nobody_of_the_plan_works_on_a_weekend_nor_part_time_on_a_holiday() -> None:
    for pattern in PATTERNS.values():
        assert not pattern.on(date(2027, 1, 16))
        assert not (pattern.week_hundredths != days.FULL_WEEK and pattern.on(date(2027, 1, 6)))


def test_no_two_requests_are_of_the_same_employee_and_nobody_shares_a_unit_that_is_short() -> None:
    cases = plan(3, 40, "1287", date(2026, 11, 23))
    assert len({case.number for case in cases}) == 40
    tight = [case.unit for case in cases if case.tight_days]
    assert tight
    assert all(sum(case.unit == unit for case in cases) == 1 for unit in tight)


def test_a_second_plan_takes_the_kinds_that_the_first_lacks_and_other_people() -> None:
    first = plan(1, 20, "1287", date(2026, 11, 23))
    second = plan(1, 20, "1287", date(2026, 11, 23), {case.kind for case in first}, {case.number for case in first})
    assert not {case.kind for case in first} & {case.kind for case in second}
    assert not {case.number for case in first} & {case.number for case in second}
