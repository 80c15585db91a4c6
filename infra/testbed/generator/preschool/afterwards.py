"""What placers did by hand in a municipality that is in shadow: what is right, but for a share of human slips."""

from __future__ import annotations

import random
from typing import Any

from infra.testbed.generator.preschool.planned import PlannedApplication
from infra.testbed.generator.slips import with_slip

Json = dict[str, Any]
_LOWERED_ORE = 30_000


def decide_afterwards(cases: list[PlannedApplication], slips: float, seed: str) -> None:
    """Give every case that gets a place its ``caseworker``: the right, the place, and which slip it is, if any.

    Who waits or must be looked into has nothing decided: that is talked over with the guardians, and comes later.
    """
    for case in cases:
        case.caseworker = _rightly(case)
    for case in with_slip(random.Random(f"slips:preschool:{seed}"), cases, slips, lambda case: bool(case.caseworker)):
        # The fee as it was before July, when nothing was taken off: three percent of 10 000 more.
        case.caseworker |= {"amount_ore": case.caseworker["amount_ore"] + _LOWERED_ORE, "slip": "fee_not_lowered"}


def _rightly(case: PlannedApplication) -> Json | None:
    right, offer = case.kind.right, case.offer
    if right is None or offer is None:
        return None
    hours_week, guarantee_on, fee_ore = right
    unit, place, start_on = offer
    return {
        "outcome": "granted", "amount_ore": fee_ore, "hours_week": hours_week,
        "guarantee_on": None if guarantee_on == "-" else guarantee_on, "unit": unit, "place": place,
        "start_on": start_on, "slip": None,
    }  # fmt: skip
