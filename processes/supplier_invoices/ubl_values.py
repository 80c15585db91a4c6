"""Single values of a UBL document: texts that must be there, days, and decimals with two places or as they stand."""

import re
from datetime import date
from decimal import Decimal, InvalidOperation

from processes.kit.errors import DocumentRefused
from processes.kit.xml_tree import Node

_DECIMAL = re.compile(r"[+-]?\d{1,15}(\.\d{1,10})?")


def needed(at: Node, path: str) -> str:
    """A text that makes the document what it is."""
    told = at.told(path)
    if told is None:
        raise DocumentRefused(
            "missing", f"{path} is missing in {at.name}. Ask the supplier for a whole invoice.",
            f"{path} saknas i {at.name}. Be leverantören om en hel faktura.",
        )  # fmt: skip
    return told


def amount(at: Node, path: str, otherwise: str | None = None) -> str:
    """An amount in the document's currency, decimal text with two places. More places are no öre of anybody's."""
    if otherwise is not None and at.told(path) is None:
        return otherwise
    found = number(at, path)
    exact = Decimal(found)
    if exact != round(exact, 2):
        raise _not_a_number(path, at)
    return f"{exact:.2f}"


def number(at: Node, path: str, otherwise: str | None = None) -> str:
    """A quantity, rate or price: its decimals as they stand."""
    told = at.told(path)
    if told is None and otherwise is not None:
        return otherwise
    told = told or needed(at, path)
    if not _DECIMAL.fullmatch(told):
        raise _not_a_number(path, at)
    try:
        plain = format(Decimal(told), "f")
    except InvalidOperation:
        raise _not_a_number(path, at) from None
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def number_or_none(at: Node, path: str) -> str | None:
    return number(at, path) if at.told(path) is not None else None


def day(at: Node, path: str) -> str:
    """A day as ISO."""
    told = needed(at, path)
    try:
        return date.fromisoformat(told[:10]).isoformat()
    except ValueError:
        raise DocumentRefused(
            "not_a_day", f"{path} in {at.name} is not a day (YYYY-MM-DD).",
            f"{path} i {at.name} är ingen dag (ÅÅÅÅ-MM-DD).",
        ) from None  # fmt: skip


def day_or_none(at: Node, path: str) -> str | None:
    return day(at, path) if at.told(path) is not None else None


def _not_a_number(path: str, at: Node) -> DocumentRefused:
    return DocumentRefused(
        "not_a_number", f"{path} in {at.name} is not an amount that can be reckoned with.",
        f"{path} i {at.name} är inget belopp som går att räkna med.",
    )  # fmt: skip
