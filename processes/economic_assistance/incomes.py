"""Incomes: what the registers show and the applicant states for the control month.

The register governs. A benefit without a payment in the control month is taken from the comparison month.
Every difference from what was stated, or from last month's calculation, is a reason for a person to look.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from processes.economic_assistance import words
from processes.economic_assistance.facts import Facts
from processes.economic_assistance.registers import Payment, Read
from processes.kit.money import ZERO, Money, total
from processes.kit.months import Month
from processes.kit.text import Text, date_text, joined, plain
from processes.kit.worksheet import Worksheet

GROUP = "incomes"
Key = tuple[str, str]
"""(kind, person)"""
_SAME_WITHIN = Money(100)
"""Statements are written in whole kronor, so a difference below one krona is none."""


@dataclass(frozen=True)
class Income:
    """An income that counts. `paid` is empty when only the applicant has stated it."""

    kind: str
    person: str
    amount: Money
    stated: Money | None
    paid: tuple[Payment, ...]


def counted(facts: Facts, read: Read, month: Month, sheet: Worksheet) -> list[Income]:
    """The incomes of the month, in a fixed order. What cannot be placed is a reason."""
    control, comparison = month - 1, month - 2
    in_control = _by_key(p for p in read.payments if p.paid_on in control)
    before = _by_key(p for p in read.payments if p.paid_on in comparison and p.fill)
    stated = _stated(facts, control, comparison, set(before) - set(in_control), sheet)
    incomes = []
    for key in sorted({*in_control, *before, *stated}):
        kind, person = key
        paid = in_control.get(key) or before.get(key, ())
        amount = total(p.amount for p in paid) if paid else stated[key]
        if amount.ore:
            incomes.append(Income(kind, person, amount, stated.get(key), tuple(paid)))
        if kind == "other":
            sheet.reason("income_unknown", "other", person=words.person(sheet, person), amount=amount.text)
    return incomes


def _by_key(payments: Iterable[Payment]) -> dict[Key, tuple[Payment, ...]]:
    found: defaultdict[Key, list[Payment]] = defaultdict(list)
    for payment in payments:
        found[payment.kind, payment.person].append(payment)
    return {key: tuple(sorted(group, key=lambda p: (p.paid_on, p.benefit, p.amount))) for key, group in found.items()}


def _stated(facts: Facts, control: Month, comparison: Month, filled: set[Key], sheet: Worksheet) -> dict[Key, Money]:
    """What the applicant states for the control month, or for a benefit that is filled in from the month before."""
    sums: defaultdict[Key, Money] = defaultdict(lambda: ZERO)
    for income in facts.application.incomes:
        key = (income.kind, income.person)
        if income.paid_on in control or (income.paid_on in comparison and key in filled):
            sums[key] += Money(income.net_ore)
        else:
            sheet.reason(
                "income_unknown", "month", kind=words.income(sheet, income.kind),
                person=words.person(sheet, income.person), amount=Money(income.net_ore).text,
                paid_on=date_text(income.paid_on),
            )  # fmt: skip
    return dict(sums)


def write(incomes: list[Income], sheet: Worksheet) -> None:
    """One step for each income: it lowers the assistance."""
    for income in incomes:
        sheet.step(
            GROUP, income.kind, -income.amount, "income", income.person,
            kind=words.income(sheet, income.kind), person=words.person(sheet, income.person),
            basis=_basis(income, sheet),
        )  # fmt: skip


def _basis(income: Income, sheet: Worksheet) -> Text:
    if not income.paid:
        return sheet.text("income_basis.stated")
    shown = [
        sheet.text(
            "income_basis.paid",
            agency=words.agency(sheet, p.agency),
            benefit=plain(p.benefit),
            day=date_text(p.paid_on),
        )
        for p in income.paid
    ]
    return joined(list(dict.fromkeys(shown)))


def check_stated(incomes: list[Income], sheet: Worksheet) -> None:
    """What a register shows and the applicant has not stated must be put to the applicant first (FL 25 §)."""
    for income in incomes:
        if not income.paid:
            continue
        told = {
            "kind": words.income(sheet, income.kind), "person": words.person(sheet, income.person),
            "amount": income.amount.text,
        }  # fmt: skip
        if income.stated is None:
            sheet.reason("income_not_stated", **told)
        elif abs(income.stated.ore - income.amount.ore) >= _SAME_WITHIN.ore:
            sheet.reason("income_not_stated", "other_amount", stated=income.stated.text, **told)


def compare(facts: Facts, incomes: list[Income], read: Read, sheet: Worksheet) -> None:
    """Against last month's calculation: changed beyond the threshold, new, or missing."""
    if facts.previous is None:
        return
    before: defaultdict[Key, Money] = defaultdict(lambda: ZERO)
    for income in facts.previous.incomes:
        before[income.kind, income.person] += Money(income.net_ore)
    now = {(income.kind, income.person): income.amount for income in incomes}
    for key in sorted(before.keys() | now.keys()):
        kind, person = key
        told = {"kind": words.income(sheet, kind), "person": words.person(sheet, person)}
        if key not in now:
            if before[key].ore and not read.may_hide(kind, person):
                sheet.reason("income_missing", before=before[key].text, **told)
        elif not before[key].ore:
            sheet.reason("income_new", now=now[key].text, **told)
        elif not read.may_hide(kind, person):
            _compare_amounts(kind, now[key], before[key], told, sheet)


def _compare_amounts(kind: str, now: Money, before: Money, told: dict[str, Text], sheet: Worksheet) -> None:
    percent = _threshold(kind, sheet)
    if percent is None or percent == -1 or abs(now.ore - before.ore) * 100 <= percent * before.ore:
        return
    limit = sheet.text("limit.exact") if percent == 0 else sheet.text("limit.percent", percent=plain(percent))
    sheet.reason("income_changed", now=now.text, before=before.text, limit=limit, **told)


def _threshold(kind: str, sheet: Worksheet) -> int | None:
    """Percent that this kind may differ: 0 exactly the same, −1 not compared, None with a reason if not set."""
    key = "income_change_threshold_percent"
    table = sheet.local(key)
    if table is None:
        return None
    value = table.get(kind, table.get("default")) if isinstance(table, dict) else None
    if isinstance(value, int) and not isinstance(value, bool) and value >= -1:
        return value
    sheet.unusable(key, f"{kind} / default: −1, 0, 1 … %")
    return None
