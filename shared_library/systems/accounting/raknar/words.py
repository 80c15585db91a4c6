"""Räknar's own words, in ours; and how it prints amounts and quantities. A word that is not here is an error."""

from __future__ import annotations

import re
from decimal import Decimal

from shared_library import swedish
from shared_library.errors import UnknownText

SCHEME = {"Bg": "bankgiro", "Pg": "plusgiro", "IBAN": "iban"}
KIND = {"Lev.faktura": "invoice", "Lev.kredit": "credit_note"}
YES_NO = {"J": True, "N": False}
STRUCK = "Makulerad"
NOTHING = "–"
_ACCOUNT = re.compile(r"\d{2,20}|[A-Z]{2}\d{2}[0-9A-Z]{10,30}")
_NUMBER = re.compile(r"-?\d+(?:,\d+)?")


def or_none(text: str) -> str | None:
    return None if text.strip() in (NOTHING, "") else text.strip()


def amount(text: str, where: str) -> str:
    """``1 250,00`` → ``1250.00``."""
    value = swedish.ore(text, where)
    return f"{'-' if value < 0 else ''}{abs(value) // 100}.{abs(value) % 100:02d}"


def amount_or_none(text: str, where: str) -> str | None:
    return amount(text, where) if or_none(text) else None


def number(text: str, where: str) -> str:
    """``12,5`` → ``12.5``."""
    plain = text.replace(" ", "")
    if not _NUMBER.fullmatch(plain):
        raise UnknownText(f"{where}: not a number such as 12,5 (shape {swedish.shape(text)}).")
    return plain.replace(",", ".")


def digits(text: str, where: str) -> str:
    """``556036-0793`` → ``5560360793``."""
    plain = text.replace("-", "").strip()
    if not plain.isdecimal():
        raise UnknownText(f"{where}: not digits (shape {swedish.shape(text)}).")
    return plain


def account(text: str, where: str) -> str:
    """``5050-1055`` → ``50501055``; an IBAN without its spaces."""
    plain = text.replace("-", "").replace(" ", "").replace("\N{NO-BREAK SPACE}", "")
    if not _ACCOUNT.fullmatch(plain):
        raise UnknownText(f"{where}: no account number (shape {swedish.shape(text)}).")
    return plain


def typed(value: str) -> str:
    """``1250.00`` → ``1 250,00``, as Räknar wants an amount typed."""
    plain = Decimal(value)
    whole, _, part = f"{abs(plain):.2f}".partition(".")
    return f"{'-' if plain < 0 else ''}{int(whole):,}".replace(",", " ") + f",{part}"
