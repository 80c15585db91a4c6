"""The formula of time saved, by the worked example and by its properties."""

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.core.errors import BadInput
from orchestrator.outcomes.benefits.formula import Portion, net_minutes, saved

# One month of preschool applications: outcome, cases, human minutes each; baseline 18 min, SE 1.2, grade B.
_MONTH = (("straight_through", 340, D(1)), ("assisted", 45, D(6)), ("business_exception", 25, D(21)),
          ("application_exception", 10, D(24)))  # fmt: skip


def _portions() -> list[Portion]:
    cases = sum(count for _outcome, count, _human in _MONTH)
    net = sum((count * net_minutes(D(18), human, outcome) for outcome, count, human in _MONTH), D(0))
    human = sum((count * minutes for _outcome, count, minutes in _MONTH), D(0))
    return [Portion(cases, net, human, D(18), D("1.2"), "B")]


def test_the_worked_example_is_right_to_the_tenth_of_an_hour() -> None:
    month = saved(_portions(), upkeep_hours=D("8.5"))
    assert round(month.net_hours + D("8.5"), 1) == D("103.1")
    assert round(month.net_hours, 1) == D("94.6")
    assert round(month.half_width, 1) == D("16.5")
    assert round(month.adjusted_hours, 1) == D("82.0")
    assert month.cases == 420


def test_an_exception_costs_time_instead_of_being_hidden() -> None:
    assert net_minutes(D(18), D(21), "business_exception") == D(-3)


def test_a_case_that_falls_back_to_people_never_saves_time_even_if_the_standard_is_lower() -> None:
    assert net_minutes(D(18), D(5), "application_exception") == 0


def test_negative_minutes_are_refused() -> None:
    with pytest.raises(BadInput):
        net_minutes(D(18), D(-1), "straight_through")


@given(st.decimals(0, 500, places=1), st.decimals(0, 500, places=1), st.decimals(0, 100, places=1))
def test_more_human_time_never_saves_more(baseline: D, human: D, more: D) -> None:
    for outcome in ("straight_through", "business_exception"):
        assert net_minutes(baseline, human + more, outcome) <= net_minutes(baseline, human, outcome)


def test_cases_of_one_baseline_share_its_error_and_those_of_two_do_not() -> None:
    one = saved([Portion(200, D(0), D(0), D(18), D(3), "A")])
    two = saved([Portion(100, D(0), D(0), D(18), D(3), "A")] * 2)
    assert two.half_width < one.half_width == D("1.96") * 200 * 3 / 60
