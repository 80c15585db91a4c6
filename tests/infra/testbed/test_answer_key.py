"""The answer key and the rules were written apart; here they meet, over five hundred drawn cases."""

from typing import Any

import pytest

from infra.testbed.generator import PlannedCase, plan
from processes.kit import host
from tests.infra.testbed.as_facts import facts

CEILINGS = {
    "rent_ceiling_ore": {"adults_1_2": 633000, "child_1": 697000, "child_2": 942500, "each_more": 180000},
    "electricity_ceiling_ore": 80000, "home_insurance_ceiling_ore": 20000, "commuting_ceiling_ore": 112000,
    "union_fee_ceiling_ore": 60000, "unemployment_fund_ceiling_ore": 20000,
    "income_change_threshold_percent": {"default": 12, "housing_allowance": 0},
}  # fmt: skip
CONFIG = {key: [{"valid_from": "2025-01-01", "valid_to": None, "value": value, "source": "test"}]
          for key, value in CEILINGS.items()}  # fmt: skip


def _assess(case: PlannedCase) -> dict[str, Any]:
    told = host.answer({"op": "assess", "process": "economic_assistance", "facts": facts(case),
                        "municipality": case.municipality, "config": CONFIG, "on": case.received_at[:10]})  # fmt: skip
    assert told["ok"], (case.kind, told)
    return told["assessment"]


@pytest.mark.parametrize("month", ["2026-12", "2026-05"])
def test_the_rules_reach_every_answer_to_the_krona_and_with_the_same_reasons(month: str) -> None:
    for case in plan(31, 250, "1287", month):
        found = _assess(case)
        reasons = sorted({reason["code"] for reason in found["reasons"]})
        outcome = "granted" if found["outcome"] == "granted" else "handed_over"
        assert (outcome, found["amount_ore"], reasons) == tuple(case.answer.values()), case.kind
