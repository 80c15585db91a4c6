"""Days in integer hundredths: what leave and the like are counted in. Exact; a share is rounded by one named rule."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from processes.kit.text import NBSP, Text

HUNDREDTHS = 100


@dataclass(frozen=True, order=True)
class Days:
    """`hundredths` of a day."""

    hundredths: int

    @classmethod
    def of(cls, text: str) -> "Days":
        """From decimal text with at most two decimals: `"3.33"`, `"5"`. Raises ValueError for anything else."""
        exact = Fraction(text) * HUNDREDTHS
        if exact.denominator != 1:
            raise ValueError(f"{text} days: at most two decimals.")
        return cls(exact.numerator)

    @classmethod
    def whole(cls, count: int) -> "Days":
        return cls(count * HUNDREDTHS)

    def __add__(self, other: "Days") -> "Days":
        return Days(self.hundredths + other.hundredths)

    def __sub__(self, other: "Days") -> "Days":
        return Days(self.hundredths - other.hundredths)

    def __neg__(self) -> "Days":
        return Days(-self.hundredths)

    def share(self, part: Fraction) -> "Days":
        """`part` of the days, halves of a hundredth up."""
        return Days((self.hundredths * part + Fraction(1, 2)).__floor__())

    @property
    def decimal(self) -> str:
        """`3.33`, always two decimals: as it stands in JSON."""
        sign = "-" if self.hundredths < 0 else ""
        return f"{sign}{abs(self.hundredths) // HUNDREDTHS}.{abs(self.hundredths) % HUNDREDTHS:02d}"

    @property
    def text(self) -> Text:
        """`3,33 dagar` / `3.33 days`; decimals only where there are any, and `1 dag` / `1 day`."""
        number = self.decimal.removesuffix(".00").replace("-", "\N{MINUS SIGN}")
        one = self.hundredths == HUNDREDTHS
        return Text(
            f"{number.replace('.', ',')}{NBSP}{'dag' if one else 'dagar'}", f"{number}{NBSP}{'day' if one else 'days'}"
        )


NO_DAYS = Days(0)


def total_days(days: Iterable[Days]) -> Days:
    """The sum; nothing is no days."""
    return sum(days, NO_DAYS)
