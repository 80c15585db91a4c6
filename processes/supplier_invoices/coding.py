"""Which account and cost centre an invoice is coded to, and on what ground; and the lines of the assessment."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from processes.kit.money import Money
from processes.kit.text import Text, plain
from processes.kit.worksheet import Worksheet
from processes.supplier_invoices.amounts import money
from processes.supplier_invoices.facts import Facts
from processes.supplier_invoices.matching import line_of

_KRONOR = "SEK"


@dataclass(frozen=True)
class Ground:
    """`code`: order, contract, credited or history, with what it says."""

    code: str
    account: str
    cost_centre: str
    words: dict[str, Text]


def reckon(facts: Facts, sheet: Worksheet) -> Money | None:
    """Write coding, VAT, and what is prepaid or rounded; answers what is to pay, negative for a credit note. None when
    nothing says how it is coded, or it is not in kronor: then a reason has said so."""
    invoice = facts.invoice
    sign = -1 if invoice.kind == "credit_note" else 1
    ground = ground_of(facts, sheet)
    if ground is None:
        sheet.reason("no_coding_ground")
        sheet.incomplete("coded")
    if invoice.currency != _KRONOR or ground is None:
        sheet.incomplete("coded")
        return None
    totals = invoice.totals
    sheet.step("coded", ground.code, money(totals.without_vat, sign), account=plain(ground.account),
               cost_centre=plain(ground.cost_centre), **ground.words)  # fmt: skip
    sheet.typed(typed_of(facts, ground))
    for one in invoice.vat:
        if one.vat != "0.00":
            sheet.step("vat", "vat", money(one.vat, sign), rate=plain(one.rate or "0"), taxable=plain(one.taxable))
    for name in ("prepaid", "rounding"):
        value = money(getattr(totals, name), -sign if name == "prepaid" else sign)
        if value.ore:
            sheet.step("other", name, value)
    return sheet.sum("coded", "vat", "other")


def typed_of(facts: Facts, ground: Ground) -> dict[str, Any]:
    """What is typed of the coding: account, cost centre, and how much each of the order's rows is billed."""
    taken: dict[str, Decimal] = {}
    for line in facts.invoice.lines if facts.order else ():
        ordered = line_of(facts.order, line) if facts.order else None
        if ordered is not None:
            taken[ordered.number] = taken.get(ordered.number, Decimal(0)) + Decimal(line.quantity)
    return {
        "account": ground.account, "cost_centre": ground.cost_centre,
        "taken": {number: f"{quantity:f}" for number, quantity in taken.items()},
    }  # fmt: skip


def ground_of(facts: Facts, sheet: Worksheet) -> Ground | None:
    """The order's coding, else the contract's; a credit note has its invoice's; else what the supplier's invoices have
    been coded to, when they all were, often enough for the municipality."""
    for code, found in (("credited", facts.credited), ("order", facts.order), ("contract", facts.contract)):
        if found is not None and (code == "credited") == (facts.invoice.kind == "credit_note"):
            return Ground(code, found.account, found.cost_centre, {"number": plain(_named(found))})
    least = sheet.local("history_coding_at_least") if facts.invoice.kind == "invoice" else None
    if least is None or len(facts.coded) != 1 or facts.coded[0].times < int(least):
        return None
    only = facts.coded[0]
    return Ground("history", only.account, only.cost_centre, {"number": plain(only.times)})


def _named(found: Any) -> str:
    return str(found.number)
