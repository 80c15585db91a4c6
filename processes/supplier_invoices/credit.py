"""A credit note belongs to one invoice, and takes back no more than is left of it. It is never paid."""

from processes.kit.text import plain
from processes.kit.worksheet import Worksheet
from processes.supplier_invoices.amounts import ore
from processes.supplier_invoices.facts import Facts


def check(facts: Facts, sheet: Worksheet) -> None:
    """Reasons of credit notes alone."""
    invoice, credited = facts.invoice, facts.credited
    if invoice.kind != "credit_note":
        return
    if len(invoice.preceding) != 1 or credited is None or credited.number != invoice.preceding[0].number:
        named = ", ".join(one.number for one in invoice.preceding) or "–"
        sheet.reason("credit_without_invoice", number=plain(named))
        return
    left = ore(credited.with_vat) - ore(credited.credited_so_far)
    if credited.currency != invoice.currency or ore(invoice.totals.with_vat) > left:
        sheet.reason("credit_above_invoice", number=plain(credited.number), said=plain(invoice.totals.with_vat),
                     left=plain(f"{left / 100:.2f}"))  # fmt: skip
