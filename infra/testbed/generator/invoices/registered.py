"""Invoices that are registered and left for attest: each kind draws a seller, what was agreed, and what fits.

The municipality's values that the key assumes stand here: prices may differ by 5 kronor and 2 per cent, three equal
codings make a habit, equal amounts within ten days are a possible duplicate, at most 50 000 kronor.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from infra.testbed.generator.invoices.planned import Json, Line, PlannedInvoice, Seller, half_up
from infra.testbed.generator.invoices.sellers import Sellers

FOOD, FOOD_CHANGES_ON = "50131702", date(2026, 4, 1)
CODINGS = (("6110", "3100"), ("6070", "2200"), ("5460", "4100"), ("6210", "3300"))
_GOODS = ("Kopieringspapper", "Pärmar", "Batterier", "Handdukar", "Lysrör", "Rengöring", "Diskmedel", "Kablar")


def food_rate(day: date) -> int:
    """Matprispaketet: 6 per cent instead of 12 from 1 April 2026."""
    return 6 if day >= FOOD_CHANGES_ON else 12


@dataclass
class Maker:
    """What a kind draws from: chance, sellers, the day, the municipality and its organisation number."""

    rng: random.Random
    sellers: Sellers
    day: date
    municipality: str
    buyer: str
    made: int = field(default=0)

    def free(self, seller: Seller | None = None, **more: object) -> PlannedInvoice:
        """An invoice without an order, of a seller whose six invoices before were all coded alike."""
        self.made += 1
        seller = seller or self.sellers.seller()
        scheme, number, ocr = seller.giros[0]
        issued = self.day - timedelta(self.rng.randint(2, 8))
        lines = [Line(self.goods(), self.rng.randint(2, 30) * 1000, self.rng.randint(20_00, 300_00)) for _ in range(2)]
        case = PlannedInvoice(
            "", self.municipality, f"{self.rng.choice('FKA')}-{self.municipality[-2:]}{self.made:02d}", seller, issued,
            issued + timedelta(30), self.buyer, lines,
            (scheme, number, self.sellers.ocr() if ocr else f"Kund {self.made}"),
        )  # fmt: skip
        account, centre = self.rng.choice(CODINGS)
        case.vouchers = [
            self.voucher(case, f"T-{self.made:02d}{month}", month, account, centre) for month in range(2, 8)
        ]
        for name, value in more.items():
            setattr(case, name, value)
        return case

    def against_order(self, rows: int = 1) -> PlannedInvoice:
        """Everything that was ordered has come, and is billed."""
        case = self.free(vouchers=[])
        account, centre = self.rng.choice(CODINGS)
        case.order = f"B-{self.municipality[-2:]}{self.made:02d}"
        case.lines = [
            Line(self.goods(), self.rng.randint(3, 20) * 1000, self.rng.randint(40_00, 400_00), order_line=str(place),
                 item=f"A{self.made:02d}{place}")
            for place in range(1, rows + 1)
        ]  # fmt: skip
        ordered = [
            {"place": int(line.order_line), "item": line.item, "text": line.text, "unit": "st",
             "ordered": line.quantity, "each_ore": line.each_ore, "arrived": line.quantity, "rate": line.rate}
            for line in case.lines
        ]  # fmt: skip
        case.purchases = [{"code": case.order, "account": account, "centre": centre, "asked_by": "Köket", "ended": 0,
                           "rows": ordered}]  # fmt: skip
        return case

    def against_contract(self) -> PlannedInvoice:
        """A month of what was agreed."""
        case = self.free(vouchers=[])
        account, centre = self.rng.choice(CODINGS)
        case.contract = f"A-{self.municipality[-2:]}{self.made:02d}"
        case.lines = [Line("Månadsavgift", 1000, self.rng.randint(1_000_00, 9_000_00))]
        case.agreements = [{"code": case.contract, "from_on": "2025-01-01", "to_on": f"{self.day.year + 1}-12-31",
                            "period_ore": case.bare_ore, "account": account, "centre": centre}]  # fmt: skip
        return case

    def credit(self) -> PlannedInvoice:
        """A credit note for a part of one invoice that stands in the books."""
        case = self.free(is_credit=True, due_on=None)
        account, centre = self.rng.choice(CODINGS)
        whole = self.voucher(case, f"G-{self.made:02d}", 1, account, centre)
        bare = case.bare_ore * 2
        whole |= {"bare_ore": bare, "vat_ore": half_up(bare, 4), "whole_ore": bare + half_up(bare, 4)}
        case.vouchers = [whole | {"pay_ore": whole["whole_ore"]}]
        case.credits = whole["bill"]
        return case

    def voucher(self, case: PlannedInvoice, bill: str, months_ago: int, account: str, centre: str) -> Json:
        """An earlier invoice of the seller, paid by people; its amount is nobody else's."""
        on = case.issued_on - timedelta(30 * months_ago)
        bare = case.bare_ore + 1_00 * months_ago + 17
        vat = half_up(bare, 4)
        return {"bill": bill, "billed_on": on.isoformat(), "due_on": (on + timedelta(30)).isoformat(),
                "bare_ore": bare, "vat_ore": vat, "whole_ore": bare + vat, "pay_ore": bare + vat,
                "giro": case.seller.giros[0][1], "account": account, "centre": centre}  # fmt: skip

    def goods(self) -> str:
        return self.rng.choice(_GOODS)


def _order(at: Maker) -> PlannedInvoice:
    return at.against_order()


def _order_of_three_rows(at: Maker) -> PlannedInvoice:
    return at.against_order(3)


def _part_of_an_order(at: Maker) -> PlannedInvoice:
    """Half of the order was billed before, the other half is now."""
    case = at.against_order()
    row = case.purchases[0]["rows"][0]
    row |= {"ordered": row["ordered"] * 2, "arrived": row["arrived"] * 2}
    coding = (case.purchases[0]["account"], case.purchases[0]["centre"])
    earlier = at.voucher(case, f"T-{at.made:02d}", 2, *coding)
    case.vouchers = [earlier | {"purchase": case.order, "taken": {1: case.lines[0].quantity}}]
    return case


def _order_by_item(at: Maker) -> PlannedInvoice:
    case = at.against_order(2)
    for line in case.lines:
        line.order_line = ""
    return case


def _price_within_tolerance(at: Maker) -> PlannedInvoice:
    """A per cent above the order's, and less than five kronor."""
    case = at.against_order()
    case.lines[0].each_ore += case.lines[0].each_ore // 100
    return case


def _contract(at: Maker) -> PlannedInvoice:
    return at.against_contract()


def _contract_that_runs_on(at: Maker) -> PlannedInvoice:
    case = at.against_contract()
    case.agreements[0]["to_on"] = None
    return case


def _contract_without_amount(at: Maker) -> PlannedInvoice:
    case = at.against_contract()
    case.agreements[0]["period_ore"] = None
    return case


def _habit(at: Maker) -> PlannedInvoice:
    return at.free()


def _plusgiro(at: Maker) -> PlannedInvoice:
    return at.free(at.sellers.seller("plusgiro"))


def _reference_in_words(at: Maker) -> PlannedInvoice:
    return at.free(at.sellers.seller(ocr=False))


def _rounded(at: Maker) -> PlannedInvoice:
    """To whole kronor."""
    case = at.free()
    while case.whole_ore % 100 == 0:
        case.lines[0].each_ore += 7
    case.rounding_ore = half_up(case.whole_ore, 100) * 100 - case.whole_ore
    return case


def _partly_paid(at: Maker) -> PlannedInvoice:
    case = at.free()
    case.prepaid_ore = case.whole_ore // 4
    return case


def _freight(at: Maker) -> PlannedInvoice:
    return at.free(charge_ore=at.rng.randint(80, 300) * 100)


def _food(at: Maker) -> PlannedInvoice:
    case = at.free()
    case.lines[0].commodity, case.lines[0].rate = FOOD, food_rate(case.issued_on)
    return case


def _credit_note(at: Maker) -> PlannedInvoice:
    return at.credit()


REGISTERED: dict[str, Callable[[Maker], PlannedInvoice]] = {
    "order": _order, "order_of_three_rows": _order_of_three_rows, "part_of_an_order": _part_of_an_order,
    "order_by_item": _order_by_item, "price_within_tolerance": _price_within_tolerance, "contract": _contract,
    "contract_that_runs_on": _contract_that_runs_on, "contract_without_amount": _contract_without_amount,
    "habit": _habit, "plusgiro": _plusgiro, "reference_in_words": _reference_in_words, "rounded": _rounded,
    "partly_paid": _partly_paid, "freight": _freight, "food": _food, "credit_note": _credit_note,
}  # fmt: skip


def registered(at: Maker, name: str) -> PlannedInvoice:
    """An invoice of the kind, with its line of the answer key: how it is coded, and what is to pay of it."""
    case = REGISTERED[name](at)
    case.kind = name
    held = (case.purchases or case.agreements or case.vouchers)[0]
    what = "credit_note" if case.is_credit else "invoice"
    value = f"{what} {held['account']}/{held['centre']} {case.pay_ore}"
    case.answer = {"outcome": "granted", "amount_ore": -case.pay_ore if case.is_credit else case.pay_ore,
                   "reasons": [], "effects": {"registration": value}}  # fmt: skip
    return case
