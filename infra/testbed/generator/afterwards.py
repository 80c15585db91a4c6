"""What a caseworker decided after the robot's shadow run: what is right, but for a stated share of human slips."""

from __future__ import annotations

import random
from typing import Any

from infra.testbed.generator import norm
from infra.testbed.generator.case import Income, PlannedCase
from infra.testbed.generator.history import lines
from infra.testbed.generator.people import age_in
from infra.testbed.generator.slips import with_slip

Json = dict[str, Any]
_SIGN = {"norm": 1, "costs": 1, "incomes": -1}


def decide_afterwards(cases: list[PlannedCase], slips: float, seed: str) -> None:
    """Give every case its ``caseworker``: outcome, amount, calculation rows, and which slip it is, if any.

    The share holds for granted cases and for the others apart: agreement is counted over the granted.
    """
    rng = random.Random(f"slips:{seed}")
    for case in cases:
        case.caseworker = _rightly(case)
    for case in with_slip(rng, cases, slips, lambda case: bool(case.caseworker and case.caseworker["amount_ore"])):
        case.caseworker = _slipped(rng, case.caseworker or {})


def _rightly(case: PlannedCase) -> Json:
    """What somebody who makes no mistake decides, in a case for a person too."""
    costs, cut = _approved(case)
    incomes: list[tuple[Income, int | None]] = [(income, income.now) for income in case.incomes]
    incomes += [(Income("other", "applicant", None, row["net_ore"] // 100), row["net_ore"] // 100)
                for row in case.register_extra.get("applicant", [])
                if row["benefit"] == "Merkostnadsersättning" and row["paid_on"][:7] == case.control_month]  # fmt: skip
    if excess := case.youth_excess():
        incomes.append((Income("salary", "child_1", None, excess), excess))
    rows = lines(case, case.month, case.norm_children(case.month), costs, incomes) + _weighed(case)
    amount = max(0, sum(_SIGN[row["part"]] * row["amount_ore"] for row in rows))
    refused = case.decided_already or any(row["status"] == "plan_not_met" for row in case.activity)
    if refused or not amount:
        return {"outcome": "rejected", "amount_ore": 0, "slip": None, "lines": rows}
    return {"outcome": "partly_granted" if cut else "granted", "amount_ore": amount, "slip": None, "lines": rows}


def _approved(case: PlannedCase) -> tuple[list[tuple[str, int]], bool]:
    """The costs that are approved, at most the ceiling; and whether anything was cut."""
    whole = sum(child["role"] not in case.days for child in case.children)
    found = []
    for cost in case.costs:
        limit = norm.ceiling(cost.kind, whole)
        if cost.now is not None and limit is not None:
            found.append((cost.kind, min(cost.now, limit)))
    applied = sum(cost.now or 0 for cost in case.costs)
    return found, sum(kronor for _, kronor in found) < applied


def _weighed(case: PlannedCase) -> list[Json]:
    """What a person settles by judgement: days of a part-time child, a share of a community's common costs."""
    year, found = int(case.month[:4]), []
    for child in case.children:
        days = case.days.get(child["role"], 30)
        whole = norm.child_kronor(year, norm.Child(age_in(child["number"], case.month)))
        found.append((f"Avdrag, barn {days} av 30 dagar", -(whole * (30 - days) // 30)))
    if case.shared_dwelling:
        share = norm.common_kronor(year, case.shared_dwelling) // case.shared_dwelling
        found.append(("Del av gemensamma kostnader", share - norm.common_kronor(year, 1)))
    return [{"part": "norm", "kind": "", "person": "", "label": label, "amount_ore": kronor * 100}
            for label, kronor in found if kronor]  # fmt: skip


def _slipped(rng: random.Random, right: Json) -> Json:
    """The same decision with a mistake such as people make. Always another amount, and never nothing."""
    slips = [("digits_swapped", right["lines"], _swapped(right["amount_ore"]))]
    for name, part in (("cost_forgotten", "costs"), ("income_forgotten", "incomes")):
        rows = [row for row in right["lines"] if row["part"] == part and row["kind"] not in ("", "rent")]
        if rows:
            amount = right["amount_ore"] - _SIGN[part] * rows[-1]["amount_ore"]
            slips.append((name, [row for row in right["lines"] if row is not rows[-1]], amount))
    name, rows, amount = rng.choice([slip for slip in slips if slip[2] > 0 and slip[2] != right["amount_ore"]])
    return {**right, "amount_ore": amount, "slip": name, "lines": rows}


def _swapped(amount_ore: int) -> int:
    """7302 kronor → 3702: the first two neighbouring digits that differ change places."""
    digits = list(str(amount_ore // 100))
    for place in range(len(digits) - 1):
        if digits[place] != digits[place + 1] and digits[place + 1] != "0":
            digits[place], digits[place + 1] = digits[place + 1], digits[place]
            break
    else:
        digits[-1] = str((int(digits[-1]) + 1) % 10)
    return int("".join(digits)) * 100
