"""A UBL 2.1 invoice or credit note by Peppol BIS Billing 3, read to the facts' `invoice`.

Nothing is judged here and nothing is made up: what is not written is null, amounts are the decimals that stand there
with two places, and a document without what makes it an invoice (number, date, currency, sums) is refused in words.
The business terms in comments (BT-1 …) are EN 16931-1's.
"""

from typing import Any

from processes.kit.errors import DocumentRefused
from processes.kit.xml_tree import Node
from processes.kit.xml_tree import read as read_xml
from processes.supplier_invoices import ubl_lines, ubl_parties
from processes.supplier_invoices.ubl_values import amount, day, day_or_none, needed

Json = dict[str, Any]
_UBL = "urn:oasis:names:specification:ubl:schema:xsd:{}-2"
KINDS = {_UBL.format("Invoice"): "invoice", _UBL.format("CreditNote"): "credit_note"}
BILLING = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
_OLDER = (
    "Only Peppol BIS Billing 3 is read. Older formats (Svefaktura, BIS 5A, Fulltextfaktura) are taken by agreement "
    "only (lag 2018:1277): ask the supplier for BIS Billing 3."
)
_OLDER_SV = (
    "Bara Peppol BIS Billing 3 läses. Äldre format (Svefaktura, BIS 5A, Fulltextfaktura) tas emot bara efter "
    "överenskommelse (lag 2018:1277): be leverantören om BIS Billing 3."
)


def read(content: bytes) -> Json:
    """The facts' `invoice`. Raises DocumentRefused: not_xml, encoding, document_type, too_large, too_deep, other_root,
    other_version, missing, not_a_number, not_a_day."""
    root = read_xml(content)
    kind = _kind(root)
    code = "InvoiceTypeCode" if kind == "invoice" else "CreditNoteTypeCode"
    return {
        "kind": kind,
        "type_code": needed(root, code),  # BT-3
        "customization_id": root.told("CustomizationID"),
        "profile_id": root.told("ProfileID"),
        "number": needed(root, "ID"),  # BT-1
        "issued_on": day(root, "IssueDate"),  # BT-2
        "due_on": _due(root),  # BT-9
        "tax_point_on": day_or_none(root, "TaxPointDate"),  # BT-7
        "period": _period(root.one("InvoicePeriod")),  # BG-14
        "currency": needed(root, "DocumentCurrencyCode"),  # BT-5
        "buyer_reference": root.told("BuyerReference"),  # BT-10
        "order_reference": root.told("OrderReference/ID"),  # BT-13
        "contract_reference": root.told("ContractDocumentReference/ID"),  # BT-12
        "note": root.told("Note"),  # BT-22
        "preceding": [_preceding(one) for one in root.all("BillingReference/InvoiceDocumentReference")],  # BG-3
        "supplier": ubl_parties.supplier(root),
        "buyer": ubl_parties.named(root, "AccountingCustomerParty/Party"),
        "payee": ubl_parties.payee(root),  # BG-10
        "payment": [ubl_parties.payment(one) for one in root.all("PaymentMeans")],  # BG-16
        "payment_terms": root.told("PaymentTerms/Note"),  # BT-20
        "allowances_charges": [ubl_lines.allowance_charge(one) for one in root.all("AllowanceCharge")],
        "vat": [ubl_lines.vat(one) for one in root.all("TaxTotal/TaxSubtotal")],  # BG-23
        "totals": _totals(root),
        "lines": [ubl_lines.line(one) for one in root.children if one.name in ("InvoiceLine", "CreditNoteLine")],
        "attachments": [
            ubl_lines.attachment(one)
            for one in root.all("AdditionalDocumentReference")
            if one.one("Attachment") is not None
        ],
    }


def _kind(root: Node) -> str:
    kind = KINDS.get(root.space)
    if kind is None or root.name not in ("Invoice", "CreditNote"):
        raise DocumentRefused(
            "other_root", f"The document is {root.name}, not a UBL invoice or credit note. {_OLDER}",
            f"Dokumentet är {root.name}, ingen faktura eller kreditnota enligt UBL. {_OLDER_SV}",
        )  # fmt: skip
    said = root.told("CustomizationID") or ""
    if said != BILLING:
        raise DocumentRefused(
            "other_version", f"The document says that it follows {said[:120] or 'nothing'}. {_OLDER}",
            f"Dokumentet säger att det följer {said[:120] or 'ingenting'}. {_OLDER_SV}",
        )  # fmt: skip
    return kind


def _due(root: Node) -> str | None:
    """In a credit note it stands with the means of payment."""
    if root.told("DueDate"):
        return day(root, "DueDate")
    means = root.one("PaymentMeans")
    return day_or_none(means, "PaymentDueDate") if means else None


def _period(found: Node | None) -> Json | None:
    if found is None:
        return None
    return {"from_on": day_or_none(found, "StartDate"), "to_on": day_or_none(found, "EndDate")}


def _preceding(found: Node) -> Json:
    return {"number": needed(found, "ID"), "issued_on": day_or_none(found, "IssueDate")}


def _totals(root: Node) -> Json:
    """BG-22. The VAT is the one in the document's own currency (BT-110)."""
    sums = root.one("LegalMonetaryTotal")
    if sums is None:
        raise DocumentRefused(
            "missing", "The document has no sums (LegalMonetaryTotal). Ask the supplier for a whole invoice.",
            "Dokumentet har inga summor (LegalMonetaryTotal). Be leverantören om en hel faktura.",
        )  # fmt: skip
    return {
        "lines": amount(sums, "LineExtensionAmount"),
        "allowances": amount(sums, "AllowanceTotalAmount", "0.00"),
        "charges": amount(sums, "ChargeTotalAmount", "0.00"),
        "without_vat": amount(sums, "TaxExclusiveAmount"),
        "vat": amount(_own_vat(root), "TaxAmount", "0.00"),
        "with_vat": amount(sums, "TaxInclusiveAmount"),
        "prepaid": amount(sums, "PrepaidAmount", "0.00"),
        "rounding": amount(sums, "PayableRoundingAmount", "0.00"),
        "payable": amount(sums, "PayableAmount"),
    }


def _own_vat(root: Node) -> Node:
    own = root.told("DocumentCurrencyCode")
    for total in root.all("TaxTotal"):
        said = total.one("TaxAmount")
        if said is not None and said.attributes.get("currencyID") == own:
            return total
    return root.one("TaxTotal") or Node("", "", {})
