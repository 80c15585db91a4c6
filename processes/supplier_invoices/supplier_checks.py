"""The supplier, and who is paid: what the register says against what the invoice says. A changed account is for a
person, always: it is how invoices are forged."""

from datetime import timedelta

from processes.kit.text import date_text, plain
from processes.kit.worksheet import Worksheet
from processes.supplier_invoices.check_digits import is_bankgiro, is_ocr, is_plusgiro
from processes.supplier_invoices.facts import Facts, Payment, Supplier

_SWEDEN = "SE"
_NUMBERS = {"bankgiro": is_bankgiro, "plusgiro": is_plusgiro}


def check(facts: Facts, sheet: Worksheet) -> None:
    """Every reason about the supplier, its accounts and the day of payment."""
    if facts.already_registered:
        sheet.reason("already_registered")
    _supplier(facts, sheet)
    _due(facts, sheet)
    if facts.invoice.payee is not None:
        sheet.reason("payee_other", name=plain(facts.invoice.payee.name or "–"))
    for payment in facts.invoice.payment:
        _number(payment, sheet)
    if facts.supplier is not None and facts.invoice.kind == "invoice":
        _accounts(facts, facts.supplier, sheet)


def _supplier(facts: Facts, sheet: Worksheet) -> None:
    seller, known = facts.invoice.supplier, facts.supplier
    if known is None:
        sheet.reason(
            "supplier_unknown", name=plain(seller.name or "–"), number=plain(seller.organisation_number or "–")
        )
    elif known.blocked:
        sheet.reason("supplier_blocked", name=plain(known.name))
    for text in facts.warnings:
        sheet.reason("warning_open", text=plain(text))
    if seller.country == _SWEDEN and (not seller.f_tax or (known is not None and not known.f_tax)):
        sheet.reason("f_tax_missing", "register" if seller.f_tax else "invoice")


def _number(payment: Payment, sheet: Worksheet) -> None:
    fits = _NUMBERS.get(payment.scheme)
    if fits is not None and not fits(payment.account or ""):
        sheet.reason("account_number_wrong", scheme=sheet.text(f"scheme.{payment.scheme}"),
                     number=plain(payment.account or "–"))  # fmt: skip


def _accounts(facts: Facts, supplier: Supplier, sheet: Worksheet) -> None:
    known = {(account.scheme, account.number): account for account in supplier.accounts}
    if not facts.invoice.payment:
        sheet.reason("account_missing")
    for payment in facts.invoice.payment:
        account = known.get((payment.scheme, payment.account or ""))
        if account is None:
            sheet.reason("account_changed", number=plain(payment.account or "–"))
        elif account.ocr and not is_ocr(payment.reference or ""):
            sheet.reason("reference_wrong", reference=plain(payment.reference or "–"))


def _due(facts: Facts, sheet: Worksheet) -> None:
    """A claim on a public body falls due at the latest 30 days after the demand (Räntelag 2 a §); one that is asked for
    sooner is agreed on, or it is not, and that a person knows."""
    days = sheet.gate_value("payment.public_days")
    due = facts.invoice.due_on
    if facts.invoice.kind == "credit_note" or days is None or due is None:
        return
    latest = facts.invoice.issued_on + timedelta(days=days)
    if due < latest:
        sheet.reason("due_early", due=date_text(due), latest=date_text(latest))
