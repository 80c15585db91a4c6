"""What holds for every fee, whatever the household earns and however its children stand."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as some

from processes.kit import host
from processes.kit.cases import municipality_of_cases
from processes.preschool import applications

CONFIG = municipality_of_cases("preschool")
INCOMES = some.integers(0, 120_000)
BORN = some.sampled_from(["2025-02-10", "2022-10-01"])


def fee(told: dict[str, Any]) -> int:
    answer = host.answer({"op": "assess", "process": "preschool", "facts": applications.facts(told),
                          "municipality": "1287", "config": CONFIG, "on": "2026-11-23"})  # fmt: skip
    assert answer["ok"], answer
    amount: int = answer["assessment"]["amount_ore"]
    return amount


@given(INCOMES, INCOMES, BORN)
@settings(deadline=None)
def test_who_earns_more_never_pays_less_and_nobody_pays_more_than_the_highest_fee(a: int, b: int, born: str) -> None:
    less, more = sorted((a, b))
    told = {"guardians": ["work"], "born": born}
    assert 0 <= fee(told | {"incomes": [less]}) <= fee(told | {"incomes": [more]}) <= 154_700


@given(INCOMES)
@settings(deadline=None)
def test_nobody_pays_more_from_july_2026_than_in_june(income: int) -> None:
    told = {"guardians": ["work"], "incomes": [income]}
    assert fee(told | {"fee_on": "2026-07-01"}) <= fee(told | {"fee_on": "2026-06-30"})


@given(INCOMES, some.permutations(["2023-01-01", "2024-01-01", "2025-11-01", "2025-12-01"]), some.integers(0, 4))
@settings(deadline=None)
def test_the_order_in_which_siblings_are_told_changes_nothing(income: int, siblings: list[str], count: int) -> None:
    told = {"guardians": ["work"], "incomes": [income]}
    assert fee(told | {"siblings": siblings[:count]}) == fee(told | {"siblings": sorted(siblings[:count])})
