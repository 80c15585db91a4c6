"""Money in integer minor units, and the one function that rounds."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from processes.kit.text import NBSP, Text

ORE_PER_KRONA = 100


class Rounding(StrEnum):
    """How a fraction becomes an amount. Every use names its rule; there is no default."""

    EXACT = "exact"
    """Nothing to round: anything but a whole öre is an error."""
    UP_TO_ORE = "up_to_ore"
    HALF_UP_TO_KRONA = "half_up_to_krona"
    UP_TO_KRONA = "up_to_krona"
    DOWN_TO_KRONA = "down_to_krona"


@dataclass(frozen=True, order=True)
class Money:
    """`ore` hundredths of a `currency` unit. Sums of two currencies are refused."""

    ore: int
    currency: str = "SEK"

    def __add__(self, other: "Money") -> "Money":
        return Money(self.ore + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.ore - self._same(other), self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.ore, self.currency)

    def share(self, part: Fraction, rule: Rounding) -> "Money":
        """`part` of the amount, rounded by `rule`."""
        return Money(rounded(self.ore * part, rule), self.currency)

    def to(self, rule: Rounding) -> "Money":
        """The amount rounded by `rule`."""
        return Money(rounded(Fraction(self.ore), rule), self.currency)

    @property
    def whole(self) -> bool:
        """Whether the amount is in whole kronor."""
        return self.ore % ORE_PER_KRONA == 0

    @property
    def text(self) -> Text:
        """`7 302 kr` / `SEK 7,302`; öre only where there are any."""
        sign = "\N{MINUS SIGN}" if self.ore < 0 else ""
        kronor, ore = divmod(abs(self.ore), ORE_PER_KRONA)
        english = f"{kronor:,}"
        swedish = english.replace(",", NBSP)
        return Text(
            f"{sign}{swedish}{f',{ore:02d}' if ore else ''}{NBSP}kr",
            f"{sign}SEK{NBSP}{english}{f'.{ore:02d}' if ore else ''}",
        )

    def _same(self, other: "Money") -> int:
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} and {other.currency} cannot be added: exchange one of them first.")
        return other.ore


ZERO = Money(0)


def total(amounts: Iterable[Money]) -> Money:
    """The sum; nothing is zero SEK."""
    return sum(amounts, ZERO)


def rounded(ore: Fraction, rule: Rounding) -> int:
    """`ore` as whole öre by the named rule. Halves go up; negative amounts are rounded on the number line."""
    if rule is Rounding.EXACT:
        if ore.denominator != 1:
            raise ValueError(f"{ore} öre is no whole number of öre: name a rounding rule.")
        return ore.numerator
    if rule is Rounding.UP_TO_ORE:
        return -(-ore // 1)
    krona = ore / ORE_PER_KRONA
    if rule is Rounding.HALF_UP_TO_KRONA:
        kronor = (krona + Fraction(1, 2)) // 1
    elif rule is Rounding.UP_TO_KRONA:
        kronor = -(-krona // 1)
    else:
        kronor = krona // 1
    return kronor * ORE_PER_KRONA
