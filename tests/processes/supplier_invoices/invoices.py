"""Invoices as UBL for tests: one whole, and the same with a piece changed."""

from __future__ import annotations

_OASIS = "urn:oasis:names:specification:ubl:schema:xsd"
BILLING = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"


def basic(name: str, text: str, **attributes: str) -> str:
    told = "".join(f' {key}="{value}"' for key, value in attributes.items())
    return f"<cbc:{name}{told}>{text}</cbc:{name}>"


def group(name: str, *inside: str) -> str:
    return f"<cac:{name}>{''.join(inside)}</cac:{name}>"


def kronor(name: str, text: str) -> str:
    return basic(name, text, currencyID="SEK")


def _vat_category(name: str) -> str:
    return group(name, basic("ID", "S"), basic("Percent", "25"), group("TaxScheme", basic("ID", "VAT")))


def _party(role: str, number: str, name: str, tax: str = "") -> str:
    country = group("PostalAddress", group("Country", basic("IdentificationCode", "SE")))
    entity = group("PartyLegalEntity", basic("RegistrationName", name), basic("CompanyID", number))
    return group(role, group("Party", basic("EndpointID", number, schemeID="0007"), country, tax, entity))


def _tax(scheme: str, text: str) -> str:
    return group("PartyTaxScheme", basic("CompanyID", text), group("TaxScheme", basic("ID", scheme)))


def _payment() -> str:
    branch = group("FinancialInstitutionBranch", basic("ID", "SE:BANKGIRO"))
    account = group("PayeeFinancialAccount", basic("ID", "5050-1055"), branch)
    return group("PaymentMeans", basic("PaymentMeansCode", "30"), basic("PaymentID", "12345674"), account)


def _vat() -> str:
    of_rate = group(
        "TaxSubtotal", kronor("TaxableAmount", "1000.00"), kronor("TaxAmount", "250.00"), _vat_category("TaxCategory")
    )
    return group("TaxTotal", kronor("TaxAmount", "250.00"), of_rate)


def _sums() -> str:
    told = {
        "LineExtensionAmount": "1000.00", "TaxExclusiveAmount": "1000.00", "TaxInclusiveAmount": "1250.00",
        "PayableAmount": "1250.00",
    }  # fmt: skip
    return group("LegalMonetaryTotal", *(kronor(name, text) for name, text in told.items()))


def _line(root: str) -> str:
    name, quantity = ("InvoiceLine", "Invoiced") if root == "Invoice" else ("CreditNoteLine", "Credited")
    return group(
        name, basic("ID", "1"), basic(f"{quantity}Quantity", "10.0", unitCode="C62"),
        kronor("LineExtensionAmount", "1000"), group("OrderLineReference", basic("LineID", "2")),
        group("Item", basic("Name", "Torkpapper"), _vat_category("ClassifiedTaxCategory")),
        group("Price", kronor("PriceAmount", "100.50")),
    )  # fmt: skip


def ubl(root: str = "Invoice", **changed: str) -> bytes:
    """An invoice of 1 250.00 kronor with one line; `changed` puts something else in a piece's place."""
    is_invoice = root == "Invoice"
    supplier_tax = _tax("VAT", "SE556036079301") + _tax("TAX", "Godkänd för F-skatt")
    parts = {
        "customization": basic("CustomizationID", BILLING),
        "profile": basic("ProfileID", "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"),
        "number": basic("ID", "F-1001"),
        "issued": basic("IssueDate", "2026-11-02"),
        "due": basic("DueDate", "2026-12-02") if is_invoice else "",
        "code": basic(f"{root}TypeCode", "380" if is_invoice else "381"),
        "currency": basic("DocumentCurrencyCode", "SEK"),
        "buyer_reference": basic("BuyerReference", "Köket Centrum"),
        "order": group("OrderReference", basic("ID", "B-77")),
        "more": "",
        "supplier": _party("AccountingSupplierParty", "5560360793", "Prov AB", supplier_tax),
        "buyer": _party("AccountingCustomerParty", "2120001199", "Provkommun"),
        "payee": "",
        "payment": _payment(),
        "vat": _vat(),
        "sums": _sums(),
        "lines": _line(root),
    } | changed
    spaces = (
        f'xmlns="{_OASIS}:{root}-2" xmlns:cac="{_OASIS}:CommonAggregateComponents-2" '
        f'xmlns:cbc="{_OASIS}:CommonBasicComponents-2"'
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><{root} {spaces}>{"".join(parts.values())}</{root}>'.encode()
