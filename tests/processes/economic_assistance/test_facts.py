"""Facts that do not fit are refused whole, with every problem, where it is and what to do."""

from collections.abc import Callable
from typing import Any

import pytest

from processes.economic_assistance import facts as facts_module
from processes.economic_assistance import households
from processes.kit.errors import FactsInvalid

Json = dict[str, Any]
COUPLE = {"couple": True, "children": [{"born": "2018-03-05"}], "incomes": [{"kind": "salary", "kronor": 4000}]}


def problems(change: Json, told: Json | None = None) -> dict[str, str]:
    with pytest.raises(FactsInvalid) as caught:
        facts_module.read(households.facts({**(told or COUPLE), "change": change}))
    for problem in caught.value.problems:
        assert problem["message_sv"]
    return {problem["at"]: problem["message"] for problem in caught.value.problems}


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("case.application_month", "2026-13", "YYYY-MM"),
        ("case.received_on", "2026-02-30", "YYYY-MM-DD"),
        ("case.application_type", "again", "renewal"),
        ("case.reference", "", "at least 1"),
        ("case.mood", "good", "not known"),
        ("household.children.0.days", 31, "30 or less"),
        ("household.children.0.days", 15.5, "whole number"),
        ("household.children.0.person", "anna", "child_1"),
        ("application.costs", None, "a list"),
        ("application.incomes.0.net_ore", -1, "0 or more"),
        ("application.incomes.0.net_ore", True, "whole number"),
        ("application.self_employment", "no", "true or false"),
        ("schema", "economic_assistance/2", "economic_assistance/1"),
    ],
)
def test_a_field_that_does_not_fit_says_what_to_write(path: str, value: Any, said: str) -> None:
    found = problems({path: value})
    assert list(found) == [path]
    assert said in found[path]


@pytest.mark.parametrize(
    ("path", "value", "at"),
    [
        ("household.civil_status", "single", "household.adults"),
        ("household.adults.0.birth_on", "2027-01-01", "household.adults.0.birth_on"),
        ("household.children.0.birth_on", "1899-12-31", "household.children.0.birth_on"),
        ("activity.0.person", "co_applicant", "activity"),
        ("application.incomes.0.person", "child_9", "application.incomes.0.person"),
        ("child_earnings.+", {"person": "child_7", "year": 2026, "earned_before_ore": 0, "own_work_ore": 1},
         "child_earnings.0.person"),
        ("child_earnings.+", {"person": "child_1", "year": 2025, "earned_before_ore": 0, "own_work_ore": 1},
         "child_earnings.0.year"),
        ("registers.control_month", "2026-10", "registers.control_month"),
        ("registers.comparison_month", "2026-11", "registers.comparison_month"),
        ("registers.answers.0.error_code", "SSBT-503", "registers.answers.0"),
        ("registers.answers.0.agency", "fk", "registers.answers"),
        ("registers.answers.0.rows", [{"benefit": "X", "part": "", "amount_type": "", "paid_on": None, "net_ore": 5}],
         "registers.answers.0.rows.0.paid_on"),
        ("work_incentive.+", {"person": "applicant", "from_month": "2026-05", "until_month": "2026-04"},
         "work_incentive.0.until_month"),
        ("previous.norms.0.to_on", "2026-10-01", "previous.norms.0.to_on"),
        ("case.warnings", ["Ring 850416-2389 i morgon"], "case.warnings.0"),
        ("case.reference", "198504162389", "case.reference"),
    ],
)  # fmt: skip
def test_facts_that_contradict_each_other_say_where(path: str, value: Any, at: str) -> None:
    assert list(problems({path: value})) == [at]


def test_a_missing_field_is_asked_for() -> None:
    facts = households.facts(COUPLE)
    del facts["activity"]
    with pytest.raises(FactsInvalid) as caught:
        facts_module.read(facts)
    assert [problem["at"] for problem in caught.value.problems] == ["activity"]


def test_all_problems_come_at_once_and_the_value_is_never_repeated() -> None:
    found = problems({"case.application_month": "Anna", "case.mood": "Anna", "household.housing_form": "Anna"})
    assert set(found) == {"case.application_month", "case.mood", "household.housing_form"}
    assert not any("Anna" in message for message in found.values())


def test_nothing_is_assessed_when_anything_is_wrong(ask: Callable[..., Json]) -> None:
    answer = ask(households.facts({"change": {"case.mood": "good"}}))
    assert set(answer) == {"ok", "error"}
    assert answer["error"]["message"] == ("The facts need correcting in 1 place: case.mood. Nothing was assessed.")


def test_a_case_reference_is_no_personal_number() -> None:
    facts_module.read(households.facts({"change": {"case.reference": "EB-2026-12-0102"}}))
