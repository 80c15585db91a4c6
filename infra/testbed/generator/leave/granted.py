"""Requests that are to be registered: each kind draws a period and what belongs to it, within every limit.

The municipality's limits that the key assumes stand here: 15 days of vacation and 3 of private leave without the
manager, notice of 14 and 2 days, private leave for funeral and doctor, vacation in the summer to the manager.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from infra.testbed.generator.leave import days
from infra.testbed.generator.leave.patterns import FULL, PART
from infra.testbed.generator.leave.people import Employees, entitled
from infra.testbed.generator.leave.planned import PlannedRequest

Json = dict[str, Any]
LIMIT = {"vacation": 1500, "private_paid": 300}
NOTICE = {"vacation": 14, "private_paid": 2}
SUMMER = (6, 7, 8)


def calm(first: date, length: int) -> bool:
    """Neither holiday nor summer in so many days."""
    return not any(days.red(day) or day.month in SUMMER for day in days.span(first, first + timedelta(length - 1)))


@dataclass
class Maker:
    """What a kind draws from: chance, people, the day, the municipality."""

    rng: random.Random
    people: Employees
    day: date
    municipality: str

    def request(self, asks: str, first: date, last: date, pattern: str = "", **more: Any) -> PlannedRequest:
        """A request of somebody with plenty left, received some days ago; ``more`` are its own fields."""
        birth_year = more.pop("birth_year", None) or self.people.birth_year()
        first_name, last_name = self.people.name()
        of_year = entitled(birth_year, self.day.year)
        made = PlannedRequest(
            "", self.municipality, self.people.number(birth_year), first_name, last_name, asks, first, last,
            pattern or self.rng.choice(FULL), received_on=self.day - timedelta(self.rng.randint(1, 3)),
            received_clock=f"{self.rng.randint(7, 21):02d}:{self.rng.randint(0, 59):02d}:00",
            employed_from=date(self.rng.randint(2012, 2022), self.rng.randint(1, 12), self.rng.randint(1, 28)),
            entitled=of_year, vacation_left=(of_year - self.rng.randint(2, 4)) * 100,
            saved={self.day.year - 2: 500} if self.rng.random() < 0.6 else {},
            private_used=self.rng.choice((0, 0, 100, 200)), laid_to=max(last, self.day) + timedelta(60),
        )  # fmt: skip
        for name, value in more.items():
            setattr(made, name, value)
        return made

    def monday(self, least: int, most: int, weeks: int = 2) -> date:
        """A Monday so many days ahead, or later, whose next weeks hold no holiday and nothing of the summer."""
        found = days.monday_from(self.day + timedelta(self.rng.randint(least, most)))
        while not calm(found, weeks * 7):
            found += timedelta(7)
        return found

    def soon(self, most: int, length: int) -> date | None:
        """The last day within so many days from which ``length`` days are ordinary working days."""
        ahead = [self.day + timedelta(step) for step in range(most, 0, -1)]
        return next((day for day in ahead if calm(day, length) and day.weekday() + length <= 5), None)

    def week(self, asks: str = "vacation", pattern: str = "", **more: Any) -> PlannedRequest:
        """Monday to Friday of some week, with notice to spare."""
        monday = self.monday(45, 70)
        return self.request(asks, monday, monday + timedelta(4), pattern, **more)

    def after_easter(self, least: int) -> date:
        """The first Easter Sunday at least so many days ahead."""
        return next(sunday for sunday in days.EASTER.values() if (sunday - self.day).days >= least)

    def child(self, least: int, most: int, at: date) -> date:
        """A birthday so many months before a day."""
        return days.months_later(at.replace(day=self.rng.randint(1, 28)), -self.rng.randint(least, most))


def _plain(at: Maker) -> PlannedRequest:
    monday = at.monday(45, 70)
    return at.request("vacation", monday, monday + timedelta(at.rng.choice((4, 11))))


def _christmas(at: Maker, pattern: str = "care") -> PlannedRequest:
    """From before Christmas until after Epiphany: shifts on holidays and their eves are no vacation days."""
    year = at.day.year if at.day <= date(at.day.year, 12, 1) else at.day.year + 1
    first = days.weekday_from(date(year, 12, 20))
    return at.request("vacation", first, date(year + 1, 1, 8), pattern)


def _easter(at: Maker) -> PlannedRequest:
    sunday = at.after_easter(25)
    return at.request("vacation", sunday - timedelta(6), sunday + timedelta(5), "care")


def _ascension(at: Maker) -> PlannedRequest:
    """The week of Ascension Day, in a year in which it does not reach into June."""
    for sunday in days.EASTER.values():
        monday = sunday + timedelta(36)
        if (sunday - at.day).days >= 0 and (monday + timedelta(4)).month == 5:
            return at.request("vacation", monday, monday + timedelta(4), at.rng.choice(("care", "office")))
    raise AssertionError("the table of Easter ends too early")


def _saved(at: Maker) -> PlannedRequest:
    made, year = _plain(at), at.day.year
    made.saved, made.saved_days = {year - 3: 200, year - 1: 400}, at.rng.choice((3, 5))
    return made


def _part_time(at: Maker) -> PlannedRequest:
    """A week, or a part of one: few days, of which each counts as more."""
    made = at.week(pattern=at.rng.choice(PART))
    made.last = made.first + timedelta(at.rng.choice((1, 4, 11)))
    return made


def _night(at: Maker) -> PlannedRequest:
    """The last night passes midnight into a day that is not asked for, or into the weekend."""
    return at.week(pattern=at.rng.choice(("night", "night_five")))


def _age_edge(at: Maker) -> PlannedRequest:
    """The year in which one turns 40 or 50; the leave is in the same year."""
    first = at.monday(14, 18, 1)
    years = at.rng.choice((40, 50))
    return at.request("vacation", first, first + timedelta(2), birth_year=first.year - years,
                      entitled=31 if years == 40 else 32)  # fmt: skip


def _notice_edge(at: Maker) -> PlannedRequest:
    """Notice on the last day: 14 days for vacation, two months for parental leave."""
    soon = at.soon(14, 3)
    if soon and at.rng.random() < 0.5:
        return at.request("vacation", soon, soon + timedelta(2), received_on=soon - timedelta(14))
    received_on = at.day - timedelta(at.rng.randint(1, 3))
    while received_on.day > 28:
        received_on -= timedelta(1)
    first = days.months_later(received_on, 2)
    return _parental(at, first, received_on=received_on)


def _parental(at: Maker, first: date | None = None, weeks: int = 0, **more: Any) -> PlannedRequest:
    """Whole leave for a child below 18 months, with or without benefit."""
    first = first or days.monday_from(at.day + timedelta(at.rng.randint(70, 90)))
    last = first + timedelta((weeks or at.rng.randint(3, 6)) * 7 - 3)
    return at.request("parental", first, last, with_benefit=at.rng.random() < 0.7,
                      child_birth_on=at.child(4, 10, first), **more)  # fmt: skip


def _parental_part(at: Maker) -> PlannedRequest:
    """A part with benefit, or a quarter without it, for a child of two to six years."""
    extent, benefit = at.rng.choice((("3/4", True), ("1/2", True), ("1/8", True), ("1/4", False)))
    made = _parental(at, extent=extent)
    made.with_benefit, made.child_birth_on = benefit, at.child(26, 78, made.first)
    return made


def _periods_edge(at: Maker) -> PlannedRequest:
    """Three periods are there already, but one began last year or is exempt: the fourth is the third that counts."""
    exempt = at.rng.random() < 0.5
    made = with_periods(at)
    third = made.leave[-1]
    if exempt:
        third["period_exempt"] = 1
    else:
        year = made.first.year
        third |= {"from_on": f"{year - 1}-12-14", "to_on": f"{year}-01-05", "hundredths": 2300}
    return made


def with_periods(at: Maker) -> PlannedRequest:
    """Parental leave after three periods that began in the same year."""
    first = days.monday_from(max(at.day + timedelta(70), date(at.day.year + 1, 4, 5)))
    made = _parental(at, first)
    for month in (1, 2, 3):
        begins = date(first.year, month, 8)
        made.leave.append(earlier(made, "parental", begins, begins + timedelta(10)))
    return made


def earlier(made: PlannedRequest, kind: str, first: date, last: date, **more: Any) -> Json:
    """Other leave of the employee that stands in the HR system."""
    received = min(made.received_on - timedelta(20), first - timedelta(70))
    return {"kind": kind, "from_on": first.isoformat(), "to_on": last.isoformat(), "extent": "full",
            "received_at": f"{received.isoformat()} 10:15:00", "stage": "registered", "period_exempt": 0,
            "hundredths": ((last - first).days + 1) * 100, **more}  # fmt: skip


def _temporary(at: Maker) -> PlannedRequest:
    """A sick child, asked for the day before; or something else, with a week's notice."""
    if at.rng.random() < 0.5:
        first, ground = days.weekday_from(at.day), "illness"
        received_on = min(at.day, first) - timedelta(1)
    else:
        first, ground = at.monday(6, 6, 1), "other"
        received_on = min(at.day, first - timedelta(7))
    length = at.rng.choice((0, 1)) if first.weekday() < 4 else 0
    return at.request("temporary_parental", first, first + timedelta(length), "care",
                      ground=ground, received_on=received_on, child_birth_on=at.child(20, 100, first))  # fmt: skip


def _study(at: Maker) -> PlannedRequest:
    first = days.monday_from(at.day + timedelta(at.rng.randint(48, 70)))
    return at.request("study", first, first + timedelta(7 * at.rng.randint(5, 8) - 3))


def private(at: Maker, ground: str = "", length: int = 0) -> PlannedRequest:
    first = at.monday(12, 25, 1)
    length = length or at.rng.choice((1, 2))
    return at.request("private_paid", first, first + timedelta(length - 1), "office",
                      ground=ground or at.rng.choice(("funeral", "doctor")))  # fmt: skip


GRANTED: dict[str, Callable[[Maker], PlannedRequest]] = {
    "vacation": _plain,
    "vacation_christmas": _christmas,
    "vacation_part_time": _part_time,
    "parental": _parental,
    "parental_part": _parental_part,
    "private": private,
    "temporary_parental": _temporary,
    "study": _study,
    "vacation_easter": _easter,
    "vacation_ascension": _ascension,
    "vacation_part_time_christmas": lambda at: _christmas(at, at.rng.choice(PART)),
    "vacation_saved": _saved,
    "vacation_night": _night,
    "vacation_age_edge": _age_edge,
    "notice_edge": _notice_edge,
    "parental_periods_edge": _periods_edge,
}


def granted(at: Maker, name: str) -> PlannedRequest:
    """A request of this kind and its answer. What is drawn keeps within the limits, or the kind is drawn wrongly."""
    made = GRANTED[name](at)
    made.kind = name
    counted = made.hundredths()
    assert 0 < counted <= LIMIT.get(made.asks, counted), f"{name}: {counted} hundredths of a day"  # noqa: S101
    assert made.asks != "vacation" or counted - made.saved_days * 100 <= made.vacation_left, name  # noqa: S101
    made.answer = {"outcome": "granted", "amount_ore": None, "reasons": [],
                   "effects": {"registration": days.text(counted)}}  # fmt: skip
    return made
