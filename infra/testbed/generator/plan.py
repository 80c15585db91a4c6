"""A plan: which kinds of cases, in which order they come in."""

from __future__ import annotations

import random

from infra.testbed.generator.case import PlannedCase
from infra.testbed.generator.granted import SHAPES, granted_case
from infra.testbed.generator.handed_over import KINDS, handed_over_case
from infra.testbed.generator.people import People

# Of twelve cases five are granted: most of a municipality's month ends with a person.
GRANTED_OF_TWELVE = 5
FIRST_SHAPES = ("single", "single_child", "couple_children", "couple", "single_salary_incentive")
DAYS = (20, 21, 22)


def plan(seed: int, count: int, municipality_code: str, month: str) -> list[PlannedCase]:
    """``count`` cases with their answers; the same numbers give the same plan."""
    rng = random.Random(f"{seed}:{municipality_code}:{month}")
    people = People(rng, month)
    granted = max(1, round(count * GRANTED_OF_TWELVE / 12)) if count else 0
    chosen = [("granted", shape) for shape in _repeated(list(FIRST_SHAPES), list(SHAPES), granted, rng)]
    core = [name for name, kind in KINDS.items() if kind.core]
    chosen += [("handed_over", kind) for kind in _repeated(core, list(KINDS), count - granted, rng)]
    rng.shuffle(chosen)
    moments = sorted(f"{rng.choice(DAYS)} {rng.randint(7, 21):02d}:{rng.randint(0, 59):02d}:00" for _ in chosen)
    cases = []
    for number, ((outcome, name), moment) in enumerate(zip(chosen, moments, strict=True), 1):
        build = granted_case if outcome == "granted" else handed_over_case
        case = build(rng, people, number, municipality_code, month, name)
        case.received_at = f"{case.control_month}-{moment}"
        cases.append(case)
    return cases


def _repeated(first: list[str], every: list[str], count: int, rng: random.Random) -> list[str]:
    """``count`` names without the same twice before all have come; a small plan takes from ``first``."""
    rng.shuffle(first)
    rest = [name for name in every if name not in first]
    rng.shuffle(rest)
    names = first + rest
    return [names[number % len(names)] for number in range(count)]
