"""Which cases hold a slip of the person's, as every process's plan draws them."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any


def with_slip(rng: random.Random, cases: list[Any], share: float, can_slip: Callable[[Any], bool]) -> Iterator[Any]:
    """The share of what is to be granted (at least one) and of the rest apart, of cases that can hold a slip:
    agreement is counted over the former."""
    for outcome in ("granted", "handed_over"):
        group = [case for case in cases if case.answer["outcome"] == outcome]
        count = round(share * len(group))
        if share and group and outcome == "granted":
            count = max(1, count)
        able = [case for case in group if can_slip(case)]
        yield from rng.sample(able, min(count, len(able)))
