"""Every worked case, told as a sentence, comes out as it was worked by hand."""

import re
from typing import Any

import pytest

from processes.kit.cases import WorkedCase, load_cases
from processes.preschool import applications, gates
from tests.processes.preschool.conftest import Assess
from tests.processes.worked import refuse_another_sum

CASES = load_cases("preschool")
BY_HAND = [case for case in CASES if case.granted is not None]


@pytest.mark.parametrize("case", CASES, ids=[case.sentence for case in CASES])
def test_the_case_comes_out_as_worked(case: WorkedCase, assess: Assess) -> None:
    refuse_another_sum(case, assess(facts=applications.facts(case.told), config=case.config))


@pytest.mark.parametrize("case", BY_HAND, ids=[case.sentence for case in BY_HAND])
def test_the_written_sum_says_the_fee(case: WorkedCase) -> None:
    last = re.split(r"rounded|=", case.sum[-1])[-1]
    assert int(last.replace(" ", "")) == case.granted


def test_no_sentence_stands_twice() -> None:
    sentences = [case.sentence for case in CASES]
    assert len(set(sentences)) == len(sentences)


def test_every_reason_that_the_rules_know_is_covered_by_a_case() -> None:
    known = {code for codes in gates.GATES.values() for code in codes}
    assert {code for case in CASES for code in case.hand_over} == known


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("maxtaxa.income_disregard", {}),
        ("maxtaxa.income_ceiling", {"fee_on": "2024-03-01"}),
        ("right.general_hours_week", {"born": "2022-10-01"}),
    ],
)  # fmt: skip
def test_a_secondary_value_is_told_until_somebody_has_confirmed_it(
    key: str, told: dict[str, Any], assess: Assess, config: dict[str, Any]
) -> None:
    assert assess(told)["blockers"] == []
    config["confirmed"] = [entry for entry in config["confirmed"] if entry["key"] != key]
    assert [blocker["key"] for blocker in assess(told, config=config)["blockers"]] == [key]


def _step(told: dict[str, Any], group: str) -> dict[str, Any]:
    return next(step for step in told["steps"] if step["group"] == group)


@pytest.mark.parametrize(
    ("received", "start", "owed"),
    [
        ("2026-06-01", "2026-08-17", "2026-10-01"),  # asked for late: four months from the wish
        ("2026-06-01", "2026-12-07", "2026-12-07"),  # asked for early: nobody owes it before it is wished for
        ("2026-08-07", "2026-12-07", "2026-12-07"),  # exactly four months ahead
        ("2026-08-08", "2026-12-07", "2026-12-08"),  # a day late
        ("2026-10-31", "2026-12-07", "2027-02-28"),  # February has no 31st
    ],
)
def test_the_guarantee_date_is_four_months_from_the_wish_and_never_before_the_wished_start(
    received: str, start: str, owed: str, assess: Assess
) -> None:
    told = assess({"received": received, "start": start, "fee_on": "2026-11-23"})
    assert _step(told, "guarantee")["data"] == {"guarantee_on": owed, "promptly": False}


def test_special_support_that_is_assessed_has_no_date_and_is_prompt(assess: Assess) -> None:
    told = assess({"support_hours": 15, "hours": 15})
    assert _step(told, "guarantee")["data"] == {"guarantee_on": None, "promptly": True}


@pytest.mark.parametrize(
    ("told", "ground", "hours"),
    [
        ({"guardians": [["work", 45], ["studies", 30]], "hours": 20}, "work", 30),
        ({"guardians": ["parental_leave"], "incomes": [55_000], "hours": 10}, "home", 15),
        ({"born": "2022-10-01", "guardians": ["other"], "incomes": [55_000], "hours": 15}, "general", 15),
        ({"support_hours": 25, "hours": 25}, "special", 25),
    ],
)
def test_the_step_of_the_right_names_its_ground_and_hours(
    told: dict[str, Any], ground: str, hours: int, assess: Assess
) -> None:
    assert _step(assess(told), "right")["data"] == {"ground": ground, "hours_week": hours}
