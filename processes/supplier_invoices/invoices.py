"""Whole facts from an invoice told in a few words: for worked cases and for tests. Never used to assess a real one."""

from collections.abc import Mapping
from typing import Any

from processes.kit.changes import changed
from processes.supplier_invoices.amounts import ore, vat_of

Json = dict[str, Any]
_SHA = "0" * 64


def facts(told: Mapping[str, Any]) -> Json:
    """`told`: `lines` [[quantity, price, rate]] (one of 10 × 100.00 at 25 per cent if left out), `kind`, `against`
    (order | contract | free; a credit note is against its invoice), and `change` by path, through the facts."""
    kind, against = told.get("kind", "invoice"), told.get("against", "order")
    rows = [[str(part) for part in row] for row in told.get("lines", [["10", "100.00", "25"]])]
    credit = kind == "credit_note"
    made: Json = {
        "schema": "supplier_invoices/1",
        "document": {"sha256": _SHA, "received_on": "2026-11-03", "name": "f-1001.xml", "repeats": False},
        "official": {
            "installed": True, "findings": [],
            "rule_sets": [{"name": name, "version": "1", "sha256": _SHA} for name in ("EN 16931 (UBL)", "Peppol")],
        },
        "invoice": _invoice(kind, against, rows),
        "supplier": {
            "number": "L-12", "name": "Prov AB", "organisation_number": "5560360793", "f_tax": True, "blocked": False,
            "reverse_charge": False, "accounts": [{"scheme": "bankgiro", "number": "50501055", "ocr": True}],
        },
        "order": _order(rows) if against == "order" and not credit else None,
        "contract": _contract(rows) if against == "contract" and not credit else None,
        "credited": {
            "number": "F-900", "issued_on": "2026-10-01", "with_vat": "2500.00", "credited_so_far": "0.00",
            "currency": "SEK", "account": "6110", "cost_centre": "3100",
        } if credit else None,
        "earlier": [], "coded": [{"account": "6110", "cost_centre": "3100", "times": 6}], "warnings": [],
        "already_registered": False,
    }  # fmt: skip
    return changed(made, told.get("change", {}))


def _text(value: int) -> str:
    sign = "-" if value < 0 else ""
    return f"{sign}{abs(value) // 100}.{abs(value) % 100:02d}"


def _invoice(kind: str, against: str, rows: list[list[str]]) -> Json:
    nets = [ore(price) * int(quantity) for quantity, price, _rate in rows]
    by_rate: dict[str, int] = {}
    for net, (_quantity, _price, rate) in zip(nets, rows, strict=True):
        by_rate[rate] = by_rate.get(rate, 0) + net
    vat = [
        {"category": "S", "rate": rate, "taxable": _text(net), "vat": _text(vat_of(_text(net), rate)), "reason": None}
        for rate, net in by_rate.items()
    ]
    sum_of_vat = sum(ore(str(one["vat"])) for one in vat)
    without, whole = _text(sum(nets)), _text(sum(nets) + sum_of_vat)
    return {
        "kind": kind, "type_code": "380" if kind == "invoice" else "381", "customization_id": None, "profile_id": None,
        "number": "F-1001", "issued_on": "2026-11-02", "due_on": "2026-12-02" if kind == "invoice" else None,
        "tax_point_on": None, "period": None, "currency": "SEK", "buyer_reference": "Köket Centrum",
        "order_reference": "B-77" if against == "order" and kind == "invoice" else None,
        "contract_reference": "A-5" if against == "contract" and kind == "invoice" else None, "note": None,
        "preceding": [{"number": "F-900", "issued_on": "2026-10-01"}] if kind == "credit_note" else [],
        "supplier": {
            "name": "Prov AB", "organisation_number": "5560360793", "vat_number": "SE556036079301", "f_tax": True,
            "country": "SE", "endpoint": "5560360793", "natural_person": False,
        },
        "buyer": {"name": "Provkommun", "organisation_number": "2120001199"}, "payee": None,
        "payment": [{"means_code": "30", "reference": "12345674", "account": "50501055", "scheme": "bankgiro"}],
        "payment_terms": None, "allowances_charges": [], "vat": vat,
        "totals": {
            "lines": without, "allowances": "0.00", "charges": "0.00", "without_vat": without,
            "vat": _text(sum_of_vat), "with_vat": whole, "prepaid": "0.00", "rounding": "0.00", "payable": whole,
        },
        "lines": [
            {"id": str(number), "text": "Torkpapper", "quantity": quantity, "unit": "C62", "price": price,
             "price_quantity": "1", "net": _text(net), "vat_category": "S", "vat_rate": rate, "order_reference": None,
             "order_line": str(number), "item_number": f"T-{number}", "commodity": None, "allowances_charges": []}
            for number, (net, (quantity, price, rate)) in enumerate(zip(nets, rows, strict=True), 1)
        ],
        "attachments": [],
    }  # fmt: skip


def _order(rows: list[list[str]]) -> Json:
    return {
        "number": "B-77", "supplier_number": "L-12", "state": "open", "currency": "SEK", "account": "6110",
        "cost_centre": "3100",
        "lines": [
            {"number": str(number), "item_number": f"T-{number}", "text": "Torkpapper", "unit": "C62",
             "quantity": quantity, "price": price, "received": quantity, "invoiced": "0", "vat_rate": rate}
            for number, (quantity, price, rate) in enumerate(rows, 1)
        ],
    }  # fmt: skip


def _contract(rows: list[list[str]]) -> Json:
    return {
        "number": "A-5", "supplier_number": "L-12", "valid_from": "2026-01-01", "valid_to": "2026-12-31",
        "period_amount": _text(sum(ore(price) * int(quantity) for quantity, price, _rate in rows)), "account": "6070",
        "cost_centre": "2200",
    }  # fmt: skip
