"""Small numbers: what may be shown of a municipality's month outside it, so that nobody can tell whose case it was.

Fewer than five cases of a kind say something of each of them. A count that is left out alone could be reckoned back
from the others, from the sum, or from the minutes that were saved; so with one count all of them go, and with one
municipality alone a second. Hours stay where enough cases stand behind them: they have many ways to have come about.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum

LEAST = 5


class Shown(StrEnum):
    ALL = "all"
    HOURS = "hours"  # no counts, no sum of them
    NOTHING = "nothing"


def is_small(count: int) -> bool:
    """None at all is no small number: it says nothing of anybody."""
    return 0 < abs(count) < LEAST


def shown(counts: Mapping[str, Sequence[int]]) -> dict[str, Shown]:
    """municipality → what may be shown of it. `counts`: each one's cases by outcome, of one month and process."""
    told = {key: _alone(row) for key, row in counts.items()}
    left_out = [key for key, what in told.items() if what is not Shown.ALL]
    if len(left_out) == 1:
        # Else the region's sum less the others would be what was left out.
        others = [key for key in counts if key not in left_out and any(counts[key])]
        if others:
            told[min(others, key=lambda key: (sum(counts[key]), key))] = Shown.HOURS
    return told


def may_be_summed(counts: Mapping[str, Sequence[int]]) -> bool:
    """Whether the sums over all of them, outcome by outcome, may be shown beside what `shown` leaves of each: what
    they would tell of those that were left out is no small number, and nobody's alone."""
    left_out = [counts[key] for key, what in shown(counts).items() if what is not Shown.ALL]
    return len(left_out) != 1 and not any(is_small(sum(column)) for column in zip(*left_out, strict=True))


def _alone(row: Sequence[int]) -> Shown:
    if is_small(sum(row)):
        return Shown.NOTHING
    return Shown.HOURS if any(map(is_small, row)) else Shown.ALL
