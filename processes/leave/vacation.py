"""Vacation: what is left, what is saved, how early it was asked for, and the main holiday."""

from datetime import timedelta

from processes.kit.days import NO_DAYS, Days, total_days
from processes.kit.swedish_days import days_of
from processes.kit.text import date_text, plain
from processes.kit.worksheet import Worksheet
from processes.leave.facts import Facts

MANAGER, WITHIN_LIMITS = "manager", "within_limits"


def check(facts: Facts, days: Days | None, sheet: Worksheet) -> None:
    """`days`: what the request takes; None while that cannot be counted."""
    _entitlement(facts, sheet)
    _saved(facts, days, sheet)
    _balance(facts, days, sheet)
    _main_holiday(facts, sheet)
    notice(facts, "vacation_notice_days", sheet)
    limit(facts, days, sheet)


def notice(facts: Facts, key: str, sheet: Worksheet) -> None:
    """Whether the request came as early as the employer has said."""
    days = sheet.local(key)
    if days is None:
        return
    if isinstance(days, bool) or not isinstance(days, int) or days < 0:
        sheet.unusable(key, "0, 1, 2 …")
        return
    latest = facts.request.from_on - timedelta(days=days)
    if facts.request.received_on > latest:
        sheet.reason("notice_short", latest=date_text(latest), received=date_text(facts.request.received_on))


def limit(facts: Facts, days: Days | None, sheet: Worksheet) -> None:
    """Whether the days lie within what the employer lets the robot register."""
    limits = sheet.local("approval_limit_days")
    most = limits.get(facts.request.kind) if isinstance(limits, dict) else None
    if isinstance(most, bool) or not isinstance(most, int):
        if limits is not None:
            sheet.unusable("approval_limit_days", f"{facts.request.kind}: 0, 1, 2 …")
    elif days is not None and days > Days.whole(most):
        sheet.reason("approval_limit", days=days.text, most=Days.whole(most).text)


def _entitlement(facts: Facts, sheet: Worksheet) -> None:
    """The year's days, as the system states them, against the agreement's by age."""
    table = sheet.value_or_reason("vacation.entitlement_by_age")
    if table is None:
        return
    age = facts.request.from_on.year - facts.employee.birth_on.year
    wanted = table[str(max(int(since) for since in table if int(since) <= age))]
    if facts.employee.entitlement_days != wanted:
        stated = Days.whole(facts.employee.entitlement_days)
        sheet.reason("entitlement_differs", stated=stated.text, wanted=Days.whole(wanted).text, age=plain(age))


def _saved(facts: Facts, days: Days | None, sheet: Worksheet) -> None:
    asked = Days.whole(facts.request.saved_days)
    if asked == NO_DAYS:
        return
    held = total_days(Days.of(row.days) for row in facts.balances.saved)
    if asked > held:
        sheet.reason("saved_short", asked=asked.text, held=held.text)
    elif days is not None and asked > days:
        sheet.reason("saved_short", "more_than_taken", asked=asked.text, taken=days.text)
    else:
        _saved_in_time(facts, asked, sheet)


def _saved_in_time(facts: Facts, asked: Days, sheet: Worksheet) -> None:
    """Saved days are taken within so many years (Semesterlag 18 §)."""
    years = sheet.value_or_reason("vacation.saved_years")
    if years is None:
        return
    first = facts.request.from_on.year - years
    usable = total_days(Days.of(row.days) for row in facts.balances.saved if row.year >= first)
    if asked > usable:
        sheet.reason("saved_too_old", asked=asked.text, usable=usable.text, first=plain(first))


def _balance(facts: Facts, days: Days | None, sheet: Worksheet) -> None:
    """What is left of the year, when own requests that wait are taken from it first."""
    if days is None:
        return
    needed = days - Days.whole(facts.request.saved_days)
    pending = Days.of(facts.pending_days.get("vacation", "0.00"))
    left = Days.of(facts.balances.vacation_left) - pending
    if needed > left:
        sheet.reason("balance_short", needed=needed.text, left=Days.of(facts.balances.vacation_left).text,
                     pending=pending.text)  # fmt: skip


def _main_holiday(facts: Facts, sheet: Worksheet) -> None:
    months = sheet.gate_value("main_holiday.months") or []
    if not any(day.month in months for day in days_of(facts.request.from_on, facts.request.to_on)):
        return
    rule = sheet.local("main_holiday_rule")
    if rule == MANAGER:
        sheet.reason("main_holiday")
    elif rule is not None and rule != WITHIN_LIMITS:
        sheet.unusable("main_holiday_rule", f"{MANAGER}, {WITHIN_LIMITS}")
