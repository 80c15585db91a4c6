"""What holds for every invoice: sums to the öre, a tolerance that is the same both ways, no credit note that pays."""

from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn

from processes.supplier_invoices import check_digits, invoices
from processes.supplier_invoices.amounts import ore, vat_of, within
from processes.supplier_invoices.duplicates import bare
from tests.processes.supplier_invoices.conftest import Assess

PRICES = st.integers(min_value=1, max_value=500_000).map(lambda value: f"{value // 100}.{value % 100:02d}")
ROWS = st.lists(
    st.tuples(st.integers(min_value=1, max_value=60).map(str), PRICES, st.sampled_from(["25", "12", "6"])).map(list),
    min_size=1, max_size=6,
)  # fmt: skip
AMOUNTS = st.decimals(min_value=0, max_value=10**7, places=2)


@given(ROWS)
def test_the_sum_of_the_steps_is_what_the_invoice_asks_for_to_the_ore(assess: Assess, rows: list[list[str]]) -> None:
    facts = invoices.facts({"lines": rows})
    told = assess(facts=facts)
    if told["outcome"] == "granted":
        assert sum(step["amount_ore"] for step in told["steps"]) == told["amount_ore"]
        assert told["amount_ore"] == ore(facts["invoice"]["totals"]["payable"])
    else:
        assert {reason["code"] for reason in told["reasons"]} == {"approval_limit"}


@given(ROWS)
def test_a_credit_note_never_pays(assess: Assess, rows: list[list[str]]) -> None:
    told = assess({"kind": "credit_note", "lines": rows, "change": {"credited.with_vat": "99999999.00"}})
    assert told["amount_ore"] is None or told["amount_ore"] < 0
    assert all(step["amount_ore"] <= 0 for step in told["steps"])


@given(ROWS, st.integers(min_value=-(10**6), max_value=10**6).filter(bool))
def test_a_sum_that_is_anything_else_goes_to_a_person(assess: Assess, rows: list[list[str]], apart: int) -> None:
    facts = invoices.facts({"lines": rows})
    wrong = ore(facts["invoice"]["totals"]["payable"]) + apart
    facts["invoice"]["totals"]["payable"] = f"{'-' if wrong < 0 else ''}{abs(wrong) // 100}.{abs(wrong) % 100:02d}"
    assert "sums_differ" in {reason["code"] for reason in assess(facts=facts)["reasons"]}


@given(ROWS, st.randoms())
def test_the_order_of_the_lines_changes_nothing(assess: Assess, rows: list[list[str]], chance: Any) -> None:
    facts = invoices.facts({"lines": rows})
    before = assess(facts=facts)
    chance.shuffle(facts["invoice"]["lines"])
    after = assess(facts=facts)
    assert (before["outcome"], before["amount_ore"]) == (after["outcome"], after["amount_ore"])


@given(AMOUNTS, AMOUNTS, AMOUNTS, st.decimals(min_value=0, max_value=100, places=1))
def test_the_tolerance_is_symmetric(one: Decimal, other: Decimal, most: Decimal, percent: Decimal) -> None:
    assert within(one, other, most, percent) == within(other, one, most, percent)
    assert within(one, one, most, percent)


@given(AMOUNTS, AMOUNTS)
def test_no_tolerance_lets_nothing_differ(one: Decimal, other: Decimal) -> None:
    assert within(one, other, Decimal(0), Decimal(0)) == (one == other)


@given(AMOUNTS, st.sampled_from(["25", "12", "6", "0"]))
def test_vat_is_at_most_half_an_ore_from_what_it_is_exactly(taxable: Decimal, rate: str) -> None:
    assert abs(vat_of(f"{taxable:.2f}", rate) - taxable * Decimal(rate)) <= Decimal("0.5")


@given(st.text(alphabet="0123456789", min_size=2, max_size=25))
def test_check_digits_are_those_of_a_library(digits: str) -> None:
    assert check_digits.fits(digits) == luhn.is_valid(digits)


@given(st.text(alphabet="0123456789", min_size=6, max_size=20), st.integers(min_value=0, max_value=19))
def test_one_wrong_digit_is_always_found(digits: str, place: int) -> None:
    whole = digits + luhn.calc_check_digit(digits)
    place %= len(whole)
    wrong = whole[:place] + str((int(whole[place]) + 1) % 10) + whole[place + 1 :]
    assert check_digits.fits(whole)
    assert not check_digits.fits(wrong)


@given(st.text(alphabet="abcF019-/ ", max_size=12).filter(lambda text: any(one in text for one in "19")))
def test_a_number_is_the_same_however_it_is_written(number: str) -> None:
    assert bare(number) == bare(number.upper()) == bare(f" {number} ") == bare(f"00{number}".replace("-", " "))
