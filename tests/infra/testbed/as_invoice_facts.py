"""A planned invoice as the facts that a robot would read of document and books: only for tests."""

import hashlib
from collections import Counter
from typing import Any

from infra.testbed.generator.invoices import PlannedInvoice
from infra.testbed.generator.invoices.ubl import written
from processes.supplier_invoices import ubl

Json = dict[str, Any]


def facts(case: PlannedInvoice, official: Json) -> Json:
    content = written(case)
    known = case.seller.known
    order = next((_order(one, case) for one in case.purchases if one["code"] == case.order), None)
    contract = next((_contract(one) for one in case.agreements if one["code"] == case.contract), None)
    vouchers = [{"kind": "invoice", "credits": ""} | one for one in case.vouchers]
    return {
        "schema": "supplier_invoices/1",
        "document": {"sha256": hashlib.sha256(content).hexdigest(), "received_on": case.issued_on.isoformat(),
                     "name": "a.xml", "repeats": False},
        "official": official, "invoice": ubl.read(content),
        "supplier": _supplier(case) if known else None, "order": order, "contract": contract,
        "credited": _credited(case, vouchers),
        "earlier": [{"number": one["bill"], "issued_on": one["billed_on"], "with_vat": _kr(one["whole_ore"]),
                     "currency": "SEK", "state": "Attesterad"} for one in vouchers],
        "coded": [{"account": account, "cost_centre": centre, "times": times} for (account, centre), times in
                  Counter((one["account"], one["centre"]) for one in vouchers).items()],
        "warnings": case.flags, "already_registered": False,
    }  # fmt: skip


def _supplier(case: PlannedInvoice) -> Json:
    one = case.seller
    accounts = [{"scheme": scheme, "number": "".join(sign for sign in number if sign.isdigit()), "ocr": bool(ocr)}
                if scheme != "iban" else {"scheme": scheme, "number": number, "ocr": bool(ocr)}
                for scheme, number, ocr in one.giros]  # fmt: skip
    return {"number": "L-1", "name": one.name, "organisation_number": one.org, "accounts": accounts,
            "f_tax": one.f_tax, "blocked": one.barred, "reverse_charge": one.builds}  # fmt: skip


def _order(order: Json, case: PlannedInvoice) -> Json:
    billed = Counter[int]()
    for one in case.vouchers:
        billed.update(one.get("taken", {}))
    return {
        "number": order["code"], "supplier_number": "L-1", "state": "closed" if order["ended"] else "open",
        "currency": "SEK", "account": order["account"], "cost_centre": order["centre"],
        "lines": [
            {"number": str(row["place"]), "item_number": row["item"], "text": row["text"], "unit": row["unit"],
             "quantity": _many(row["ordered"]), "price": _kr(row["each_ore"]), "received": _many(row["arrived"]),
             "invoiced": _many(billed[row["place"]]), "vat_rate": str(row["rate"])} for row in order["rows"]
        ],
    }  # fmt: skip


def _contract(one: Json) -> Json:
    agreed = one["period_ore"]
    return {"number": one["code"], "supplier_number": "L-1", "valid_from": one["from_on"], "valid_to": one["to_on"],
            "period_amount": None if agreed is None else _kr(agreed), "account": one["account"],
            "cost_centre": one["centre"]}  # fmt: skip


def _credited(case: PlannedInvoice, vouchers: list[Json]) -> Json | None:
    found = next((one for one in vouchers if one["bill"] == case.credits and one["kind"] == "invoice"), None)
    if not case.is_credit or found is None:
        return None
    before = sum(one["whole_ore"] for one in vouchers if one["credits"] == case.credits)
    return {"number": found["bill"], "issued_on": found["billed_on"], "with_vat": _kr(found["whole_ore"]),
            "credited_so_far": _kr(before), "currency": "SEK", "account": found["account"],
            "cost_centre": found["centre"]}  # fmt: skip


def _kr(ore: int) -> str:
    return f"{'-' if ore < 0 else ''}{abs(ore) // 100}.{abs(ore) % 100:02d}"


def _many(thousandths: int) -> str:
    return f"{thousandths / 1000:g}"
