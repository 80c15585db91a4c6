"""How often the robot would have decided as the caseworker did: share and interval. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

_Z95 = 1.959963984540054


@dataclass(frozen=True)
class Pair:
    """What the rules concluded and what a caseworker decided, of one case. Amounts in öre; extents
    as the process writes them, such as `5.00 days`."""

    work_item_id: str
    assessed: str
    assessed_ore: int | None
    observed: str
    observed_ore: int | None
    assessed_extent: str | None = None
    observed_extent: str | None = None

    @property
    def compared(self) -> bool:
        """Only what the robot would have decided by itself is compared: a hand-over decides nothing."""
        return self.assessed == "granted"

    @property
    def agrees(self) -> bool:
        return (self.assessed, self.assessed_ore, self.assessed_extent) == (
            self.observed, self.observed_ore, self.observed_extent,
        )  # fmt: skip


@dataclass(frozen=True)
class Agreement:
    """`share` of `compared` with its 95 % interval (Wilson 1927), None while nothing is compared."""

    compared: int
    agreeing: int
    share: float | None
    low: float | None
    high: float | None
    disagreements: tuple[Pair, ...]


def agreement(pairs: Iterable[Pair]) -> Agreement:
    """Compare pairs; each disagreement is named, because each is a question about the rules or about a decision."""
    compared = [pair for pair in pairs if pair.compared]
    differing = tuple(pair for pair in compared if not pair.agrees)
    total, agreeing = len(compared), len(compared) - len(differing)
    if not total:
        return Agreement(0, 0, None, None, None, ())
    low, high = wilson(agreeing, total)
    return Agreement(total, agreeing, agreeing / total, low, high, differing)


def wilson(hits: int, total: int) -> tuple[float, float]:
    """The 95 % Wilson score interval of a share; never outside 0 and 1, and honest for few cases."""
    share, z2 = hits / total, _Z95**2
    middle = (share + z2 / (2 * total)) / (1 + z2 / total)
    half = _Z95 * sqrt(share * (1 - share) / total + z2 / (4 * total**2)) / (1 + z2 / total)
    # At the ends the formula gives 0 and 1 but for the last bit of the float: say so exactly.
    return 0.0 if hits == 0 else middle - half, 1.0 if hits == total else middle + half
