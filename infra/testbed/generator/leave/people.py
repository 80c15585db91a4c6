"""Employees with test personal numbers, of an age that settles their vacation days."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import date

from infra.testbed.generator.people import BIRTH_NUMBERS, FIRST, LAST, check_digit


def entitled(birth_year: int, year: int) -> int:
    """AB: 25 days, 31 from the year one turns 40, 32 from the year one turns 50."""
    age = year - birth_year
    return 25 if age < 40 else 31 if age < 50 else 32


class Employees:
    """Draws people for one plan; no personal number comes twice."""

    def __init__(self, rng: random.Random, day: date, taken: Iterable[str] = ()) -> None:
        self._rng, self._year = rng, day.year
        self._used = set(taken)

    def name(self) -> tuple[str, str]:
        return self._rng.choice(FIRST), self._rng.choice(LAST)

    def birth_year(self) -> int:
        """Of nobody whose days are more next year than they are this year."""
        while True:
            year = self._year - self._rng.randint(22, 63)
            if entitled(year, self._year) == entitled(year, self._year + 1):
                return year

    def number(self, birth_year: int) -> str:
        while True:
            nine = f"{birth_year % 100:02d}{self._rng.randint(1, 12):02d}{self._rng.randint(1, 28):02d}"
            nine += self._rng.choice(BIRTH_NUMBERS)
            number = f"{birth_year // 100}{nine}{check_digit(nine)}"
            if number not in self._used:
                self._used.add(number)
                return number
