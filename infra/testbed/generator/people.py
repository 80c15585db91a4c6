"""Invented people with test personal numbers: birth numbers 238, 239 and 980-983, check digit by Luhn."""

from __future__ import annotations

import random
from collections.abc import Iterable
from typing import Any

ADULT_AGES = (23, 59)
BIRTH_NUMBERS = ("238", "239", "980", "981", "982", "983")
FIRST = (
    "Agnes", "Ali", "Alma", "Amina", "Anton", "Arvid", "Astrid", "Bilal", "Birgitta", "Dalia", "David", "Ebba",
    "Edvin", "Elsa", "Fatima", "Filip", "Frida", "Gunnar", "Hanna", "Hassan", "Ida", "Ingrid", "Jakob", "Jelena",
    "Joel", "Karim", "Klara", "Lars", "Leila", "Linnea", "Lova", "Majken", "Marko", "Mira", "Nils", "Nora", "Omar",
    "Oskar", "Petra", "Rana", "Rasmus", "Samira", "Sigrid", "Stina", "Tove", "Viggo", "Wilma", "Yusuf",
)  # fmt: skip
LAST = (
    "Aspgren", "Bergmark", "Björkvik", "Dahlfors", "Ekbacka", "Farhadi", "Forslätt", "Granlid", "Hallonqvist",
    "Hedenmo", "Ibrahimovski", "Jarlsby", "Kallgård", "Karimzade", "Kvarnlund", "Lindmossa", "Ljungsjö", "Markovik",
    "Näslöv", "Oxelgren", "Petrovanda", "Rosenhed", "Saléhi", "Skogsvall", "Stenbråten", "Sundbacka", "Tallhamn",
    "Vikmark", "Wahlberga", "Åkerdal", "Ängslund", "Österdahl",
)  # fmt: skip
STREETS = ("Provgatan", "Testvägen", "Övningsstigen", "Försöksgränd")
Json = dict[str, Any]


def check_digit(nine: str) -> int:
    """Luhn over the nine digits after the century."""
    total = 0
    for place, digit in enumerate(nine):
        value = int(digit) * (2 - place % 2)
        total += value // 10 + value % 10
    return -total % 10


class People:
    """Draws people for one plan; no personal number comes twice."""

    def __init__(self, rng: random.Random, month: str, taken: Iterable[str] = ()) -> None:
        """``taken``: the numbers of people who are in the systems already."""
        self._rng = rng
        self._year, self._month = int(month[:4]), int(month[5:])
        self._used = set(taken)

    def adult(self, role: str, last_name: str | None = None, ages: tuple[int, int] = ADULT_AGES) -> Json:
        return self._person(role, self._rng.randint(*ages), last_name)

    def child(self, role: str, age: int, last_name: str) -> Json:
        return self._person(role, age, last_name)

    def last_name(self) -> str:
        return self._rng.choice(LAST)

    def contact(self, person: Json, number: int) -> Json:
        """The address for notices; telephone numbers from the series that is kept free for fiction."""
        channel = self._rng.choice(("sms", "sms", "email"))
        name = f"{person['first_name']}.{person['last_name']}".lower().translate(str.maketrans("åäöéèü", "aaoeeu"))
        return {
            "address": f"{self._rng.choice(STREETS)} {self._rng.randint(1, 60)}, 200 00 Provstad",
            "email": f"{name}@example.com", "phone": f"+46701740{605 + number % 95}", "channel": channel,
        }  # fmt: skip

    def _person(self, role: str, age: int, last_name: str | None) -> Json:
        return {
            "role": role, "number": self._number(age), "first_name": self._rng.choice(FIRST),
            "last_name": last_name or self.last_name(), "protected": False,
        }  # fmt: skip

    def _number(self, age: int) -> str:
        """A birthday at least two months from the application month, so that no age turns on the day."""
        while True:
            step = self._rng.randint(3, 9)
            month = (self._month + step - 1) % 12 + 1
            year = self._year - age - (1 if month > self._month else 0)
            nine = f"{year % 100:02d}{month:02d}{self._rng.randint(1, 28):02d}{self._rng.choice(BIRTH_NUMBERS)}"
            number = f"{year // 100}{nine}{check_digit(nine)}"
            if number not in self._used:
                self._used.add(number)
                return number


def birth_on(number: str) -> str:
    return f"{number[:4]}-{number[4:6]}-{number[6:8]}"


def age_in(number: str, month: str) -> int:
    """Full years on the first day of the month."""
    return int(month[:4]) - int(number[:4]) - (1 if number[4:6] > month[5:] else 0)
