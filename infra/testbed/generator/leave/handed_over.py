"""Requests that the manager must have: each kind is one that would have been registered, changed in one way.

To add a kind: write its function, and a row in `HANDED_OVER` with all the reasons that must be given. Two reasons of
the rules cannot come here: a parameter that is missing, and a value that nobody has confirmed.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from infra.testbed.generator.leave import days
from infra.testbed.generator.leave.granted import GRANTED, Maker, earlier, private, with_periods
from infra.testbed.generator.leave.planned import PlannedRequest

Change = Callable[[Maker], PlannedRequest]


def _with(**more: Any) -> Change:
    """A week of vacation, with these fields."""
    return lambda at: at.week(**more)


def _employment_ends(at: Maker) -> PlannedRequest:
    made = at.week()
    made.employed_to = made.first + timedelta(2)
    return made


def _remark(at: Maker) -> PlannedRequest:
    noted_on = (at.day - timedelta(30)).isoformat()
    return at.week(remarks=[{"noted_on": noted_on, "text": "Kontrollera anställningens omfattning"}])


def _overlap(at: Maker) -> PlannedRequest:
    """Two days of the week are leave already, or another request that waits for the manager asks for one of them."""
    made = at.week()
    first = made.first + timedelta(1)
    if at.rng.random() < 0.5:
        made.leave.append(earlier(made, "vacation", first, first + timedelta(1)))
    else:
        made.leave.append(earlier(made, "private_paid", first, first, stage="with_manager", ground="doctor"))
    return made


def _overlap_part(at: Maker) -> PlannedRequest:
    """Vacation inside parental leave for a part of the day."""
    made = at.week()
    first, last = made.first - timedelta(21), made.last + timedelta(28)
    made.leave.append(earlier(made, "parental", first, last, extent="1/4", with_benefit=1,
                              child_birth_on=at.child(26, 60, first).isoformat()))  # fmt: skip
    return made


def _nothing_scheduled(at: Maker) -> PlannedRequest:
    made = at.week(pattern="three")
    made.first += timedelta(3)
    return made


def _schedule_unknown(at: Maker) -> PlannedRequest:
    """The schedule is laid for the first of two weeks."""
    made = at.week()
    made.last, made.laid_to = made.first + timedelta(11), made.first + timedelta(6)
    return made


def _balance_short(at: Maker) -> PlannedRequest:
    """Too little is left; or it would be enough, but for another request that waits."""
    made = at.week(saved={})
    if at.rng.random() < 0.5:
        made.vacation_left = made.hundredths() - 200
        return made
    made.vacation_left = made.hundredths() + 300
    first = made.first + timedelta(14)
    made.leave.append(earlier(made, "vacation", first, first + timedelta(4), stage="with_manager", hundredths=500))
    return made


def _saved_too_old(at: Maker) -> PlannedRequest:
    return at.week(saved={at.day.year - 7: 300}, saved_days=2)


def _saved_short(at: Maker) -> PlannedRequest:
    return at.week(saved={at.day.year - 2: 200}, saved_days=4)


def _entitlement(at: Maker) -> PlannedRequest:
    """The system has not followed the employee's age."""
    age, stated = at.rng.choice(((45, 25), (55, 31), (30, 31)))
    return at.week(birth_year=at.day.year - age, entitled=stated)


def _staffing(at: Maker) -> PlannedRequest:
    """One working day has just as many as it needs; for vacation, or for parental leave, which is a right."""
    made = at.week() if at.rng.random() < 0.5 else GRANTED["parental"](at)
    made.tight_days = {sorted(made.shift_days())[1]}
    return made


def _notice_parental(at: Maker) -> PlannedRequest:
    """A day less than two months."""
    made = GRANTED["parental"](at)
    length = made.last - made.first
    received_on = made.received_on
    while received_on.day > 28:
        received_on -= timedelta(1)
    made.received_on, made.first = received_on, days.months_later(received_on, 2) - timedelta(1)
    made.last = made.first + length
    return made


def _notice(at: Maker) -> PlannedRequest:
    """A day too late for vacation, parental leave, a child's other matters, or private leave."""
    which = at.rng.choice(("vacation", "parental", "temporary_parental", "private_paid"))
    soon = at.soon(13, 3)
    if which == "vacation" and soon:
        return at.request("vacation", soon, soon + timedelta(2), received_on=soon - timedelta(13))
    if which in ("vacation", "parental"):
        return _notice_parental(at)
    if which == "private_paid":
        first = days.weekday_from(at.day)
        return at.request("private_paid", first, first, "care", ground="doctor", received_on=first - timedelta(1))
    first = days.weekday_from(at.day + timedelta(4))
    return at.request("temporary_parental", first, first, "care", ground="other",
                      received_on=first - timedelta(6), child_birth_on=at.child(20, 100, first))  # fmt: skip


def _extent(at: Maker) -> PlannedRequest:
    """Shares of parental leave that the law does not give, and half a day of vacation."""
    which = at.rng.choice(("no_benefit", "too_old_for_whole", "too_old_for_quarter", "vacation"))
    if which == "vacation":
        return at.week(extent="1/2")
    made = GRANTED["parental"](at)
    made.with_benefit = False
    months = (108, 118) if which == "too_old_for_quarter" else (26, 60)
    made.child_birth_on = at.child(*months, made.first)
    made.extent = {"no_benefit": "3/4", "too_old_for_whole": "full", "too_old_for_quarter": "1/4"}[which]
    return made


def _child_unknown(at: Maker) -> PlannedRequest:
    made = GRANTED[at.rng.choice(("parental", "temporary_parental"))](at)
    made.with_benefit, made.child_birth_on = made.asks == "parental", None
    return made


def _study_short(at: Maker) -> PlannedRequest:
    made = GRANTED["study"](at)
    made.employed_from, made.days_two_years = at.day - timedelta(80), 81
    return made


def _private_exceeded(at: Maker) -> PlannedRequest:
    made = private(at, length=2)
    made.private_used = 900
    return made


def _summer(at: Maker) -> PlannedRequest:
    """The week of Midsummer, or of the National Day."""
    year = at.day.year + (1 if at.day > date(at.day.year, 5, 1) else 0)
    day = at.rng.choice((days.midsummer_eve(year), date(year, 6, 6)))
    monday = day - timedelta(day.weekday())
    return at.request("vacation", monday, monday + timedelta(7), "care")


def _long(at: Maker) -> PlannedRequest:
    """More days than the employer leaves to the robot: four weeks, or four days of private leave."""
    if at.rng.random() < 0.3:
        made = private(at, length=4)
        made.private_used = 0
        return made
    monday = at.monday(45, 60, 4)
    return at.request("vacation", monday, monday + timedelta(25), vacation_left=2500)


def _several(at: Maker) -> PlannedRequest:
    """Three things at once."""
    return at.week(vacation_left=100, saved={}, protected=True,
                   remarks=[{"noted_on": at.day.isoformat(), "text": "Ny enhet från årsskiftet"}])  # fmt: skip


HANDED_OVER: dict[str, tuple[Change, tuple[str, ...]]] = {
    "balance_short": (_balance_short, ("balance_short",)),
    "staffing_below_minimum": (_staffing, ("staffing_below_minimum",)),
    "approval_limit": (_long, ("approval_limit",)),
    "unpaid": (_with(asks="unpaid"), ("unpaid_discretionary",)),
    "notice_short": (_notice, ("notice_short",)),
    "overlap_own": (_overlap, ("overlap_own",)),
    "main_holiday": (_summer, ("main_holiday",)),
    "private_ground": (lambda at: private(at, "moving"), ("private_ground",)),
    "protected_identity": (_with(protected=True), ("protected_identity",)),
    "warning_open": (_remark, ("warning_open",)),
    "already_decided": (_with(settled_outside=True), ("already_decided",)),
    "not_employed": (_employment_ends, ("not_employed",)),
    "overlap_part_time_parental": (_overlap_part, ("overlap_own",)),
    "nothing_scheduled": (_nothing_scheduled, ("nothing_scheduled",)),
    "schedule_unknown": (_schedule_unknown, ("schedule_unknown",)),
    "saved_too_old": (_saved_too_old, ("saved_too_old",)),
    "saved_short": (_saved_short, ("saved_short",)),
    "entitlement_differs": (_entitlement, ("entitlement_differs",)),
    "periods_exceeded": (with_periods, ("periods_exceeded",)),
    "extent_not_allowed": (_extent, ("extent_not_allowed",)),
    "child_unknown": (_child_unknown, ("child_unknown",)),
    "study_employment_short": (_study_short, ("study_employment_short",)),
    "private_exceeded": (_private_exceeded, ("private_exceeded",)),
    "several": (_several, ("balance_short", "protected_identity", "warning_open")),
}


def handed_over(at: Maker, name: str) -> PlannedRequest:
    """A request of this kind, with the reasons that must be given."""
    change, reasons = HANDED_OVER[name]
    made = change(at)
    made.kind = name
    made.answer = {"outcome": "handed_over", "amount_ore": None, "reasons": sorted(reasons), "effects": {}}
    return made
