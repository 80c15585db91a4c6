"""Invoices that somebody in finance must have: each kind spoils one thing of an invoice that would be registered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from infra.testbed.generator.invoices.planned import PlannedInvoice
from infra.testbed.generator.invoices.registered import FOOD, Maker, food_rate

Made = tuple[PlannedInvoice, tuple[str, ...]]


def _rule_broken(at: Maker) -> Made:
    """Neither the buyer's reference nor an order: PEPPOL-EN16931-R003."""
    return at.free(buyer_reference=""), ("official_rule_broken",)


def _other_currency(at: Maker) -> Made:
    return at.free(at.sellers.seller("iban", ocr=False), currency="EUR"), ("foreign_currency",)


def _below_nought(at: Maker) -> Made:
    case = at.free()
    for line in case.lines:
        line.quantity = -line.quantity
    return case, ("negative_invoice",)


def _other_buyer(at: Maker) -> Made:
    return at.free(buyer=at.sellers.org()), ("wrong_buyer",)


def _same_number(at: Maker) -> Made:
    """A clerk has registered it already, and wrote its number in another way."""
    case = at.free()
    case.vouchers[0]["bill"] = case.number.replace("-", " 0").lower()
    return case, ("duplicate",)


def _same_amount(at: Maker) -> Made:
    case = at.free()
    close = (case.issued_on - timedelta(at.rng.randint(1, 10))).isoformat()
    case.vouchers[0] |= {"billed_on": close, "bare_ore": case.bare_ore, "vat_ore": case.vat_ore,
                         "whole_ore": case.whole_ore, "pay_ore": case.pay_ore}  # fmt: skip
    return case, ("near_duplicate",)


def _stranger(at: Maker) -> Made:
    case = at.free(vouchers=[])
    case.seller.known = False
    return case, ("supplier_unknown", "no_coding_ground")


def _barred(at: Maker) -> Made:
    case = at.free()
    case.seller.barred = True
    return case, ("supplier_blocked",)


def _remark(at: Maker) -> Made:
    return at.free(flags=["Tvist om en tidigare leverans"]), ("warning_open",)


def _no_f_tax(at: Maker) -> Made:
    case = at.free()
    case.seller.f_tax = False
    return case, ("f_tax_missing",)


def _says_no_f_tax(at: Maker) -> Made:
    return at.free(says_f_tax=False), ("f_tax_missing",)


def _no_account(at: Maker) -> Made:
    return at.free(pay_to=None), ("account_missing",)


def _wrong_digit(at: Maker) -> Made:
    case = at.free()
    scheme, number, _ocr = case.seller.giros[0]
    wrong = f"{number[:-1]}{(int(number[-1]) + 1) % 10}"
    case.pay_to = (scheme, wrong, at.sellers.ocr())
    return case, ("account_number_wrong", "account_changed")


def _new_account(at: Maker) -> Made:
    """The invoice of a forger: all is right but where the money goes."""
    case = at.against_order()
    case.pay_to = ("bankgiro", at.sellers.giro("bankgiro"), at.sellers.ocr())
    return case, ("account_changed",)


def _other_payee(at: Maker) -> Made:
    return at.free(payee="Prov Factoring AB"), ("payee_other",)


def _no_reference(at: Maker) -> Made:
    case = at.free()
    scheme, number, _ocr = case.seller.giros[0]
    case.pay_to = (scheme, number, f"Faktura {case.number}")
    return case, ("reference_wrong",)


def _vat_slip(at: Maker) -> Made:
    """Half a krona too much: the official rules let it pass."""
    return at.free(vat_slip_ore=50), ("sums_differ",)


def _food_at_the_old_rate(at: Maker) -> Made:
    case = at.free()
    case.lines[0].commodity, case.lines[0].rate = FOOD, 12 if food_rate(case.issued_on) == 6 else 6
    return case, ("vat_rate_wrong",)


def _reverse_charge(at: Maker) -> Made:
    case = at.free()
    case.seller.builds = True
    case.lines = [replace(line, category="AE", rate=0) for line in case.lines]
    return case, ("reverse_charge_wrong",)


def _due_soon(at: Maker) -> Made:
    case = at.free()
    case.due_on = case.issued_on + timedelta(at.rng.randint(10, 29))
    return case, ("due_early",)


def _no_such_order(at: Maker) -> Made:
    return at.free(order="B-0000"), ("order_unknown",)


def _ended_order(at: Maker) -> Made:
    case = at.against_order()
    case.purchases[0]["ended"] = 1
    return case, ("order_closed",)


def _not_ordered(at: Maker) -> Made:
    case = at.against_order(2)
    case.lines[1] = replace(case.lines[1], order_line="", item="X99")
    return case, ("line_unmatched",)


def _dearer(at: Maker) -> Made:
    case = at.against_order()
    case.lines[0].each_ore = case.lines[0].each_ore * 110 // 100
    return case, ("price_differs",)


def _not_come_yet(at: Maker) -> Made:
    case = at.against_order()
    case.purchases[0]["rows"][0]["arrived"] -= 1000
    return case, ("more_than_received",)


def _no_such_contract(at: Maker) -> Made:
    return at.free(contract="A-0000"), ("contract_unknown",)


def _contract_ended(at: Maker) -> Made:
    case = at.against_contract()
    case.agreements[0]["to_on"] = (case.issued_on - timedelta(1)).isoformat()
    return case, ("contract_not_valid",)


def _more_than_agreed(at: Maker) -> Made:
    case = at.against_contract()
    case.lines[0].each_ore = case.lines[0].each_ore * 105 // 100
    return case, ("contract_amount_differs",)


def _credit_of_nothing(at: Maker) -> Made:
    return at.free(is_credit=True, due_on=None, credits="G-0000"), ("credit_without_invoice", "no_coding_ground")


def _credit_too_large(at: Maker) -> Made:
    """More than is left after an earlier credit note."""
    case = at.credit()
    invoice = case.vouchers[0]
    taken = {"kind": "credit_note", "bill": f"H-{at.made:02d}", "credits": case.credits, "due_on": None,
             "billed_on": (case.issued_on - timedelta(20)).isoformat()}  # fmt: skip
    bare, vat = invoice["bare_ore"] * 3 // 4, invoice["vat_ore"] * 3 // 4
    sums = {"bare_ore": bare, "vat_ore": vat, "whole_ore": bare + vat, "pay_ore": bare + vat}
    case.vouchers.append(invoice | taken | sums)
    return case, ("credit_above_invoice",)


def _new_seller(at: Maker) -> Made:
    return at.free(vouchers=[]), ("no_coding_ground",)


def _coded_in_two_ways(at: Maker) -> Made:
    case = at.free()
    case.vouchers[0] |= {"account": "4010"}
    return case, ("no_coding_ground",)


def _large(at: Maker) -> Made:
    case = at.against_contract()
    case.lines[0].each_ore = at.rng.randint(41_000, 90_000) * 100
    case.agreements[0]["period_ore"] = case.bare_ore
    return case, ("approval_limit",)


TO_A_PERSON: dict[str, Callable[[Maker], Made]] = {
    "new_account": _new_account, "same_number": _same_number, "same_amount": _same_amount, "rule_broken": _rule_broken,
    "dearer": _dearer, "not_come_yet": _not_come_yet, "wrong_digit": _wrong_digit, "no_f_tax": _no_f_tax,
    "stranger": _stranger, "large": _large, "vat_slip": _vat_slip, "credit_too_large": _credit_too_large,
    "other_currency": _other_currency, "below_nought": _below_nought, "other_buyer": _other_buyer, "barred": _barred,
    "remark": _remark, "no_account": _no_account, "other_payee": _other_payee, "no_reference": _no_reference,
    "food_at_the_old_rate": _food_at_the_old_rate, "reverse_charge": _reverse_charge, "due_soon": _due_soon,
    "no_such_order": _no_such_order, "ended_order": _ended_order, "not_ordered": _not_ordered,
    "no_such_contract": _no_such_contract, "contract_ended": _contract_ended, "more_than_agreed": _more_than_agreed,
    "credit_of_nothing": _credit_of_nothing, "new_seller": _new_seller, "coded_in_two_ways": _coded_in_two_ways,
    "says_no_f_tax": _says_no_f_tax,
}  # fmt: skip


def to_a_person(at: Maker, name: str) -> PlannedInvoice:
    """An invoice of the kind, with its line of the answer key: every reason that a person is to see."""
    case, reasons = TO_A_PERSON[name](at)
    case.kind = name
    case.answer = {"outcome": "handed_over", "amount_ore": None, "reasons": sorted(reasons), "effects": {}}
    return case
