"""Money is whole öre, and a fraction becomes money only by a rule with a name."""

from fractions import Fraction

import pytest

from processes.kit.money import Money, Rounding, rounded, total


@pytest.mark.parametrize(
    ("ore", "rule", "expected"),
    [
        (Fraction(1, 3), Rounding.UP_TO_ORE, 1),
        (Fraction(59_650), Rounding.HALF_UP_TO_KRONA, 59_700),
        (Fraction(59_649), Rounding.HALF_UP_TO_KRONA, 59_600),
        (Fraction(59_601), Rounding.UP_TO_KRONA, 59_700),
        (Fraction(59_699), Rounding.DOWN_TO_KRONA, 59_600),
        (Fraction(-50), Rounding.HALF_UP_TO_KRONA, 0),
        (Fraction(-1), Rounding.DOWN_TO_KRONA, -100),
        (Fraction(7), Rounding.EXACT, 7),
    ],
)
def test_each_rule_rounds_as_its_name_says(ore: Fraction, rule: Rounding, expected: int) -> None:
    assert rounded(ore, rule) == expected


def test_an_exact_amount_refuses_a_fraction_of_an_ore() -> None:
    with pytest.raises(ValueError, match="name a rounding rule"):
        Money(1).share(Fraction(1, 3), Rounding.EXACT)


def test_two_currencies_are_not_added() -> None:
    with pytest.raises(ValueError, match="cannot be added"):
        Money(1) + Money(1, "EUR")


def test_amounts_read_as_one_writes_them() -> None:
    assert Money(730_200).text.sv == "7\N{NO-BREAK SPACE}302\N{NO-BREAK SPACE}kr"
    assert Money(-730_250).text.sv == "−7\N{NO-BREAK SPACE}302,50\N{NO-BREAK SPACE}kr"
    assert Money(730_205).text.en == "SEK\N{NO-BREAK SPACE}7,302.05"


def test_a_sum_of_nothing_is_nothing() -> None:
    assert total([]) == Money(0)
    assert total([Money(1), Money(2)]) == Money(3)
