"""One planned request: the employee, what is asked for, all that stands around it, and the answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from infra.testbed.generator.leave import days
from infra.testbed.generator.leave.patterns import PATTERNS, Pattern

Json = dict[str, Any]
BY_CALENDAR = ("parental", "study", "unpaid")


@dataclass
class PlannedRequest:
    """Days of balances in hundredths. Kinds of hand-over change such a request."""

    kind: str
    municipality: str
    number: str
    first_name: str
    last_name: str
    asks: str
    first: date
    last: date
    pattern_name: str = "office"
    unit: str = ""
    received_on: date = date.min
    received_clock: str = "09:00:00"
    extent: str = "full"
    saved_days: int = 0
    ground: str = ""
    with_benefit: bool = False
    child_birth_on: date | None = None
    period_exempt: bool = False
    protected: bool = False
    settled_outside: bool = False
    employed_from: date = date(2015, 8, 17)
    employed_to: date | None = None
    days_two_years: int = 730
    entitled: int = 25
    laid_to: date = date.max
    vacation_left: int = 2000
    saved: dict[int, int] = field(default_factory=dict)
    private_used: int = 0
    remarks: list[Json] = field(default_factory=list)
    leave: list[Json] = field(default_factory=list)
    tight_days: set[date] = field(default_factory=set)
    answer: Json = field(default_factory=dict)
    caseworker: Json | None = None

    @property
    def pattern(self) -> Pattern:
        return PATTERNS[self.pattern_name]

    @property
    def period(self) -> list[date]:
        return days.span(self.first, self.last)

    def shifts(self, first: date, last: date) -> list[Json]:
        """The shifts that start in these days, as far as the schedule is laid and the employment lasts."""
        end = min(last, self.laid_to, self.employed_to or date.max)
        return [
            {"on": day.isoformat(), "starts": starts, "ends": ends}
            for day in days.span(first, end) for starts, ends in self.pattern.on(day)
        ]  # fmt: skip

    def shift_days(self) -> set[date]:
        return {date.fromisoformat(row["on"]) for row in self.shifts(self.first, self.last)}

    def hundredths(self) -> int:
        """The days to register: of the calendar for parental and study leave, working days for the rest."""
        if self.asks in BY_CALENDAR:
            return len(self.period) * 100
        if self.asks == "vacation":
            return days.vacation_hundredths(self.shift_days(), self.pattern.week_hundredths)
        return len(self.shift_days()) * 100

    def crew(self) -> list[Json]:
        """Staffing of the unit around the period: four more than needed, but just as many on tight days."""
        around = days.span(self.first - timedelta(7), self.last + timedelta(7))
        rows = []
        for day in around:
            minimum = 4 if day.weekday() < 5 else 3
            rows.append({"on": day.isoformat(), "minimum": minimum,
                         "planned": minimum + (0 if day in self.tight_days else 4)})  # fmt: skip
        return rows
