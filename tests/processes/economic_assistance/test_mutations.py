"""The worked cases are sharp: break one rule, and at least one of them fails."""

from collections.abc import Callable
from typing import Any

import pytest

from processes.economic_assistance import costs, earnings, gates, household, households, incomes, norm, registers
from processes.kit import host
from processes.kit.cases import load_cases
from processes.kit.money import Money, Rounding

CASES = load_cases("economic_assistance")


def failing() -> list[str]:
    """The sentences that no longer come true."""
    return [case.sentence for case in CASES if not _comes_true(case)]


def _comes_true(case: Any) -> bool:
    answer = host.answer({
        "op": "assess", "process": "economic_assistance", "facts": households.facts(case.told, case.month),
        "municipality": "1287", "config": case.config, "on": "2026-11-23",
    })  # fmt: skip
    if not answer["ok"]:
        return False
    found = answer["assessment"]
    codes = tuple(dict.fromkeys(reason["code"] for reason in found["reasons"]))
    return codes == case.hand_over and (case.granted is None or found["amount_ore"] == case.granted * 100)


def _nothing(*_args: Any, **_values: Any) -> None:
    return None


MUTATIONS: dict[str, tuple[Any, str, Any]] = {
    "a youth counts until 21 whatever the school": (household, "_YOUTH", 21),
    "the table of common costs ends at eight": (norm, "TABLE_ENDS", 8),
    "a whole month has 31 days": (household, "WHOLE_MONTH", 31),
    "household communities are not looked at": (norm, "_community", _nothing),
    "costs are not compared with last month": (costs, "_compare", _nothing),
    "no cost has a ceiling": (costs, "_ceiling", lambda *_: Money(10**9)),
    "no rent has a ceiling": (costs, "_rent_ceiling", lambda *_: Money(10**9)),
    "an unlisted row vanishes": (registers, "_unknown", _nothing),
    "an agency's silence is no income": (registers, "_silent", lambda *_: frozenset()),
    "a preliminary amount is counted twice": (registers, "_without_superseded", tuple),
    "seasons are not looked at": (registers, "seasonal", _nothing),
    "a statement may differ by ten kronor": (incomes, "_SAME_WITHIN", Money(100_001)),
    "nobody asks whether incomes were stated": (incomes, "check_stated", _nothing),
    "no income is compared": (incomes, "_compare_amounts", _nothing),
    "no work incentive": (earnings, "_exempt", _nothing),
    "any length of work incentive": (earnings, "_too_long", lambda *_: False),
    "children's work is never counted": (earnings, "children", _nothing),
    "warnings are not read": (gates, "_case", _nothing),
    "ticks are not read": (gates, "_application", _nothing),
    "vehicles are not seen": (gates, "_vehicles", _nothing),
    "any earlier calculation will do": (gates, "_previous", _nothing),
    "the household is not compared": (gates, "_same_as_before", _nothing),
    "the municipality's rounding is always up": (norm, "chosen_rounding", lambda *_: Rounding.UP_TO_KRONA),
}


def test_unbroken_rules_make_every_case_come_true() -> None:
    assert failing() == []


@pytest.mark.parametrize("mutation", MUTATIONS)
def test_a_broken_rule_is_caught_by_a_worked_case(mutation: str, monkeypatch: pytest.MonkeyPatch) -> None:
    module, name, broken = MUTATIONS[mutation]
    original: Callable[..., Any] = getattr(module, name)
    assert original != broken
    monkeypatch.setattr(module, name, broken)
    assert failing() != []
