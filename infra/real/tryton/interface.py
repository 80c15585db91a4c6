"""Tryton's own interface (JSON-RPC), as the finance office's user: what really stands there."""

from __future__ import annotations

from datetime import date
from typing import Any

import httpx

Json = dict[str, Any]
INVOICE = [
    *("number", "reference", "description", "state", "invoice_date", "supplier_payment_reference"),
    *("untaxed_amount", "tax_amount", "total_amount", "party.rec_name", "move.state"),
]
LINE = ["account.code", "description", "amount"]


class Interface:
    """``url`` with user and password: http://USER:PASSWORD@HOST/DATABASE/rpc/."""

    def __init__(self, url: str) -> None:
        self._url = url

    def invoices(self, reference: str) -> list[Json]:
        """The supplier invoices with this reference, the oldest first; amounts as text, days ISO."""
        found = self._read("account.invoice", [["type", "=", "in"], ["reference", "=", reference]], INVOICE)
        return [self._whole(invoice) for invoice in found]

    def _whole(self, invoice: Json) -> Json:
        lines = self._read("account.invoice.line", [["invoice", "=", invoice["id"]]], LINE)
        due = self._read("account.move.line", self._to_pay(invoice["id"]), ["maturity_date"])
        return {
            "id": invoice["id"], "number": invoice["number"], "key": invoice["description"], "state": invoice["state"],
            "party": invoice["party."]["rec_name"], "issued_on": _day(invoice["invoice_date"]),
            "net": _sum(invoice["untaxed_amount"]), "vat": _sum(invoice["tax_amount"]),
            "total": _sum(invoice["total_amount"]), "payment_reference": invoice["supplier_payment_reference"],
            "lines": [(line["account."]["code"], line["description"], _sum(line["amount"])) for line in lines],
            "due_on": [_day(line["maturity_date"]) for line in due],
            "booked": invoice["move."]["state"] if invoice["move."] else None,
        }  # fmt: skip

    def post_again(self, reference: str, under: str, on: date) -> None:
        """A colleague duplicates the invoice with this reference, gives it another and a day, and posts it."""
        (like,) = self._read("account.invoice", [["type", "=", "in"], ["reference", "=", reference]], ["reference"])
        day = {"__class__": "date", "year": on.year, "month": on.month, "day": on.day}
        made = self._call("account.invoice", "copy", [like["id"]], {"reference": under, "invoice_date": day})
        self._call("account.invoice", "post", made)

    @staticmethod
    def _to_pay(invoice: int) -> list[Any]:
        return [["move.origin", "=", f"account.invoice,{invoice}"], ["account.type.payable", "=", True]]

    def _read(self, model: str, domain: list[Any], fields: list[str]) -> list[Json]:
        rows: list[Json] = self._call(model, "search_read", domain, 0, None, [["id", "ASC"]], fields)
        return rows

    def _call(self, model: str, verb: str, *told: Any) -> Any:
        asked = {"method": f"model.{model}.{verb}", "params": [*told, {}], "id": 1}
        answer = httpx.post(self._url, json=asked, timeout=60).raise_for_status().json()
        if "error" in answer:
            raise RuntimeError(f"Tryton's interface refuses {verb} of {model}: {answer['error'][:2]}")
        return answer["result"]


def _sum(value: Json) -> str:
    return str(value["decimal"])


def _day(value: Json) -> str:
    return date(value["year"], value["month"], value["day"]).isoformat()
