"""Every worked case, told as a sentence, comes out as it was worked by hand."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from processes.economic_assistance import gates, households
from processes.kit.cases import WorkedCase, load_cases

CASES = load_cases("economic_assistance")
BY_HAND = [case for case in CASES if case.granted is not None]


@pytest.mark.parametrize("case", CASES, ids=[case.sentence for case in CASES])
def test_the_case_comes_out_as_worked(case: WorkedCase, ask: Callable[..., dict[str, Any]]) -> None:
    answer = ask(households.facts(case.told, case.month), config=case.config)
    assert answer["ok"], answer
    assessment = answer["assessment"]
    codes = tuple(dict.fromkeys(reason["code"] for reason in assessment["reasons"]))
    assert codes == case.hand_over
    if case.granted is None:
        assert (assessment["outcome"], assessment["amount_ore"]) == ("hand_over", None)
    else:
        assert (assessment["outcome"], assessment["amount_ore"]) == ("granted", case.granted * 100)
        assert assessment["blockers"] == []


@pytest.mark.parametrize("case", BY_HAND, ids=[case.sentence for case in BY_HAND])
def test_the_written_sum_says_the_amount(case: WorkedCase) -> None:
    last = re.split(r"[=→]|norm is", case.sum[-1])[-1]
    assert int(re.sub(r"\D", "", last)) == case.granted


def test_there_are_at_least_forty_households_worked_by_hand() -> None:
    assert len(BY_HAND) >= 40


def test_no_sentence_stands_twice() -> None:
    sentences = [case.sentence for case in CASES]
    assert len(set(sentences)) == len(sentences)


def test_every_reason_that_the_rules_know_is_covered_by_a_case() -> None:
    known = {code for codes in gates.GATES.values() for code in codes}
    assert {code for case in CASES for code in case.hand_over} == known


def test_a_missing_value_is_called_by_its_name(assess: Callable[..., dict[str, Any]], config: dict[str, Any]) -> None:
    config.pop("commuting_ceiling_ore")
    [reason] = assess({"costs": {"commuting": 500}}, config=config)["reasons"]
    assert reason["detail"]["sv"].startswith("Högsta godtagbara arbetsresor (commuting_ceiling_ore) saknas")


def test_what_an_agency_in_error_left_out_makes_no_sum(assess: Callable[..., dict[str, Any]]) -> None:
    silent = {"agency": "fk", "person": "applicant", "status": "error", "error_code": "SSBT-503", "rows": []}
    told = {"costs": {"rent": 6200}, "incomes": [{"kind": "salary", "kronor": 4000}]}
    summary = assess({**told, "change": {"registers.answers.2": silent}})["summary"]
    assert summary == {"norm_ore": 522_000, "costs_ore": 620_000, "incomes_ore": None, "result_ore": None}
