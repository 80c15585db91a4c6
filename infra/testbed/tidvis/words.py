"""Tidvis' words for its codes, and how it prints and reads days, dates and numbers."""

from __future__ import annotations

import re
from datetime import date

KIND = {
    "vacation": "Semester",
    "parental": "Föräldraledighet",
    "temporary_parental": "Tillfällig föräldraledighet",
    "study": "Studieledighet",
    "private_paid": "Enskild angelägenhet med lön",
    "unpaid": "Tjänstledighet utan lön",
}
EXTENT = {"full": "100 %", "3/4": "75 %", "1/2": "50 %", "1/4": "25 %", "1/8": "12,5 %"}
GROUND = {
    "illness": "Barnet är sjukt eller smittat",
    "other": "Annat skäl",
    "funeral": "Begravning",
    "doctor": "Läkarbesök",
    "moving": "Flytt",
}
STAGE = {"new": "Obehandlad", "with_manager": "Hos chef", "registered": "Registrerad", "refused": "Avslagen"}
RENAMED = {
    ">Till bekräftelse</button>": ">Fortsätt</button>",
    ">Bemannade</th>": ">I tjänst</th>",
}
_WEEKDAYS = ("mån", "tis", "ons", "tors", "fre", "lör", "sön")
_MONTHS = ("jan", "feb", "mars", "april", "maj", "juni", "juli", "aug", "sep", "okt", "nov", "dec")
_DAYS = re.compile(r"^\d{1,3}(?:,\d{1,2})?$")


def day(value: str | None) -> str:
    """``2026-12-21`` → ``mån 21 dec 2026``; a dash for none."""
    if not value:
        return "–"
    at = date.fromisoformat(value[:10])
    return f"{_WEEKDAYS[at.weekday()]} {at.day} {_MONTHS[at.month - 1]} {at.year}"


def moment(value: str) -> str:
    """``2026-11-20 09:14:05`` → ``fre 20 nov 2026 kl. 09.14``."""
    return f"{day(value)} kl. {value[11:16].replace(':', '.')}"


def clock(value: str) -> str:
    return value.replace(":", ".")


def days(hundredths: int) -> str:
    """333 → ``3,33``."""
    return f"{hundredths // 100},{hundredths % 100:02d}"


def read_days(text: str) -> int | None:
    """``3,33`` or ``5`` in hundredths. None when it is no number of days."""
    if not _DAYS.match(text):
        return None
    whole, _, part = text.partition(",")
    return int(whole) * 100 + int(part.ljust(2, "0") or 0)


def read_day(text: str) -> str | None:
    try:
        return date.fromisoformat(text).isoformat() if len(text) == 10 else None
    except ValueError:
        return None


def number(personal_number: str) -> str:
    """Twelve digits as Tidvis prints them: ``1984 0502 2384``."""
    return f"{personal_number[:4]} {personal_number[4:8]} {personal_number[8:]}"


def yes(value: object) -> str:
    return "Ja" if value else "Nej"


def dash(value: object) -> str:
    return "–" if value in (None, "") else str(value)


def week_of(value: str) -> str:
    """The ISO week of a day, as in addresses: ``2026-53``."""
    year, week, _ = date.fromisoformat(value).isocalendar()
    return f"{year}-{week:02d}"
