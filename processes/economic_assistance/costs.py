"""Reasonable costs beside the norm (SoL 12 kap. 7 §): as last month, within the municipality's ceilings."""

from collections import Counter
from typing import Any

from processes.economic_assistance import words
from processes.economic_assistance.facts import Facts
from processes.economic_assistance.household import Counted
from processes.kit.money import ZERO, Money
from processes.kit.worksheet import Worksheet

GROUP = "costs"
KINDS = ("rent", "electricity", "home_insurance", "commuting", "union_fee", "unemployment_fund")
_RENT_KEYS = ("adults_1_2", "child_1", "child_2", "each_more")


def reckon(facts: Facts, household: Counted, sheet: Worksheet) -> None:
    """One step for each kind that is applied for; every deviation from last month is a reason."""
    applied = _sums((cost.kind, cost.applied_ore) for cost in facts.application.costs)
    approved = _sums((cost.kind, cost.approved_ore) for cost in facts.previous.costs) if facts.previous else None
    for kind in KINDS:
        wanted = applied[kind]
        if approved is not None:
            _compare(kind, wanted, approved[kind], sheet)
        if wanted.ore:
            _grant(kind, wanted, approved[kind] if approved else None, household, sheet)
    if applied["other"].ore:
        # Not among the needs of SoL 12 kap. 7 §: always weighed by a person, so nothing is granted here.
        sheet.reason("cost_other", amount=applied["other"].text)
        sheet.step(GROUP, "other", ZERO, "cost_other", wanted=applied["other"].text)


def _sums(lines: Any) -> dict[str, Money]:
    sums: Counter[str] = Counter()
    for kind, ore in lines:
        sums[kind] += ore
    return {kind: Money(sums[kind]) for kind in (*KINDS, "other")}


def _compare(kind: str, wanted: Money, before: Money, sheet: Worksheet) -> None:
    if wanted == before:
        return
    name = words.cost(sheet, kind)
    if not before.ore:
        sheet.reason("cost_new", kind=name, wanted=wanted.text)
    elif not wanted.ore:
        sheet.reason("cost_changed", "gone", kind=name, before=before.text)
    else:
        sheet.reason("cost_changed", kind=name, wanted=wanted.text, before=before.text)


def _grant(kind: str, wanted: Money, before: Money | None, household: Counted, sheet: Worksheet) -> None:
    """What is applied for, at most the ceiling. A ceiling that is not set leaves the costs without a sum."""
    ceiling = _rent_ceiling(household, sheet) if kind == "rent" else _ceiling(sheet, f"{kind}_ceiling_ore")
    if ceiling is None:
        sheet.incomplete(GROUP)
        return
    if wanted > ceiling:
        sheet.reason("cost_above_ceiling", kind=words.cost(sheet, kind), wanted=wanted.text, ceiling=ceiling.text)
    sheet.step(
        GROUP, kind, min(wanted, ceiling), "cost", kind=words.cost(sheet, kind), wanted=wanted.text,
        before=before.text if before is not None else sheet.text("unknown"), ceiling=ceiling.text,
    )  # fmt: skip


def _ceiling(sheet: Worksheet, key: str) -> Money | None:
    value = sheet.local(key)
    if value is None:
        return None
    if _is_ore(value):
        return Money(value)
    sheet.unusable(key, "öre")
    return None


def _rent_ceiling(household: Counted, sheet: Worksheet) -> Money | None:
    """By number of children. A child who lives here part of the month does not raise it: a person may."""
    key = "rent_ceiling_ore"
    table = sheet.local(key)
    if table is None:
        return None
    if not isinstance(table, dict) or not all(_is_ore(table.get(name)) for name in _RENT_KEYS):
        sheet.unusable(key, f"{', '.join(_RENT_KEYS)}: öre")
        return None
    if not household.certain:
        return None  # the reason is told where the household was counted
    children = sum(child.whole_month for child in household.children)
    if children <= 2:
        return Money(table[_RENT_KEYS[children]])
    return Money(table["child_2"] + (children - 2) * table["each_more"])


def _is_ore(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0
