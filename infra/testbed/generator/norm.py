"""The generator's own copy of the norm and of the municipality's ceilings, in kronor, and its own sums.

Riksnorm: socialtjänstförordningen (2025:468) 12 kap. 2 §, for 2026 as amended by SFS 2025:1046 (V).
Ceilings: the invented values of the demo's municipality.
"""

from __future__ import annotations

from typing import NamedTuple

CHILD = {
    2026: ((0, 2740), (2, 3060), (3, 2720), (6, 3060), (10, 3820), (14, 4390), (18, 4960), (20, 5000)),
    2025: ((0, 2720), (2, 3030), (3, 2700), (6, 3030), (10, 3790), (14, 4350), (18, 4920), (20, 4960)),
}
SINGLE = {2026: 3940, 2025: 3910}
COUPLE = {2026: 7100, 2025: 7050}
COMMON = {
    2026: (1280, 1410, 1790, 2030, 2330, 2640, 2830),
    2025: (1270, 1400, 1770, 2010, 2310, 2620, 2810),
}
EACH_MORE = {2026: 190, 2025: 190}

ELECTRICITY_CEILING = 800
# 25 % of a salary is disregarded while the work incentive is in force (SoL 12 kap. 8 §).
INCENTIVE_SHARE = (1, 4)


class Line(NamedTuple):
    label: str
    kronor: int


def norm_lines(month: str, adults: int, ages: list[int]) -> list[Line]:
    """The norm's parts for a household with all its children at home the whole month."""
    year = int(month[:4])
    lines = [Line("Ensamstående vuxen", SINGLE[year]) if adults == 1 else Line("Sammanboende vuxna", COUPLE[year])]
    lines += [Line(f"Barn {age} år", child_kronor(year, age)) for age in ages]
    return [
        *lines,
        Line(f"Gemensamma kostnader, {adults + len(ages)} personer", common_kronor(year, adults + len(ages))),
    ]


def child_kronor(year: int, age: int) -> int:
    return next(kronor for oldest, kronor in CHILD[year] if age <= oldest)


def common_kronor(year: int, persons: int) -> int:
    table = COMMON[year]
    return table[min(persons, 7) - 1] + max(0, persons - 7) * EACH_MORE[year]


def norm_kronor(month: str, adults: int, ages: list[int]) -> int:
    return sum(line.kronor for line in norm_lines(month, adults, ages))


def rent_ceiling(children: int) -> int:
    if children < 2:
        return (6330, 6970)[children]
    return 9425 + 1800 * (children - 2)


def counted_salary(salary: int, *, incentive: bool) -> int:
    """What counts of a salary. With the incentive it must be divisible by four kronor: how a part of a
    krona is rounded is not known, so no case may turn on it."""
    if not incentive:
        return salary
    if salary % INCENTIVE_SHARE[1]:
        raise ValueError("a salary under the work incentive is chosen divisible by four kronor")
    return salary - salary * INCENTIVE_SHARE[0] // INCENTIVE_SHARE[1]


def child_allowance(children: int) -> int:
    return 1250 * children


def large_family_supplement(children: int) -> int:
    """Together for all children (SFB 15 kap. 8 §): second 150, third 580, fourth 1010, each more 1250."""
    return sum((0, 150, 580, 1010)[:children]) + 1250 * max(0, children - 4)
