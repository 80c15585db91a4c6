"""Every worked case, told as a sentence, comes out as it was worked by hand."""

import re
from typing import Any

import pytest

from processes.kit.cases import WorkedCase, load_cases
from processes.leave import checks, requests
from tests.processes.leave.conftest import Assess

CASES = load_cases("leave")
BY_HAND = [case for case in CASES if case.granted is not None]


@pytest.mark.parametrize("case", CASES, ids=[case.sentence for case in CASES])
def test_the_case_comes_out_as_worked(case: WorkedCase, assess: Assess) -> None:
    told = assess(facts=requests.facts(case.told), config=case.config)
    assert tuple(dict.fromkeys(reason["code"] for reason in told["reasons"])) == case.hand_over
    if case.granted is None:
        assert (told["outcome"], told["extent"]) == ("hand_over", None)
    else:
        assert (told["outcome"], told["extent"], told["amount_ore"]) == ("granted", f"{case.granted} days", None)
        assert told["blockers"] == []


@pytest.mark.parametrize("case", BY_HAND, ids=[case.sentence for case in BY_HAND])
def test_the_written_sum_says_the_days(case: WorkedCase) -> None:
    assert float(re.split(r"=", case.sum[-1])[-1]) == float(str(case.granted))


def test_no_sentence_stands_twice() -> None:
    sentences = [case.sentence for case in CASES]
    assert len(set(sentences)) == len(sentences)


def test_every_reason_that_the_rules_know_is_covered_by_a_case() -> None:
    known = {code for codes in checks.GATES.values() for code in codes}
    assert {code for case in CASES for code in case.hand_over} == known


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("vacation.entitlement_by_age", {"from_on": "2026-10-05", "to_on": "2026-10-09"}),
        ("vacation.saved_years", {"from_on": "2026-10-05", "to_on": "2026-10-09", "saved_days": 1}),
        ("study_leave.employment", {"kind": "study", "from_on": "2026-10-05", "to_on": "2026-10-09"}),
        ("private_matter.days_a_year",
         {"kind": "private_paid", "ground": "doctor", "from_on": "2026-10-05", "to_on": "2026-10-05"}),
        ("night_shift.counts_on",
         {"from_on": "2026-10-05", "to_on": "2026-10-05", "shifts": [["2026-10-05", "21:00", "07:00"]]}),
    ],
)  # fmt: skip
def test_a_value_from_memory_stops_the_robot_until_somebody_has_confirmed_it(
    key: str, told: dict[str, Any], assess: Assess, config: dict[str, Any]
) -> None:
    assert assess(told)["blockers"] == []
    config["confirmed"] = [entry for entry in config["confirmed"] if entry["key"] != key]
    assert [blocker["key"] for blocker in assess(told, config=config)["blockers"]] == [key]


def test_nothing_turns_on_the_most_saved_days_which_nobody_has_found(assess: Assess) -> None:
    used = {row["key"] for case in CASES for row in assess(facts=requests.facts(case.told))["parameters"]}
    assert "vacation.saved_most_days" not in used


def test_a_right_is_told_as_a_right_when_too_few_are_left(assess: Assess) -> None:
    told = assess({"kind": "temporary_parental", "ground": "illness", "from_on": "2026-10-05", "to_on": "2026-10-05",
                   "child_birth_on": "2022-01-01",
                   "change": {"staffing": [{"on": "2026-10-05", "minimum": 4, "present": 4}]}})  # fmt: skip
    assert "får inte nekas" in told["reasons"][0]["detail"]["sv"]


def test_the_steps_tell_the_days_week_by_week(assess: Assess) -> None:
    told = assess({"from_on": "2026-10-08", "to_on": "2026-10-13"})
    assert [(step["label"]["sv"], step["days"], step["basis"]["sv"]) for step in told["steps"]] == [
        ("Vecka 41", "2.00", "8/10 och 9/10"), ("Vecka 42", "2.00", "12/10 och 13/10"),
    ]  # fmt: skip
