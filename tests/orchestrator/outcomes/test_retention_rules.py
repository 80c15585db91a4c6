"""How long cases are kept: by the process's class and years, whose ground somebody has read or confirms."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.outcomes.retention.rules import Period, keep_from, period_of

DAY = date(2026, 11, 23)
CLASS = {
    "class": "accounting_records",
    "counted": "year_end",
    "sv": "Räkenskapsinformation",
    "en": "Accounting records",
}
YEARS: dict[str, Any] = {
    "key": "retention.years", "valid_from": "2025-01-01", "valid_to": None, "value": 7, "unit": "y", "legal": "LKBR",
    "source": "read", "confidence": "V",
}  # fmt: skip


def process(**value: Any) -> dict[str, Any]:
    return {"retention": CLASS, "parameters": [YEARS | value]}


def period(years: int | None, counted: str) -> Period:
    return Period("x", {}, counted, years, "")


def test_a_process_that_names_no_class_has_no_period() -> None:
    assert period_of({"parameters": [YEARS]}, {}, DAY) is None


def test_years_that_somebody_has_read_hold_at_once() -> None:
    found = period_of(process(), {}, DAY)
    assert found is not None
    assert (found.years, found.waits, found.rule) == (7, "", "7 years from year_end: LKBR (read)")


@pytest.mark.parametrize("confidence", ["S", "M"])
def test_years_from_memory_wait_for_a_named_person(confidence: str) -> None:
    told = process(confidence=confidence)
    waiting = period_of(told, {}, DAY)
    assert waiting is not None
    assert (waiting.years, waiting.waits) == (None, "unconfirmed")
    confirmed = {"confirmed": [{"key": "retention.years", "by": "Anna Ek", "on": "2026-02-10"}]}
    found = period_of(told, confirmed, DAY)
    assert found is not None
    assert (found.years, found.waits) == (7, "")


@pytest.mark.parametrize("value", [{"value": None}, {"confidence": "U"}, {"valid_from": "2027-01-01"}])
def test_without_years_in_law_the_municipality_says_and_until_then_nothing_is_erased(value: dict[str, Any]) -> None:
    undecided = period_of(process(**value), {}, DAY)
    assert undecided is not None
    assert (undecided.years, undecided.waits) == (None, "undecided")
    own = {"retention_years": [{"valid_from": "2026-01-01", "valid_to": None, "value": 3, "source": "KS 2026 § 9"}]}
    found = period_of(process(**value), own, DAY)
    assert found is not None
    assert (found.years, found.ground) == (3, "KS 2026 § 9")
    with pytest.raises(ValueError, match="No years"):
        keep_from(undecided, DAY)


@pytest.mark.parametrize(
    ("counted", "years", "day", "kept"),
    [
        ("last_note", 5, date(2026, 11, 23), date(2021, 11, 23)),
        ("last_note", 1, date(2028, 2, 29), date(2027, 3, 1)),
        ("last_note", 4, date(2028, 2, 29), date(2024, 2, 29)),
        ("year_end", 7, date(2026, 12, 31), date(2019, 1, 1)),
        ("year_end", 7, date(2027, 1, 1), date(2020, 1, 1)),
    ],
)
def test_what_is_kept_begins_on_a_day(counted: str, years: int, day: date, kept: date) -> None:
    """Ended on the last day of 2018 and kept seven calendar years more: to the end of 2025, erased from 2026."""
    assert keep_from(period(years, counted), day) == kept


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(1, 20), st.sampled_from(["last_note", "year_end"]))
def test_nothing_goes_before_its_years_are_whole_and_no_day_brings_anything_back(
    ended: date, years: int, counted: str
) -> None:
    anniversary = date(ended.year + years, 3, 1) if (ended.month, ended.day) == (2, 29) else ended.replace(
        year=ended.year + years
    )  # fmt: skip
    first = next(day for day in (anniversary + timedelta(days=n) for n in range(800))
                 if ended < keep_from(period(years, counted), day))  # fmt: skip
    assert first > anniversary
    assert ended < keep_from(period(years, counted), first + timedelta(days=1))
    if counted == "year_end":
        assert first == date(ended.year + years + 1, 1, 1)
