"""The leave key and the leave rules were written apart; here they meet, over four hundred drawn requests."""

from datetime import date
from typing import Any

import pytest

from infra.testbed.generator.leave import PlannedRequest, plan
from infra.testbed.generator.leave.granted import GRANTED
from infra.testbed.generator.leave.handed_over import HANDED_OVER
from processes.kit import host
from processes.leave.checks import GATES
from tests.infra.testbed.as_leave_facts import facts

LIMITS = {
    "approval_limit_days": {"vacation": 15, "private_paid": 3}, "vacation_notice_days": 14, "private_notice_days": 2,
    "private_grounds": ["funeral", "doctor"], "main_holiday_rule": "manager", "part_time_counting": "five_day_factor",
}  # fmt: skip
CONFIG = {key: [{"valid_from": "2025-01-01", "valid_to": None, "value": value, "source": "test"}]
          for key, value in LIMITS.items()}  # fmt: skip
# The rules' reasons that no drawn request can come to: the municipality has said all that it must.
OUT_OF_REACH = {"parameter_missing"}


def _assess(case: PlannedRequest, cases: list[PlannedRequest]) -> dict[str, Any]:
    told = host.answer({"op": "assess", "process": "leave", "facts": facts(case, cases),
                        "municipality": case.municipality, "config": CONFIG,
                        "on": case.received_on.isoformat()})  # fmt: skip
    assert told["ok"], (case.kind, told)
    return told["assessment"]


@pytest.mark.parametrize("day", [date(2026, 11, 23), date(2026, 11, 26), date(2026, 2, 4), date(2026, 9, 7)])
def test_the_rules_reach_every_answer_to_the_hundredth_of_a_day_and_with_the_same_reasons(day: date) -> None:
    for seed in range(3):
        cases = plan(seed, 40, "1287", day)
        for case in cases:
            found = _assess(case, cases)
            reasons = sorted({reason["code"] for reason in found["reasons"]})
            assert (found["outcome"], reasons) == (
                "granted" if case.answer["outcome"] == "granted" else "hand_over", case.answer["reasons"],
            ), (case.kind, found["reasons"])  # fmt: skip
            if found["outcome"] == "granted":
                assert {"registration": found["extent"].partition(" ")[0]} == case.answer["effects"], case.kind


def test_every_reason_of_the_rules_comes_up_in_two_municipalities() -> None:
    first = plan(1, 20, "1287", date(2026, 11, 23))
    second = plan(2, 20, "1290", date(2026, 11, 23), {case.kind for case in first})
    assert {case.kind for case in first + second} == {*GRANTED, *HANDED_OVER}
    given = {reason for case in first + second for reason in case.answer["reasons"]}
    assert given == {code for codes in GATES.values() for code in codes} - OUT_OF_REACH
