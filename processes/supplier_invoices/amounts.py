"""Amounts of an invoice, reckoned exactly: decimal text to whole öre, and shares rounded as VAT is."""

from decimal import ROUND_HALF_UP, Decimal

from processes.kit.money import Money


def ore(text: str) -> int:
    """``1250.00`` → 125000. The facts hold two places, so nothing is rounded."""
    return int(Decimal(text).scaleb(2))


def money(text: str, sign: int = 1) -> Money:
    return Money(sign * ore(text))


def vat_of(taxable: str, rate: str) -> int:
    """The VAT of a taxable amount in öre, halves away from zero (EN 16931 BR-CO-17)."""
    exact = Decimal(taxable) * Decimal(rate)  # per cent of kronor is öre
    return int(exact.quantize(Decimal(1), ROUND_HALF_UP))


def net_of(quantity: str, price: str, price_quantity: str, more: int = 0) -> Decimal:
    """Quantity × price for a quantity, and what the line's own allowances and charges add; in öre, not rounded."""
    return Decimal(quantity) * Decimal(price) / Decimal(price_quantity) * 100 + more


def within(wanted: Decimal, found: Decimal, most: Decimal, percent: Decimal) -> bool:
    """Whether two amounts differ by no more than both limits, whichever of them is called wanted: symmetric.

    `most` is in the amounts' own unit; `percent` is of the smaller of the two, so that the order does not matter.
    """
    apart = abs(wanted - found)
    return apart <= most and apart * 100 <= min(abs(wanted), abs(found)) * percent
