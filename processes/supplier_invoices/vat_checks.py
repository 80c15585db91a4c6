"""VAT rates by day and goods, against the order, and reverse charge."""

from processes.kit.text import plain
from processes.kit.worksheet import Worksheet
from processes.supplier_invoices.facts import Facts, InvoiceLine

_FOOD_SEGMENT, _UNSPSC_DIGITS = "50", 8
_STANDARD, _REVERSE = "S", "AE"


def check(facts: Facts, sheet: Worksheet) -> None:
    """Every line's rate, and who is to pay the VAT."""
    day = facts.invoice.tax_point_on or facts.invoice.issued_on
    rates = sheet.value_or_reason("vat.rates", day)
    for line in facts.invoice.lines:
        if line.vat_category != _STANDARD:
            continue
        if rates is not None and line.vat_rate not in rates:
            sheet.reason("vat_rate_wrong", "unknown", line=plain(line.id), rate=plain(line.vat_rate or "–"))
        elif _is_food(line):
            wanted = sheet.value_or_reason("vat.food_rate", day)
            if wanted is not None and line.vat_rate != wanted:
                sheet.reason("vat_rate_wrong", "food", line=plain(line.id), rate=plain(line.vat_rate or "–"),
                             wanted=plain(wanted))  # fmt: skip
    _reverse_charge(facts, sheet)


def _reverse_charge(facts: Facts, sheet: Worksheet) -> None:
    """Construction services to a buyer who sells such itself: the buyer pays the VAT (ML 16 kap. 13 §)."""
    reverse = any(one.category == _REVERSE for one in facts.invoice.vat)
    builds = facts.supplier is not None and facts.supplier.reverse_charge
    if not reverse and not builds:
        return
    buyer = sheet.local("construction_buyer")
    if buyer not in (None, "liable", "not_liable"):
        sheet.unusable("construction_buyer", "liable, not_liable")
    elif reverse and (buyer == "not_liable" or not builds):
        sheet.reason("reverse_charge_wrong", "not_due")
    elif reverse:
        sheet.reason("reverse_charge_wrong", "to_reckon")
    elif buyer == "liable":
        sheet.reason("reverse_charge_wrong", "missing")


def _is_food(line: InvoiceLine) -> bool:
    code = line.commodity or ""
    return len(code) == _UNSPSC_DIGITS and code.isdecimal() and code.startswith(_FOOD_SEGMENT)
