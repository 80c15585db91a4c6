"""One planned invoice: its seller with what the books hold of it, the document, and the answer.

Amounts are öre and quantities thousandths, as Räknar keeps them; a credit note's are positive, as on the document.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

Json = dict[str, Any]


@dataclass
class Line:
    """One line of the document; ``order_line`` and ``item`` point into an order."""

    text: str
    quantity: int
    each_ore: int
    rate: int = 25
    order_line: str = ""
    item: str = ""
    commodity: str = ""
    category: str = "S"

    @property
    def net_ore(self) -> int:
        return half_up(self.quantity * self.each_ore, 1000)


@dataclass
class Seller:
    """``giros``: scheme, number, whether payments need an OCR reference. ``known``: it stands in the register."""

    name: str
    org: str
    giros: list[tuple[str, str, int]]
    f_tax: bool = True
    barred: bool = False
    builds: bool = False
    known: bool = True


@dataclass
class PlannedInvoice:
    """Kinds that go to a person change such an invoice. ``vat_slip_ore`` is added to the VAT that the document says."""

    kind: str
    municipality: str
    number: str
    seller: Seller
    issued_on: date
    due_on: date | None
    buyer: str
    lines: list[Line]
    pay_to: tuple[str, str, str] | None
    credits: str = ""
    is_credit: bool = False
    order: str = ""
    contract: str = ""
    charge_ore: int = 0
    prepaid_ore: int = 0
    rounding_ore: int = 0
    vat_slip_ore: int = 0
    currency: str = "SEK"
    payee: str = ""
    says_f_tax: bool = True
    buyer_reference: str = "Ekonomi 3100"
    flags: list[str] = field(default_factory=list)
    purchases: list[Json] = field(default_factory=list)
    agreements: list[Json] = field(default_factory=list)
    vouchers: list[Json] = field(default_factory=list)
    answer: Json = field(default_factory=dict)

    @property
    def reference(self) -> str:
        return f"SE{self.seller.org}-{self.number}"

    def by_rate(self) -> dict[tuple[str, int], int]:
        """(category, rate) → what is taxed; a charge on the whole is taxed at 25 per cent."""
        found: dict[tuple[str, int], int] = {}
        for line in self.lines:
            key = (line.category, line.rate)
            found[key] = found.get(key, 0) + line.net_ore
        if self.charge_ore:
            found["S", 25] = found.get(("S", 25), 0) + self.charge_ore
        return found

    @property
    def lines_ore(self) -> int:
        return sum(line.net_ore for line in self.lines)

    @property
    def bare_ore(self) -> int:
        return self.lines_ore + self.charge_ore

    @property
    def vat_ore(self) -> int:
        return sum(vat_ore(taxed, rate) for (_, rate), taxed in self.by_rate().items()) + self.vat_slip_ore

    @property
    def whole_ore(self) -> int:
        return self.bare_ore + self.vat_ore

    @property
    def pay_ore(self) -> int:
        return self.whole_ore - self.prepaid_ore + self.rounding_ore


def half_up(value: int, by: int) -> int:
    """``value / by`` to a whole number, half away from nought."""
    sign = -1 if value < 0 else 1
    return sign * ((2 * abs(value) + by) // (2 * by))


def vat_ore(taxed: int, rate: int) -> int:
    return half_up(taxed * rate, 100)
