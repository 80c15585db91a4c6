"""What is left to the one who works: the work incentive (SoL 12 kap. 8 §) and children's own work (9 §)."""

from datetime import date
from fractions import Fraction

from processes.economic_assistance import words
from processes.economic_assistance.facts import Facts, WorkIncentive
from processes.economic_assistance.household import Counted
from processes.economic_assistance.incomes import GROUP, Income
from processes.kit.money import ZERO, Money, Rounding
from processes.kit.months import Month
from processes.kit.text import month_text, plain
from processes.kit.worksheet import Worksheet


def work_incentive(facts: Facts, incomes: list[Income], month: Month, sheet: Worksheet) -> None:
    """25 % of the salary is not counted while the incentive is in force for both control and application month.

    Boundary: one of the two is the first or the last month in force. What the law then says about income
    earned in one month and applied for in another is weighed by a person.
    """
    for period in facts.work_incentive:
        first, last = Month.of(period.from_month), Month.of(period.until_month)
        told = {
            "person": words.person(sheet, period.person),
            "first": month_text(first.first),
            "last": month_text(last.first),
        }
        if {first, last} & {month, month - 1}:
            sheet.reason("work_incentive_boundary", **told)
        if _too_long(first, last, sheet):
            sheet.reason("work_incentive_boundary", "too_long", **told)
        if first <= month - 1 and month <= last:
            _exempt(period, incomes, sheet)


def _too_long(first: Month, last: Month, sheet: Worksheet) -> bool:
    longest = sheet.gate_value("work_incentive.duration_months")
    return longest is not None and last.months_since(first) + 1 > longest


def _exempt(period: WorkIncentive, incomes: list[Income], sheet: Worksheet) -> None:
    salary = next((i.amount for i in incomes if (i.kind, i.person) == ("salary", period.person)), ZERO)
    percent = sheet.value_or_reason("work_incentive.rate_percent") if salary.ore else None
    if percent is None:
        return
    # Exact but for a fraction of an öre, which goes to the applicant.
    kept = salary.share(Fraction(percent, 100), Rounding.UP_TO_ORE)
    sheet.step(
        GROUP, "work_incentive", kept, "", period.person,
        percent=plain(percent), person=words.person(sheet, period.person),
        salary=salary.text, first=month_text(Month.of(period.from_month).first),
    )  # fmt: skip


def children(facts: Facts, household: Counted, sheet: Worksheet) -> None:
    """Own work counts only above one prisbasbelopp in the calendar year; youths who do not count have no part."""
    members = {child.person for child in household.children}
    for earned in sorted(facts.child_earnings, key=lambda entry: entry.person):
        if not earned.own_work_ore or earned.person not in members:
            continue
        base = sheet.value_or_reason("prisbasbelopp", date(earned.year, 1, 1))
        times = sheet.value_or_reason("child_own_work.limit_prisbasbelopp")
        if base is None or times is None:
            sheet.incomplete(GROUP)
            continue
        limit = Money(base * times)
        above = earned.earned_before_ore + earned.own_work_ore - limit.ore
        excess = Money(max(0, min(above, earned.own_work_ore)))
        sheet.step(
            GROUP, "child_own_work", -excess, "", earned.person,
            person=words.person(sheet, earned.person), year=plain(earned.year),
            before=Money(earned.earned_before_ore).text, now=Money(earned.own_work_ore).text, limit=limit.text,
        )  # fmt: skip
