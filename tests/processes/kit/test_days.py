"""Days in exact hundredths, and assessments that are counted in them."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from processes.kit.assessment import Assessment, HandOver, Reason, Step
from processes.kit.days import Days, total_days
from processes.kit.money import Money
from processes.kit.text import plain

HUNDREDTHS = some.integers(-100_000, 100_000)


def _assessment(verdict, *amounts, result=None):
    steps = tuple(Step("days", "shift", plain("a"), plain("b"), plain("c"), amount) for amount in amounts)
    return Assessment("leave", "1.0.0", "leave/1", "1287", "2026-11-23", "vacation", verdict, steps, (), (), (),
                      {"result": result})  # fmt: skip


@given(HUNDREDTHS)
def test_days_written_and_read_again_are_the_same(hundredths):
    assert Days.of(Days(hundredths).decimal) == Days(hundredths)


@given(some.lists(HUNDREDTHS))
def test_a_sum_of_days_is_exact_in_any_order(parts):
    days = [Days(part) for part in parts]
    assert total_days(days) == total_days(reversed(days)) == Days(sum(parts))


def test_a_share_of_days_is_rounded_to_hundredths_halves_up():
    assert Days.whole(2).share(Fraction(5, 3)) == Days(333)
    assert Days(1).share(Fraction(1, 2)) == Days(1)
    with pytest.raises(ValueError, match="at most two decimals"):
        Days.of("1.005")


def test_days_are_said_as_people_say_them():
    assert (Days.whole(1).text.sv, Days(250).text.sv, Days.whole(5).text.en) == (
        "1\xa0dag",
        "2,50\xa0dagar",
        "5\xa0days",
    )


def test_an_assessment_in_days_tells_its_extent_and_no_amount():
    told = _assessment(Days.whole(2), Days.whole(1), Days.whole(1), result=Days.whole(2)).as_json()
    assert (told["outcome"], told["amount_ore"], told["extent"]) == ("granted", None, "2.00 days")
    assert told["summary"] == {"result_days": "2.00"}
    assert [(step["amount_ore"], step["days"]) for step in told["steps"]] == [(None, "1.00"), (None, "1.00")]


def test_steps_that_do_not_add_up_to_the_days_are_refused():
    with pytest.raises(ValueError, match="do not add up"):
        _assessment(Days.whole(3), Days.whole(1), result=Days.whole(3))
    with pytest.raises(ValueError, match="do not add up"):
        _assessment(Days.whole(3), result=Days.whole(3))


def test_money_and_days_are_not_mixed_in_one_assessment():
    with pytest.raises(ValueError, match="one unit"):
        _assessment(Days.whole(1), Days.whole(1), Money(100), result=Days.whole(1))


def test_a_hand_over_in_days_has_neither_amount_nor_extent():
    reason = Reason("balance_short", plain("a"), plain("b"))
    told = _assessment(HandOver((reason,)), Days.whole(1), result=Days.whole(1)).as_json()
    assert (told["outcome"], told["amount_ore"], told["extent"]) == ("hand_over", None, None)
