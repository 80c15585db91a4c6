"""Calendar months and ages: plain dates, no clock and no time zone."""

import calendar
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, order=True)
class Month:
    """A calendar month; `Month.of("2026-12")`."""

    year: int
    month: int

    @classmethod
    def of(cls, text: str) -> "Month":
        year, month = text.split("-")
        return cls(int(year), int(month))

    @classmethod
    def containing(cls, day: date) -> "Month":
        return cls(day.year, day.month)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    def __add__(self, months: int) -> "Month":
        index = self.year * 12 + self.month - 1 + months
        return Month(index // 12, index % 12 + 1)

    def __sub__(self, months: int) -> "Month":
        return self + -months

    def months_since(self, other: "Month") -> int:
        """How many months this one lies after `other`."""
        return (self.year - other.year) * 12 + self.month - other.month

    @property
    def first(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        return date(self.year, self.month, calendar.monthrange(self.year, self.month)[1])

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


def age_on(birth: date, day: date) -> int:
    """Whole years on a day; one born on 29 February has the birthday on 1 March in other years."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
