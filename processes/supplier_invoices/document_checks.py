"""What the document itself says: the official rules, the buyer, the currency, and sums to the öre."""

from processes.kit.text import Text, plain
from processes.kit.worksheet import Worksheet
from processes.supplier_invoices.amounts import net_of, ore, vat_of
from processes.supplier_invoices.facts import Facts

_KRONOR = "SEK"


def check(facts: Facts, sheet: Worksheet) -> None:
    """Every reason that needs nothing but the document."""
    _official(facts, sheet)
    _readable(facts, sheet)
    _sums(facts, sheet)


def _official(facts: Facts, sheet: Worksheet) -> None:
    if not facts.official.installed:
        sheet.reason("rules_not_installed")
    for finding in facts.official.findings:
        if finding.flag == "fatal":
            sheet.reason("official_rule_broken", rule=plain(finding.rule), text=plain(finding.text))


def _readable(facts: Facts, sheet: Worksheet) -> None:
    invoice = facts.invoice
    if invoice.supplier.natural_person:
        sheet.reason("natural_person")
    if invoice.currency != _KRONOR:
        sheet.reason("foreign_currency", currency=plain(invoice.currency))
    if invoice.kind == "invoice" and ore(invoice.totals.payable) < 0:
        sheet.reason("negative_invoice")
    own = sheet.local("own_organisation_numbers")
    if own is not None and invoice.buyer.organisation_number not in own:
        sheet.reason("wrong_buyer", name=plain(invoice.buyer.name or "–"),
                     number=plain(invoice.buyer.organisation_number or "–"))  # fmt: skip


def _sums(facts: Facts, sheet: Worksheet) -> None:
    """The official rules let a sum differ by a little; money does not."""
    totals = {name: ore(value) for name, value in facts.invoice.totals.model_dump().items()}
    lines, by_rate = facts.invoice.lines, facts.invoice.vat
    extra = facts.invoice.allowances_charges
    expected = {
        "lines": sum(ore(line.net) for line in lines),
        "charges": sum(ore(one.amount) for one in extra if one.charge),
        "allowances": sum(ore(one.amount) for one in extra if not one.charge),
        "without_vat": totals["lines"] - totals["allowances"] + totals["charges"],
        "vat": sum(ore(one.vat) for one in by_rate),
        "with_vat": totals["without_vat"] + totals["vat"],
        "payable": totals["with_vat"] - totals["prepaid"] + totals["rounding"],
    }
    for name, value in expected.items():
        if totals[name] != value:
            sheet.reason("sums_differ", "total", sum=sheet.text(f"sum.{name}"), said=_kronor(totals[name]),
                         reckoned=_kronor(value))  # fmt: skip
    for one in by_rate:
        if ore(one.vat) != vat_of(one.taxable, one.rate or "0"):
            sheet.reason("sums_differ", "vat", rate=plain(one.rate or "0"), said=plain(one.vat),
                         reckoned=_kronor(vat_of(one.taxable, one.rate or "0")))  # fmt: skip
    if sum(ore(one.taxable) for one in by_rate) != totals["without_vat"]:
        sheet.reason("sums_differ", "taxable")
    for line in lines:
        more = sum(ore(one.amount) * (1 if one.charge else -1) for one in line.allowances_charges)
        if abs(net_of(line.quantity, line.price, line.price_quantity, more) - ore(line.net)) > 1:
            sheet.reason("sums_differ", "line", line=plain(line.id))


def _kronor(value: int) -> Text:
    return plain(f"{'-' if value < 0 else ''}{abs(value) // 100}.{abs(value) % 100:02d}")
