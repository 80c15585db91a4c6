"""What a manager decided after the robot's shadow run: what is right, but for a stated share of human slips."""

from __future__ import annotations

import random
from typing import Any

from infra.testbed.generator.leave.days import text
from infra.testbed.generator.leave.planned import PlannedRequest
from infra.testbed.generator.slips import with_slip

Json = dict[str, Any]
# A manager registers what can be settled by judgement, and refuses what cannot be had.
_REFUSED = {"not_employed", "already_decided", "overlap_own", "nothing_scheduled", "balance_short", "saved_short",
            "saved_too_old", "private_exceeded", "private_ground", "periods_exceeded", "extent_not_allowed",
            "study_employment_short"}  # fmt: skip


def decide_afterwards(cases: list[PlannedRequest], slips: float, seed: str) -> None:
    """Give every case its ``caseworker``: outcome, days, and which slip it is, if any.

    The share holds for what is to be registered and for the rest apart: agreement is counted over the former.
    """
    rng = random.Random(f"slips:leave:{seed}")
    for case in cases:
        case.caseworker = _rightly(case)
    for case in with_slip(rng, cases, slips, lambda case: bool(case.caseworker and case.caseworker["days"])):
        case.caseworker = _slipped(rng, case)


def _rightly(case: PlannedRequest) -> Json:
    if _REFUSED & set(case.answer["reasons"]):
        return {"outcome": "rejected", "amount_ore": None, "days": None, "slip": None}
    return {"outcome": "granted", "amount_ore": None, "days": text(case.hundredths()), "slip": None}


def _slipped(rng: random.Random, case: PlannedRequest) -> Json:
    """The same decision with a mistake such as people make. Always other days, and never none."""
    right = case.hundredths()
    slips = [("day_too_few", right - 100), ("counted_otherwise", len(case.shift_days()) * 100)]
    if case.asks != "vacation" or right + 100 <= case.vacation_left:
        slips.append(("day_too_many", right + 100))
    name, wrong = rng.choice([slip for slip in slips if slip[1] > 0 and slip[1] != right])
    return {"outcome": "granted", "amount_ore": None, "days": text(wrong), "slip": name}
