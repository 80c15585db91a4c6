"""Where on an invoice a finding is shown: by the official rules' location, or by our own reason's code."""

import re
from collections.abc import Sequence

LINE = "line"
# Block → the names of elements that stand in it. The first that the location holds decides; the line goes before all.
_ELEMENTS = {
    "supplier": ("AccountingSupplierParty", "TaxRepresentativeParty"),
    "buyer": ("AccountingCustomerParty",),
    "payment": ("PaymentMeans", "PayeeParty", "PaymentTerms"),
    "vat": ("TaxTotal",),
    "totals": ("LegalMonetaryTotal", "AllowanceCharge"),
    "other": ("AdditionalDocumentReference",),
}
_LINE_ELEMENT = re.compile(r"(?:InvoiceLine|CreditNoteLine)(?:\[[^\]\d][^\]]*\])?\[(\d+)\]")
OF_REASON = {
    "rules_not_installed": "other", "already_registered": "head", "duplicate": "head", "near_duplicate": "head",
    "foreign_currency": "totals", "negative_invoice": "totals", "approval_limit": "totals", "wrong_buyer": "buyer",
    "natural_person": "supplier", "supplier_unknown": "supplier", "supplier_blocked": "supplier",
    "warning_open": "supplier", "f_tax_missing": "supplier", "account_missing": "payment",
    "account_number_wrong": "payment", "account_changed": "payment", "payee_other": "payment",
    "reference_wrong": "payment", "due_early": "head", "sums_differ": LINE, "vat_rate_wrong": LINE,
    "reverse_charge_wrong": "vat", "line_unmatched": LINE, "price_differs": LINE, "order_unknown": "match",
    "order_other_supplier": "match", "order_closed": "match", "more_than_received": "match",
    "contract_unknown": "match", "contract_other_supplier": "match", "contract_not_valid": "match",
    "contract_amount_differs": "match", "credit_without_invoice": "head", "credit_above_invoice": "totals",
    "no_coding_ground": "match", "parameter_missing": "other",
}  # fmt: skip


def place_of(location: str, lines: Sequence[str]) -> str:
    """The block of an official finding, or `line <id>` of the line that it is about."""
    numbered = _LINE_ELEMENT.search(location)
    if numbered and 0 < int(numbered[1]) <= len(lines):
        return f"line {lines[int(numbered[1]) - 1]}"
    return next((block for block, names in _ELEMENTS.items() if any(name in location for name in names)), "head")
