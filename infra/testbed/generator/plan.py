"""A plan: which kinds of cases, in which order they come in."""

from __future__ import annotations

import random
from collections.abc import Collection

from infra.testbed.generator.case import PlannedCase
from infra.testbed.generator.granted import granted_case
from infra.testbed.generator.handed_over import handed_over_case, kinds_in
from infra.testbed.generator.kinds import in_turn
from infra.testbed.generator.people import People
from infra.testbed.generator.shapes import SHAPES

# Of twelve cases five are granted: most of a municipality's month ends with a person.
GRANTED_OF_TWELVE = 5
FIRST_SHAPES = ("single", "single_child", "couple_children", "couple", "single_salary_incentive")
DAYS = (20, 21, 22)


def plan(
    seed: int, count: int, municipality_code: str, month: str,
    held: Collection[str] = (), taken: Collection[str] = (),
) -> list[PlannedCase]:  # fmt: skip
    """``count`` cases with their answers; the same arguments give the same plan.

    ``held``: kinds that other municipalities' plans hold; they come last, so that a few plans together hold
    every kind. ``taken``: personal numbers of people who are in the systems already.
    """
    rng = random.Random(f"{seed}:{municipality_code}:{month}")
    people = People(rng, month, taken)
    granted = max(1, round(count * GRANTED_OF_TWELVE / 12)) if count else 0
    kinds = kinds_in(month)
    core = [name for name, kind in kinds.items() if kind.core]
    chosen = [("granted", shape) for shape in _names(list(FIRST_SHAPES), list(SHAPES), granted, held, rng)]
    chosen += [("handed_over", kind) for kind in _names(core, list(kinds), count - granted, held, rng)]
    rng.shuffle(chosen)
    moments = sorted(f"{rng.choice(DAYS)} {rng.randint(7, 21):02d}:{rng.randint(0, 59):02d}:00" for _ in chosen)
    cases = []
    for number, ((outcome, name), moment) in enumerate(zip(chosen, moments, strict=True), 1):
        build = granted_case if outcome == "granted" else handed_over_case
        case = build(rng, people, number, municipality_code, month, name)
        case.received_at = f"{case.control_month}-{moment}"
        cases.append(case)
    return cases


def _names(first: list[str], every: list[str], count: int, held: Collection[str], rng: random.Random) -> list[str]:
    """``count`` names without the same twice before all have come; a small plan takes from ``first``."""
    rng.shuffle(first)
    rest = [name for name in every if name not in first]
    rng.shuffle(rest)
    return in_turn(first + rest, count, held)
