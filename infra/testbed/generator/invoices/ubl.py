"""A planned invoice as the document that a seller's system sends: UBL 2.1 by Peppol BIS Billing 3."""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

from infra.testbed.generator.invoices.planned import Line, PlannedInvoice, vat_ore

_SPACE = "urn:oasis:names:specification:ubl:schema:xsd:"
_BILLING = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
_PROFILE = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
_BRANCH = {"bankgiro": "SE:BANKGIRO", "plusgiro": "SE:PLUSGIRO"}
_REVERSE = "Omvänd betalningsskyldighet"


def written(case: PlannedInvoice) -> bytes:
    """The document's bytes; the same plan, the same bytes."""
    root = "CreditNote" if case.is_credit else "Invoice"
    told = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{_SPACE}{root}-2" '
        f'xmlns:cac="{_SPACE}CommonAggregateComponents-2" xmlns:cbc="{_SPACE}CommonBasicComponents-2">'
        f"{''.join(_inside(case))}</{root}>\n"
    )
    return told.encode()


def _inside(case: PlannedInvoice) -> Iterable[str]:
    yield _basic("CustomizationID", _BILLING) + _basic("ProfileID", _PROFILE)
    yield _basic("ID", case.number) + _basic("IssueDate", case.issued_on.isoformat())
    if case.due_on and not case.is_credit:
        yield _basic("DueDate", case.due_on.isoformat())
    yield _basic("CreditNoteTypeCode", "381") if case.is_credit else _basic("InvoiceTypeCode", "380")
    yield _basic("DocumentCurrencyCode", case.currency)
    if case.buyer_reference:
        yield _basic("BuyerReference", case.buyer_reference)
    if case.order:
        yield _group("OrderReference", _basic("ID", case.order))
    if case.credits:
        yield _group("BillingReference", _group("InvoiceDocumentReference", _basic("ID", case.credits)))
    if case.contract:
        yield _group("ContractDocumentReference", _basic("ID", case.contract))
    yield _seller(case) + _buyer(case)
    if case.payee:
        yield _group("PayeeParty", _group("PartyName", _basic("Name", case.payee)))
    yield _payment(case)
    if case.charge_ore:
        yield _group("AllowanceCharge", _basic("ChargeIndicator", "true"), _basic("AllowanceChargeReason", "Frakt"),
                     _money(case, "Amount", case.charge_ore), _category("TaxCategory", "S", 25))  # fmt: skip
    yield _vat(case) + _sums(case)
    for number, line in enumerate(case.lines, 1):
        yield _line(case, number, line)


def _seller(case: PlannedInvoice) -> str:
    seller = case.seller
    vat = _group("PartyTaxScheme", _basic("CompanyID", f"SE{seller.org}01"), _scheme("VAT"))
    f_tax = _group("PartyTaxScheme", _basic("CompanyID", "Godkänd för F-skatt"), _scheme("TAX"))
    return _group("AccountingSupplierParty", _party(seller.org, seller.name, vat + (f_tax if case.says_f_tax else "")))


def _buyer(case: PlannedInvoice) -> str:
    vat = _group("PartyTaxScheme", _basic("CompanyID", f"SE{case.buyer}01"), _scheme("VAT"))
    return _group("AccountingCustomerParty", _party(case.buyer, "Provkommunen", vat))


def _party(org: str, name: str, tax: str) -> str:
    address = _group("PostalAddress", _basic("CityName", "Provköping"), _basic("PostalZone", "200 00"),
                     _group("Country", _basic("IdentificationCode", "SE")))  # fmt: skip
    entity = _group("PartyLegalEntity", _basic("RegistrationName", name), _basic("CompanyID", org, schemeID="0007"))
    return _group("Party", _basic("EndpointID", org, schemeID="0007"), address, tax, entity)


def _payment(case: PlannedInvoice) -> str:
    if case.pay_to is None:
        return ""
    scheme, number, reference = case.pay_to
    branch = _group("FinancialInstitutionBranch", _basic("ID", _BRANCH[scheme])) if scheme in _BRANCH else ""
    account = _group("PayeeFinancialAccount", _basic("ID", number), branch)
    return _group("PaymentMeans", _basic("PaymentMeansCode", "30"), _basic("PaymentID", reference), account)


def _vat(case: PlannedInvoice) -> str:
    parts, slip = [], case.vat_slip_ore
    for (category, rate), taxed in case.by_rate().items():
        due, slip = vat_ore(taxed, rate) + slip, 0
        parts.append(_group("TaxSubtotal", _money(case, "TaxableAmount", taxed), _money(case, "TaxAmount", due),
                            _category("TaxCategory", category, rate)))  # fmt: skip
    return _group("TaxTotal", _money(case, "TaxAmount", case.vat_ore), *parts)


def _sums(case: PlannedInvoice) -> str:
    told = {
        "LineExtensionAmount": case.lines_ore, "TaxExclusiveAmount": case.bare_ore,
        "TaxInclusiveAmount": case.whole_ore, "ChargeTotalAmount": case.charge_ore,
        "PrepaidAmount": case.prepaid_ore, "PayableRoundingAmount": case.rounding_ore, "PayableAmount": case.pay_ore,
    }  # fmt: skip
    optional = ("ChargeTotalAmount", "PrepaidAmount", "PayableRoundingAmount")
    return _group("LegalMonetaryTotal", *(
        _money(case, name, ore) for name, ore in told.items() if ore or name not in optional
    ))  # fmt: skip


def _line(case: PlannedInvoice, number: int, line: Line) -> str:
    name, counted = ("CreditNoteLine", "CreditedQuantity") if case.is_credit else ("InvoiceLine", "InvoicedQuantity")
    quantity = _basic(counted, _decimal(line.quantity, 3), unitCode="C62")
    at = _group("OrderLineReference", _basic("LineID", line.order_line)) if line.order_line else ""
    item = _basic("Name", line.text)
    if line.item:
        item += _group("SellersItemIdentification", _basic("ID", line.item))
    if line.commodity:
        item += _group("CommodityClassification", _basic("ItemClassificationCode", line.commodity, listID="TST"))
    item += _category("ClassifiedTaxCategory", line.category, line.rate, reason=False)
    return _group(name, _basic("ID", str(number)), quantity, _money(case, "LineExtensionAmount", line.net_ore), at,
                  _group("Item", item), _group("Price", _money(case, "PriceAmount", line.each_ore)))  # fmt: skip


def _category(name: str, category: str, rate: int, *, reason: bool = True) -> str:
    why = _basic("TaxExemptionReason", _REVERSE) if reason and category == "AE" else ""
    return _group(name, _basic("ID", category), _basic("Percent", str(rate)), why, _scheme("VAT"))


def _scheme(name: str) -> str:
    return _group("TaxScheme", _basic("ID", name))


def _money(case: PlannedInvoice, name: str, ore: int) -> str:
    return _basic(name, _decimal(ore, 2), currencyID=case.currency)


def _decimal(value: int, places: int) -> str:
    whole, part = divmod(abs(value), 10**places)
    return f"{'-' if value < 0 else ''}{whole}.{part:0{places}d}"


def _basic(name: str, text: str, **attributes: str) -> str:
    told = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
    return f"<cbc:{name}{told}>{escape(text)}</cbc:{name}>"


def _group(name: str, *inside: str) -> str:
    return f"<cac:{name}>{''.join(inside)}</cac:{name}>"
