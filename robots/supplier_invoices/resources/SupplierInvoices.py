"""What is particular to supplier invoices: how the facts are put together from the document and from what was read, and
what is typed of an assessment."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, cast

from robot.api.deco import library
from robot.libraries.BuiltIn import BuiltIn

from shared_library.cases import Case
from shared_library.keywords import keyword
from shared_library.systems.accounting import Accounting
from shared_library.systems.accounting.interface import Wanted

SCHEMA = "supplier_invoices/1"
EARLIER = ("number", "issued_on", "with_vat", "currency", "state")
Json = dict[str, Any]


@library(scope="GLOBAL", auto_keywords=False)
class SupplierInvoices:
    """Keywords of this package; imported beside ``Accounting``, whose pages it uses."""

    @property
    def _system(self) -> Accounting:
        return cast(Accounting, BuiltIn().get_library_instance("shared_library.systems.accounting.Accounting"))

    @keyword
    def gather_facts(self, case: Case) -> None:
        """Put document and what was read into the facts that the rules take (schema supplier_invoices/1)."""
        notes, payload = case.notes, case.payload
        ours = f"{case.reference}:{case.occurrence}:"  # whichever decision of this case an earlier attempt wrote by
        others = [one for one in notes["vouchers"] if not one["key"].startswith(ours)]
        case.notes["facts"] = {
            "schema": SCHEMA,
            **{name: payload[name] for name in ("document", "official", "invoice")},
            **{name: notes[name] for name in ("supplier", "order", "contract", "coded", "warnings")},
            "credited": credited(payload["invoice"], others),
            "earlier": [{name: one[name] for name in EARLIER} for one in others],
            "already_registered": len(others) < len(notes["vouchers"]),
        }

    @keyword
    def register_invoice(self, case: Case) -> None:
        """Register the invoice as the assessment codes it, under the case's own key."""
        self._system.register(wanted(case))

    @keyword
    def find_registration(self, case: Case) -> str:
        """present, absent or cannot tell; another invoice under our key is a business exception."""
        return self._system.find_registration(case, wanted(case))


def credited(invoice: Json, vouchers: list[Json]) -> Json | None:
    """The one invoice that a credit note names, as the books have it, with what was taken back of it before."""
    if invoice["kind"] != "credit_note" or len(invoice["preceding"]) != 1:
        return None
    number = invoice["preceding"][0]["number"]
    found = next((one for one in vouchers if one["number"] == number and one["kind"] == "invoice"), None)
    if found is None:
        return None
    before = sum(Decimal(one["with_vat"]) for one in vouchers if one["credits"] == number)
    names = ("number", "issued_on", "with_vat", "currency", "account", "cost_centre")
    return {**{name: found[name] for name in names}, "credited_so_far": f"{before:.2f}"}


def wanted(case: Case) -> Wanted:
    """What is to stand in the books: the document's own values, and the coding that the rules gave it."""
    invoice = case.payload["invoice"]
    totals, payment = invoice["totals"], (invoice["payment"] or [{}])[0]
    steps = (case.assessment or {}).get("steps", [])
    typed: Json = next((step["data"] for step in steps if step["group"] == "coded"), {})
    return Wanted(
        key=case.key("registration"), kind=invoice["kind"], number=invoice["number"], issued_on=invoice["issued_on"],
        due_on=invoice["due_on"], without_vat=totals["without_vat"], vat=totals["vat"], with_vat=totals["with_vat"],
        payable=totals["payable"], account_to=payment.get("account") or "", reference=payment.get("reference") or "",
        order=invoice["order_reference"] or "", account=typed.get("account", ""),
        credits=invoice["preceding"][0]["number"] if invoice["preceding"] else "",
        cost_centre=typed.get("cost_centre", ""), document_sha256=case.payload["document"]["sha256"],
        taken=typed.get("taken", {}),
    )  # fmt: skip
