"""The formula of time saved, pure. Minutes are `Decimal`; hours come last.

net_i = T_b(i) − H_i, in minutes; may be negative, never clipped. A case that falls back to people
costs at least T_b, so exceptions subtract themselves. Robot run time is not subtracted.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from orchestrator.core.errors import BadInput

FELL_BACK = frozenset({"business_exception", "application_exception"})
GRADE_FACTOR = {"A": Decimal("1.00"), "B": Decimal("0.90"), "C": Decimal("0.75"), "D": Decimal("0.50")}


def net_minutes(baseline: Decimal, human: Decimal, outcome: str) -> Decimal:
    """Minutes saved on one case: positive when people were spared work, negative when they got more."""
    if baseline < 0 or human < 0:
        raise BadInput("Minutes are never negative: neither the baseline's nor the human ones.")
    if outcome in FELL_BACK:
        human = max(human, baseline)
    return baseline - human


@dataclass(frozen=True)
class Portion:
    """Cases that share one baseline: how many, their net minutes, the human ones, and the baseline itself."""

    cases: int
    net: Decimal
    human: Decimal
    baseline_minutes: Decimal
    standard_error: Decimal
    grade: str


@dataclass(frozen=True)
class Saved:
    """Hours of one month. `half_width` is half the 95 % interval, from the error of the baselines' means."""

    net_hours: Decimal
    adjusted_hours: Decimal
    half_width: Decimal
    cases: int


# 95 % two-sided normal quantile; the t-quantile of a baseline's own n joins with the controller's rooms.
_Z95 = Decimal("1.96")


def saved(portions: Iterable[Portion], upkeep_hours: Decimal = Decimal(0), share: Decimal = Decimal(1)) -> Saved:
    """Sum portions: Var(hours) = Σ (n_b · SE_b / 60)², because all cases of a baseline share its error."""
    parts = list(portions)
    net = share * sum((part.net for part in parts), Decimal(0)) / 60 - upkeep_hours
    discounted = sum(
        (GRADE_FACTOR[part.grade] * part.cases * part.baseline_minutes - part.human for part in parts),
        Decimal(0),
    )
    variance = sum(((part.cases * part.standard_error / 60) ** 2 for part in parts), Decimal(0))
    return Saved(
        net_hours=net,
        adjusted_hours=share * discounted / 60 - upkeep_hours,
        half_width=_Z95 * variance.sqrt(),
        cases=sum(part.cases for part in parts),
    )
