"""How Tryton writes amounts and days follows each user's language: read in every one of them, and guessed in none."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from shared_library.errors import BusinessException, ReadBackDiffers, UnknownText
from shared_library.systems.accounting.interface import Wanted
from shared_library.systems.accounting.tryton import compare, words
from shared_library.systems.accounting.tryton.words import Days

LANGUAGES = {"12/31/1999": "%m/%d/%Y", "31/12/1999": "%d/%m/%Y", "31.12.1999": "%d.%m.%Y", "1999-12-31": "%Y-%m-%d"}
WANTED: Any = {
    "key": "k:1:1:registration", "kind": "invoice", "number": "F-1", "issued_on": "2026-11-02", "due_on": "2026-12-02",
    "without_vat": "1000.40", "vat": "250.10", "with_vat": "1250.50", "payable": "1250.50", "account_to": "50501055",
    "reference": "12345674", "order": "", "account": "6110", "credits": "", "cost_centre": "3100",
    "document_sha256": "2" * 64,
}  # fmt: skip
SEEN: Any = {
    "fields": {
        "Party": "Prov Papper AB", "Reference": "F-1", "Description": "k:1:1:registration", "State": "Draft",
        "Invoice Date": "11/02/2026", "Payment Term Date": "12/02/2026", "Payment Reference": "12345674",
        "Untaxed": "1,000.40", "Tax": "250.10", "Total": "1,250.50",
    },
    "lists": {"Lines": [{"Account": "6110 - Kontorsmateriel", "Summary": "3100", "Amount": "1,000.40"}]},
}  # fmt: skip


@given(some.sampled_from(sorted(LANGUAGES)), some.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_a_day_is_read_as_the_known_one_was_shown(shown: str, day: date) -> None:
    days = Days.learned(shown)
    assert days.read(day.strftime(LANGUAGES[shown]), "Here") == day.isoformat()


@given(some.integers(-(10**11), 10**11), some.sampled_from([",.", ".,", " ,", "'.", "\u202f,"]))
def test_an_amount_is_read_by_its_form_whatever_stands_between(ore: int, marks: str) -> None:
    grouping, decimal = marks
    text = f"{ore / 100:,.2f}".replace(",", "g").replace(".", decimal).replace("g", grouping)
    assert words.amount(text, "Here") == f"{ore / 100:.2f}"


@pytest.mark.parametrize("text", ["", "1,250", "1.250", "1,2,50", "1,250,50", "12.5", "kr 12.50", "1,25.50", "12.500"])
def test_what_may_be_two_amounts_is_none(text: str) -> None:
    with pytest.raises(UnknownText):
        words.amount(text, "Here")


@pytest.mark.parametrize("shown", ["", "31 Dec 1999", "12/31/99", "31.12/1999", "12/31/1999 CET"])
def test_another_way_of_writing_a_day_is_told(shown: str) -> None:
    with pytest.raises(UnknownText):
        Days.learned(shown)


def test_an_account_is_a_giro_of_its_bank_or_an_iban() -> None:
    assert words.account("5050-1055 @ Bankgirot", "Bankgirot") == {
        "scheme": "bankgiro",
        "number": "50501055",
        "ocr": False,
    }
    assert words.account("SE45 5000 0000 0583 9825 7466", "")["scheme"] == "iban"
    with pytest.raises(UnknownText):
        words.account("5050-1055", "A bank")


def test_what_stands_as_wanted_is_let_by_and_every_other_field_is_named() -> None:
    days = Days.learned("12/31/1999")
    compare.refuse_other(compare.Stands.read(SEEN, days), Wanted(**WANTED), "Prov Papper AB")
    for label in SEEN["fields"]:
        other = {"Untaxed": "1.00", "Tax": "1.00", "Total": "1.00", "State": "Cancelled"}.get(label, "12/03/2026")
        seen = SEEN | {"fields": SEEN["fields"] | {label: other}}
        with pytest.raises(ReadBackDiffers, match=label):
            compare.refuse_other(compare.Stands.read(seen, days), Wanted(**WANTED), "Prov Papper AB")


@pytest.mark.parametrize("lines", [[], SEEN["lists"]["Lines"] * 2, [SEEN["lists"]["Lines"][0] | {"Summary": "3101"}]])
def test_a_coding_that_is_not_the_one_line_that_was_wanted_is_named(lines: Any) -> None:
    stands = compare.Stands.read(SEEN | {"lists": {"Lines": lines}}, Days.learned("12/31/1999"))
    with pytest.raises(ReadBackDiffers, match="Lines"):
        compare.refuse_other(stands, Wanted(**WANTED), "Prov Papper AB")


@pytest.mark.parametrize("unfit", [{"kind": "credit_note"}, {"payable": "1250.00"}])
def test_what_tryton_cannot_hold_is_a_persons_before_anything_is_typed(unfit: Any) -> None:
    with pytest.raises(BusinessException):
        compare.refuse_unfit(Wanted(**WANTED | unfit))
