"""Amounts, dates and words as Swedish pages print them: read strictly or refused, never guessed."""

from __future__ import annotations

import pytest

from shared_library import swedish
from shared_library.errors import UnknownText
from shared_library.masking import MASK, mask


@pytest.mark.parametrize(
    ("text", "ore"),
    [("6 212,00 kr", 621200), ("6\u00a0212 kr", 621200), ("0", 0), ("−45,50", -4550), ("1 234 567,89", 123456789)],
)
def test_an_amount_is_read_to_the_ore(text: str, ore: int) -> None:
    assert swedish.ore(text, "Hyra") == ore


@pytest.mark.parametrize("text", ["", "6.212,00", "6 21,00", "ca 500", "6212,5", "12 kr/mån"])
def test_an_amount_of_another_shape_is_refused_with_its_field_and_without_its_text(text: str) -> None:
    with pytest.raises(UnknownText, match="Hyra") as refused:
        swedish.ore(text, "Hyra")
    assert text == "" or text not in refused.value.message


def test_what_is_typed_is_read_back_as_the_same_amount() -> None:
    for value in (0, 1, 99, 100, 730250, -4550):
        assert swedish.ore(swedish.amount(value), "x") == value


def test_dates_and_months_must_exist() -> None:
    assert swedish.day("2026-11-25", "x") == "2026-11-25"
    assert swedish.month("december 2026", "x") == swedish.month("2026-12", "x") == "2026-12"
    for wrong in ("2026-02-30", "25/11 2026", "i dag"):
        with pytest.raises(UnknownText):
            swedish.day(wrong, "x")
    with pytest.raises(UnknownText):
        swedish.month("2026-13", "x")


def test_a_word_outside_the_known_ones_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UnknownText, match="Known: Ja, Nej"):
        swedish.yes("Kanske", "Ändrat boende")


@pytest.mark.parametrize("number", ["19800101-9804", "198001019804", "800101-9804", "800101+9804", "701063-2391"])
def test_personal_and_coordination_numbers_are_masked_in_any_form(number: str) -> None:
    assert mask(f"Person {number} i EB-2026-12-0102") == f"Person {MASK} i EB-2026-12-0102"
