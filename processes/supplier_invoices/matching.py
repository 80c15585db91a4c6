"""Order, receipt and contract: what was agreed against what is asked for, within the municipality's tolerance."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from processes.kit.text import date_text, plain
from processes.kit.worksheet import Worksheet
from processes.supplier_invoices.amounts import within
from processes.supplier_invoices.facts import Contract, Facts, InvoiceLine, Order, OrderLine


@dataclass(frozen=True)
class Tolerance:
    """Kronor and per cent; a difference is within only if it is within both."""

    kronor: Decimal
    percent: Decimal


def check(facts: Facts, sheet: Worksheet) -> None:
    """An invoice that names an order or a contract is matched against it; a credit note against its invoice instead."""
    invoice = facts.invoice
    if invoice.kind == "credit_note":
        return
    tolerance = _tolerance(sheet) if invoice.order_reference or invoice.contract_reference else None
    if invoice.order_reference:
        if facts.order is None:
            sheet.reason("order_unknown", number=plain(invoice.order_reference))
        else:
            _order(facts, facts.order, tolerance, sheet)
    elif invoice.contract_reference:
        if facts.contract is None:
            sheet.reason("contract_unknown", number=plain(invoice.contract_reference))
        else:
            _contract(facts, facts.contract, tolerance, sheet)


def _tolerance(sheet: Worksheet) -> Tolerance | None:
    told = sheet.local("match_tolerance")
    if told is None:
        return None
    try:
        found = Tolerance(Decimal(str(told["amount"])), Decimal(str(told["percent"])))
    except (KeyError, TypeError, InvalidOperation):
        found = None
    if found is None or found.kronor < 0 or found.percent < 0:
        sheet.unusable("match_tolerance", "amount, percent")
        return None
    return found


def _order(facts: Facts, order: Order, tolerance: Tolerance | None, sheet: Worksheet) -> None:
    number = plain(order.number)
    if facts.supplier is not None and order.supplier_number != facts.supplier.number:
        sheet.reason("order_other_supplier", number=number)
    if order.state == "closed":
        sheet.reason("order_closed", number=number)
    asked: dict[str, Decimal] = {}
    for line in facts.invoice.lines:
        ordered = line_of(order, line)
        if ordered is None:
            sheet.reason("line_unmatched", line=plain(line.id), text=plain(line.text))
            continue
        asked[ordered.number] = asked.get(ordered.number, Decimal(0)) + Decimal(line.quantity)
        _price(line, ordered, tolerance, sheet)
        if ordered.vat_rate is not None and line.vat_rate is not None and line.vat_rate != ordered.vat_rate:
            sheet.reason("vat_rate_wrong", "order", line=plain(line.id), rate=plain(line.vat_rate),
                         wanted=plain(ordered.vat_rate))  # fmt: skip
    for ordered in order.lines:
        left = Decimal(ordered.received) - Decimal(ordered.invoiced)
        if asked.get(ordered.number, Decimal(0)) > left:
            sheet.reason("more_than_received", line=plain(ordered.number), asked=plain(f"{asked[ordered.number]:f}"),
                         left=plain(f"{left:f}"))  # fmt: skip


def line_of(order: Order, line: InvoiceLine) -> OrderLine | None:
    """By the order's line number; else by an item number that stands on one line of the order alone."""
    if line.order_line is not None:
        return next((one for one in order.lines if one.number == line.order_line), None)
    same = [one for one in order.lines if line.item_number is not None and one.item_number == line.item_number]
    return same[0] if len(same) == 1 else None


def _price(line: InvoiceLine, ordered: OrderLine, tolerance: Tolerance | None, sheet: Worksheet) -> None:
    """The price of one, after what the line itself takes off or adds."""
    if tolerance is None or not Decimal(line.quantity):
        return
    each = Decimal(line.net) / Decimal(line.quantity)
    if not within(Decimal(ordered.price), each, tolerance.kronor, tolerance.percent):
        sheet.reason("price_differs", line=plain(line.id), said=plain(f"{each:.2f}"),
                     ordered=plain(f"{Decimal(ordered.price):.2f}"))  # fmt: skip


def _contract(facts: Facts, contract: Contract, tolerance: Tolerance | None, sheet: Worksheet) -> None:
    invoice, number = facts.invoice, plain(contract.number)
    if facts.supplier is not None and contract.supplier_number != facts.supplier.number:
        sheet.reason("contract_other_supplier", number=number)
    until = contract.valid_to
    if invoice.issued_on < contract.valid_from or (until is not None and invoice.issued_on > until):
        sheet.reason("contract_not_valid", number=number, day=date_text(invoice.issued_on))
    agreed = contract.period_amount
    if agreed is not None and tolerance is not None:
        wanted, found = Decimal(agreed), Decimal(invoice.totals.without_vat)
        if not within(wanted, found, tolerance.kronor, tolerance.percent):
            sheet.reason("contract_amount_differs", said=plain(invoice.totals.without_vat), agreed=plain(agreed))
