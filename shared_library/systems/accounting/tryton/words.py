"""Tryton's words in ours, and its ways of writing amounts and days, which follow each user's language: none is assumed.

An amount is read by its form alone, since it always has two decimals. A day cannot be (03/04/2026): how Tryton writes
one is learned by choosing a day in its calendar and looking at what it makes of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from shared_library.errors import UnknownText
from shared_library.swedish import shape

POSTED = ("Posted", "Paid")
UNFINISHED = ("Draft", "Validated")
CANCELLED = "Cancelled"
STATES = (*POSTED, *UNFINISHED, CANCELLED)
# Tryton has no field for these: the finance office keeps them as categories of the party.
F_TAX, BLOCKED, BUILDS = "F-skatt", "Betalstopp", "Byggtjänster"
GIROS = {"Bankgirot": "bankgiro", "Plusgirot": "plusgiro"}
KNOWN_DAY = "1999-12-31"
_AMOUNT = re.compile(r"-?\d{1,3}(?:([ .,'])\d{3}(?:\1\d{3})*)?([.,])\d{2}|-?\d+[.,]\d{2}")
_IBAN = re.compile(r"[A-Z]{2}\d{2}[0-9A-Z]{10,30}")


def amount(text: str, where: str) -> str:
    """``9,980.00``, ``9.980,00``, ``9 980,00`` → ``9980.00``."""
    plain = re.sub("[\u00a0\u202f\u2009]", " ", text).strip().replace("\u2212", "-").replace("\u2019", "'")
    found = _AMOUNT.fullmatch(plain)
    if found is None or (found[1] and found[1] == found[2]):
        raise UnknownText(f"{where}: not an amount with two decimals (shape {shape(text)}).")
    return f"{Decimal(re.sub('[ .,]', '', plain.replace(chr(39), ''))) / 100:.2f}"


def same(one: str, other: str) -> bool:
    return Decimal(one) == Decimal(other)


@dataclass(frozen=True)
class Days:
    """How this user's Tryton writes a day: the parts in their order, and what stands between them."""

    order: tuple[str, str, str]
    between: str

    @classmethod
    def learned(cls, shown: str) -> Days:
        """From what Tryton shows for 31 December 1999, whose three numbers can be told apart."""
        parts, marks = re.findall(r"\d+", shown), re.findall(r"\D+", shown)
        names = {"1999": "year", "12": "month", "31": "day"}
        if sorted(parts) != sorted(names) or len(set(marks)) != 1 or len(marks) != 2:
            raise UnknownText(f"Tryton's way of writing a day is not known (shape {shape(shown)}).")
        first, second, third = (names[part] for part in parts)
        return cls((first, second, third), marks[0])

    def read(self, text: str, where: str) -> str:
        """→ ``2026-11-02``."""
        parts = text.strip().split(self.between)
        try:
            return date(**{name: int(part) for name, part in zip(self.order, parts, strict=True)}).isoformat()
        except (ValueError, TypeError):
            raise UnknownText(f"{where}: not a day as Tryton writes it (shape {shape(text)}).") from None

    def shows(self, day: str, text: str) -> bool:
        """Whether a field shows this day; an empty one shows none."""
        return bool(text) and self.read(text, "a field of a day") == day


def state(text: str) -> str:
    if text not in STATES:
        raise UnknownText(f"State: a word that is not known here. Known: {', '.join(STATES)}.")
    return text


def account(number: str, bank: str) -> dict[str, object]:
    """``5050-1055 @ Bankgirot`` → a payment account of the facts. An OCR check is nothing that Tryton knows of."""
    plain = re.sub(r"[\s-]", "", number.partition(" @ ")[0])
    scheme = GIROS.get(bank) or ("iban" if _IBAN.fullmatch(plain) else None)
    if scheme is None or not plain.isalnum():
        raise UnknownText(f"Bank Accounts: neither giro nor IBAN (shape {shape(number)}).")
    return {"scheme": scheme, "number": plain, "ocr": False}


def price(shown: str, net: str) -> bool:
    """Whether a unit price, which has four decimals in Tryton, is this amount."""
    head, mark, decimals = shown[:-5], shown[-5:-4], shown[-4:]
    return (
        mark in (".", ",") and decimals[2:] == "00" and same(amount(f"{head}{mark}{decimals[:2]}", "Unit Price"), net)
    )
