"""Every worked case, told as a sentence, comes out as it was worked by hand."""

import re
from typing import Any

import pytest

from processes.kit.cases import WorkedCase, load_cases
from processes.supplier_invoices import invoices
from processes.supplier_invoices.gates import GATES
from tests.processes.supplier_invoices.conftest import Assess
from tests.processes.worked import refuse_another_sum

CASES = load_cases("supplier_invoices")
BY_HAND = [case for case in CASES if case.granted is not None]


@pytest.mark.parametrize("case", CASES, ids=[case.sentence for case in CASES])
def test_the_case_comes_out_as_worked(case: WorkedCase, assess: Assess) -> None:
    refuse_another_sum(case, assess(facts=invoices.facts(case.told), config=case.config))


@pytest.mark.parametrize("case", BY_HAND, ids=[case.sentence for case in BY_HAND])
def test_the_written_sum_says_the_amount(case: WorkedCase) -> None:
    assert float(re.split(r"=", case.sum[-1])[-1].replace(" ", "")) == float(str(case.granted))


def test_no_sentence_stands_twice() -> None:
    sentences = [case.sentence for case in CASES]
    assert len(set(sentences)) == len(sentences)
    assert len(sentences) >= 60


def test_every_reason_that_the_rules_know_is_covered_by_a_case() -> None:
    known = {code for codes in GATES.values() for code in codes}
    assert {code for case in CASES for code in case.hand_over} == known


def test_the_food_rate_of_the_secondary_source_stops_the_robot_until_somebody_has_confirmed_it(
    assess: Assess, config: dict[str, Any]
) -> None:
    food = {"lines": [["10", "100.00", "6"]], "change": {"invoice.lines.0.commodity": "50131702"}}
    assert assess(food)["blockers"] == []
    told = assess(food, config=config | {"confirmed": []})
    assert [blocker["key"] for blocker in told["blockers"]] == ["vat.food_rate"]


@pytest.mark.parametrize(
    ("told", "ground"),
    [
        ({}, ("Konto 6110, 3100", "beställning B-77")),
        ({"against": "contract"}, ("Konto 6070, 2200", "avtal A-5")),
        ({"against": "free"}, ("Konto 6110, 3100", "6 fakturor, alla lika")),
        ({"kind": "credit_note"}, ("Konto 6110, 3100", "faktura F-900")),
    ],
)
def test_the_coding_shows_its_ground(told: dict[str, Any], ground: tuple[str, str], assess: Assess) -> None:
    step = assess(told)["steps"][0]
    assert (step["label"]["sv"], step["basis"]["sv"]) == ground


def test_a_changed_account_says_what_a_person_is_to_do(assess: Assess) -> None:
    told = assess({"change": {"invoice.payment.0.account": "9912346"}})
    assert "Ring leverantören" in told["reasons"][0]["detail"]["sv"]
