"""The fee of a month by maxtaxa: a share of the household's income up to a ceiling, by the child's place in the row."""

from fractions import Fraction
from typing import Any

from processes.kit.money import ZERO, Money, Rounding, total
from processes.kit.text import date_text, plain
from processes.kit.worksheet import Worksheet
from processes.preschool import general
from processes.preschool.facts import Facts
from processes.preschool.right import hours_text

GROUP = "fee"
_HUNDRED = 100
_COUNTS, _PARENTS_ONLY = "counts", "parents_only"


def reckon(facts: Facts, sheet: Worksheet) -> None:
    """Write the fee's steps; mark the group incomplete when something could not be reckoned."""
    base, rate, rule = _base(facts, sheet), _rate(facts, sheet), sheet.value_or_reason("maxtaxa.rounding", _on(facts))
    if base is None or rate is None or rule is None:
        sheet.incomplete(GROUP)
        return
    number, percent = rate
    rounding = Rounding(rule)
    fee = base.share(Fraction(percent, _HUNDRED), rounding)
    sheet.step(GROUP, "rate", fee, number=plain(number), percent=plain(percent), base=base.text,
               day=date_text(facts.application.fee_on))  # fmt: skip
    sheet.typed({"child": number, "percent": percent, "base_ore": base.ore})
    if fee.ore:
        _deduct(facts, fee, rounding, sheet)


def _base(facts: Facts, sheet: Worksheet) -> Money | None:
    """max(0, min(income, ceiling) − what is taken off): from 2026-07-01 something is."""
    income = _income(facts, sheet)
    ceiling = sheet.value_or_reason("maxtaxa.income_ceiling", _on(facts))
    off = sheet.value_or_reason("maxtaxa.income_disregard", _on(facts))
    if income is None or ceiling is None or off is None:
        return None
    counted = min(income, Money(ceiling))
    base = max(ZERO, counted - Money(off))
    sheet.step(GROUP, "base", ZERO, income=income.text, ceiling=Money(ceiling).text, off=Money(off).text,
               base=base.text)  # fmt: skip
    return base


def _income(facts: Facts, sheet: Worksheet) -> Money | None:
    counted = [earner for earner in facts.household if earner.parent]
    others = [earner for earner in facts.household if not earner.parent]
    if others:
        rule = sheet.local("fee_cohabiting_income")
        if rule not in (_COUNTS, _PARENTS_ONLY):
            if rule is not None:
                sheet.unusable("fee_cohabiting_income", f"{_COUNTS}, {_PARENTS_ONLY}")
            return None
        counted += others if rule == _COUNTS else []
    if not counted or any(earner.gross_ore is None for earner in counted):
        sheet.reason("income_unknown")
        return None
    return total(Money(earner.gross_ore or 0) for earner in counted)


def _rate(facts: Facts, sheet: Worksheet) -> tuple[int, int] | None:
    """(the child's number among the household's children with a place, youngest first; percent of that number)."""
    rates = sheet.value_or_reason("maxtaxa.rates_percent", _on(facts))
    born = facts.child.birth_on
    placed = [sibling.birth_on for sibling in facts.siblings if sibling.place != "none"]
    if born in placed:
        # Which twin is the first changes each one's fee and not their sum: somebody says which.
        sheet.reason("sibling_same_birth", day=date_text(born))
        return None
    if rates is None:
        return None
    number = 1 + sum(1 for other in placed if other > born)
    return number, rates[min(number, len(rates)) - 1]


def _deduct(facts: Facts, fee: Money, rounding: Rounding, sheet: Worksheet) -> None:
    """SkolL 8 kap. 16 §: the fee is for time above 525 hours a year, for a child under 8:7 above 15 hours a week."""
    if facts.child.special_support == "assessed":
        free: Any = sheet.value("fee.free_hours_special_week")
        kind = "special"
    else:
        reached = general.reached(facts, facts.application.fee_on, sheet)
        if not reached:
            if reached is None:
                sheet.incomplete(GROUP)
            return
        free, kind = sheet.value("right.general_hours_week"), "general"
    if facts.application.hours_week <= free:
        sheet.step(GROUP, f"all_free_{kind}", -fee, hours=hours_text(free, sheet))
        return
    _part_free(kind, fee, rounding, sheet)


def _part_free(kind: str, fee: Money, rounding: Rounding, sheet: Worksheet) -> None:
    """How much lower the fee is when only part of the time is free no rule of the nation says: the municipality's."""
    key = f"fee_{kind}_deduction_percent"
    percent = sheet.local(key)
    if percent is None:
        sheet.incomplete(GROUP)
    elif isinstance(percent, bool) or not isinstance(percent, int) or not 0 <= percent <= _HUNDRED:
        sheet.unusable(key, "0–100")
        sheet.incomplete(GROUP)
    else:
        lower = fee.share(Fraction(_HUNDRED - percent, _HUNDRED), rounding)
        sheet.step(GROUP, f"part_free_{kind}", lower - fee, percent=plain(percent))


def _on(facts: Facts) -> Any:
    return facts.application.fee_on
