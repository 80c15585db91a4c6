"""Lines, allowances and charges, VAT by category, and attachments of an invoice."""

from typing import Any

from processes.kit.xml_tree import Node
from processes.supplier_invoices.ubl_values import amount, needed, number, number_or_none

Json = dict[str, Any]


def line(found: Node) -> Json:
    """One line, BG-25. Quantity and price are decimals as they stand; net has two places."""
    quantity = found.one("InvoicedQuantity") or found.one("CreditedQuantity")
    path = quantity.name if quantity else "InvoicedQuantity"
    tax = found.one("Item/ClassifiedTaxCategory") or Node("", "", {})
    return {
        "id": needed(found, "ID"),
        "text": found.told("Item/Name") or "",
        "quantity": number(found, path),
        "unit": (quantity.attributes.get("unitCode") if quantity else None) or "",
        "price": number(found, "Price/PriceAmount"),
        "price_quantity": number(found, "Price/BaseQuantity", "1"),
        "net": amount(found, "LineExtensionAmount"),
        "vat_category": tax.told("ID"),
        "vat_rate": number_or_none(tax, "Percent"),
        "order_reference": found.told("OrderLineReference/OrderReference/ID"),
        "order_line": found.told("OrderLineReference/LineID"),
        "item_number": found.told("Item/SellersItemIdentification/ID"),
        "commodity": found.told("Item/CommodityClassification/ItemClassificationCode"),
        "allowances_charges": [allowance_charge(one) for one in found.all("AllowanceCharge")],
    }


def allowance_charge(found: Node) -> Json:
    """BG-20 and BG-21 of the document, BG-27 and BG-28 of a line."""
    return {
        "charge": found.told("ChargeIndicator") == "true",
        "amount": amount(found, "Amount"),
        "reason": found.told("AllowanceChargeReason"),
        "vat_category": found.told("TaxCategory/ID"),
        "vat_rate": number_or_none(found, "TaxCategory/Percent"),
    }


def vat(found: Node) -> Json:
    """VAT of one category and rate, BG-23."""
    return {
        "category": needed(found, "TaxCategory/ID"),
        "rate": number_or_none(found, "TaxCategory/Percent"),
        "taxable": amount(found, "TaxableAmount"),
        "vat": amount(found, "TaxAmount"),
        "reason": found.told("TaxCategory/TaxExemptionReason"),
    }


def attachment(found: Node) -> Json:
    """What is attached is told, never opened: name, type, and how many bytes the base64 stands for."""
    held = found.one("Attachment/EmbeddedDocumentBinaryObject")
    coded = "".join(held.text.split()) if held else ""
    return {
        "name": (held.attributes.get("filename") if held else None) or found.told("ID") or "",
        "mime": (held.attributes.get("mimeCode") if held else None) or "",
        "bytes": len(coded) * 3 // 4 - coded[-2:].count("="),
    }
