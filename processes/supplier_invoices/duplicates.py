"""The same invoice twice: by its number however it is written, or by amount and time."""

import re

from processes.kit.text import date_text, plain
from processes.kit.worksheet import Worksheet
from processes.supplier_invoices.facts import Facts


def check(facts: Facts, sheet: Worksheet) -> None:
    """Against what the accounting system holds of the supplier."""
    invoice = facts.invoice
    if facts.document.repeats:
        sheet.reason("duplicate", "document")
    days = sheet.local("near_duplicate_days")
    for other in facts.earlier:
        if bare(other.number) == bare(invoice.number):
            sheet.reason("duplicate", number=plain(other.number), day=date_text(other.issued_on))
        elif (
            days is not None and other.currency == invoice.currency and other.with_vat == invoice.totals.with_vat
            and abs((other.issued_on - invoice.issued_on).days) <= int(days)
        ):  # fmt: skip
            sheet.reason("near_duplicate", number=plain(other.number), day=date_text(other.issued_on))


def bare(number: str) -> str:
    """``F-001 002`` and ``f1002`` are one number: letters and digits, without the zeros that digits begin with."""
    return re.sub(r"(?<!\d)0+(?=\d)", "", re.sub(r"[^0-9a-zåäö]", "", number.casefold())).lstrip("0")
