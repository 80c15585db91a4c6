"""Amounts, dates and months as Swedish systems print them. Strict: what is not known is an error, no guess."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import TypeVar

from shared_library.errors import UnknownText

_AMOUNT = re.compile(r"^(-?)(\d{1,3}(?: \d{3})+|\d+)(?:,(\d{2}))?(?: ?(?:kr|SEK))?$")
MONTHS = [
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
]
V = TypeVar("V")


def ore(text: str, where: str) -> int:
    """``"6 212,00 kr"`` → 621200. ``where`` names the field in the error."""
    plain = re.sub(r"[\u00a0\u202f\u2009]", " ", text).strip().replace("\u2212", "-")
    match = _AMOUNT.match(plain)
    if not match:
        raise UnknownText(f"{where}: the text is not a Swedish amount such as 6 212,00 (shape {shape(text)}).")
    sign, kronor, decimals = match.groups()
    value = int(kronor.replace(" ", "")) * 100 + int(decimals or 0)
    return -value if sign else value


def amount(value_ore: int) -> str:
    """621200 → ``"6212,00"``, as typed into a form."""
    sign = "-" if value_ore < 0 else ""
    return f"{sign}{abs(value_ore) // 100},{abs(value_ore) % 100:02d}"


def kronor(value_ore: int) -> str:
    """621200 → ``"6 212"``; öre are shown only when there are any. For texts that people read."""
    whole, rest = divmod(abs(value_ore), 100)
    grouped = f"{whole:,}".replace(",", "\u00a0")
    return f"{'−' if value_ore < 0 else ''}{grouped}{f',{rest:02d}' if rest else ''}"


def day(text: str, where: str) -> str:
    """``"2026-11-25"`` → the same, when it is a day that exists."""
    plain = text.strip()
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", plain):
        raise UnknownText(f"{where}: the text is not a date such as 2026-11-25 (shape {shape(text)}).")
    try:
        return date.fromisoformat(plain).isoformat()
    except ValueError:
        raise UnknownText(f"{where}: there is no such day.") from None


def month(text: str, where: str) -> str:
    """``"2026-12"`` or ``"december 2026"`` → ``"2026-12"``."""
    plain = text.strip().lower()
    if re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", plain):
        return plain
    named = re.fullmatch(r"([a-z]+) (\d{4})", plain)
    if named and named.group(1) in MONTHS:
        return f"{named.group(2)}-{MONTHS.index(named.group(1)) + 1:02d}"
    raise UnknownText(f"{where}: the text is not a month such as 2026-12 (shape {shape(text)}).")


def month_words(value: str) -> str:
    """``"2026-12"`` → ``"december 2026"``."""
    year, number = value.split("-")
    return f"{MONTHS[int(number) - 1]} {year}"


def choice(text: str, known: Mapping[str, V], where: str) -> V:
    """The value for a word of the system's own list; the list is told when the word is not in it."""
    plain = " ".join(text.split())
    if plain not in known:
        raise UnknownText(f"{where}: a word that is not known here. Known: {', '.join(known)}.")
    return known[plain]


def yes(text: str, where: str) -> bool:
    return choice(text, {"Ja": True, "Nej": False}, where)


def shape(text: str) -> str:
    """What may be told of an unreadable text: 9 for a digit, a for a letter; never the text itself."""
    return "".join("9" if c.isdigit() else "a" if c.isalpha() else c for c in text[:24]) or "empty"
