"""Each line of the incomes says whose it is, so that it is typed on the right person."""

from collections.abc import Callable
from typing import Any

Assess = Callable[..., dict[str, Any]]
COUPLE = {
    "couple": True,
    "work_incentive": [{"person": "co_applicant", "from_month": "2026-04", "until_month": "2028-03"}],
    "incomes": [
        {"kind": "salary", "person": "applicant", "kronor": 4000},
        {"kind": "salary", "person": "co_applicant", "kronor": 4000},
    ],
}


def test_two_equal_salaries_and_the_incentive_are_told_with_their_persons(assess: Assess) -> None:
    steps = [step for step in assess(COUPLE)["steps"] if step["group"] == "incomes"]
    assert [(step["code"], step.get("person"), step["amount_ore"]) for step in steps] == [
        ("salary", "applicant", -400_000),
        ("salary", "co_applicant", -400_000),
        ("work_incentive", "co_applicant", 100_000),
    ]


def test_what_concerns_the_household_as_a_whole_names_nobody(assess: Assess) -> None:
    assert [step["code"] for step in assess({"costs": {"rent": 6200}})["steps"] if "person" in step] == []
