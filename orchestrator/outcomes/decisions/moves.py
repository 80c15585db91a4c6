"""What another process release would change, as measures: how many cases would come out otherwise, and which way. Pure.

Only measures leave the municipalities: a count of fewer than five says something of each of them, so it is not told.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from orchestrator.outcomes.benefits.small import is_small
from orchestrator.outcomes.decisions.replay import Other


@dataclass(frozen=True)
class Move:
    """`count` None: fewer than five. `difference_ore`: of all of them together, where both outcomes have an amount."""

    was: str
    becomes: str
    count: int | None
    difference_ore: int | None


@dataclass(frozen=True)
class WhatIf:
    """Of `tried` cases; `otherwise` is None where it is a small number."""

    tried: int
    otherwise: int | None
    moves: tuple[Move, ...]


def measured(found: Iterable[Other | None]) -> WhatIf:
    """What `what_if` found, as it may be shown outside the municipalities."""
    tried, counts, sums = 0, Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for other in found:
        tried += 1
        if other is not None:
            counts[other.was, other.becomes] += 1
            sums[other.was, other.becomes] += other.difference_ore or 0
    # With one small number alone the sum would give it away, so then the sum goes too.
    small = {move for move, count in counts.items() if is_small(count)}
    moves = tuple(
        Move(*move, None, None) if move in small else Move(*move, count, sums[move] or None)
        for move, count in counts.most_common()
    )
    return WhatIf(tried, None if small else counts.total(), moves)
