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
# The lower amount of a child who eats lunch away from home on weekdays; the table has it up to six years.
CHILD_LUNCH = {
    2026: ((0, 2560), (2, 2800), (3, 2500), (6, 2720)),
    2025: ((0, 2540), (2, 2780), (3, 2480), (6, 2700)),
}
SINGLE = {2026: 3940, 2025: 3910}
COUPLE = {2026: 7100, 2025: 7050}
COMMON = {
    2026: (1280, 1410, 1790, 2030, 2330, 2640, 2830),
    2025: (1270, 1400, 1770, 2010, 2310, 2620, 2810),
}
EACH_MORE = {2026: 190, 2025: 190}

CEILINGS = {"electricity": 800, "home_insurance": 200, "commuting": 1120, "union_fee": 600, "unemployment_fund": 200}
# Barnbidrag and studiehjälp, a month (SFB 15 kap. 3 §; studiehjälp the same, from memory).
CHILD_ALLOWANCE = STUDY_AID = 1250
# Own work of a child is not counted up to one prisbasbelopp in the calendar year (SoL 12 kap. 9 §; amounts S).
PRISBASBELOPP = {2026: 59200, 2025: 58800}
# 25 % of a salary is disregarded while the work incentive is in force (SoL 12 kap. 8 §).
INCENTIVE_SHARE = (1, 4)


class Line(NamedTuple):
    label: str
    kronor: int


class Child(NamedTuple):
    age: int
    lunch_away: bool = False


def norm_lines(month: str, adults: int, children: list[Child]) -> list[Line]:
    """The norm's parts for a household with all its children at home the whole month."""
    year = int(month[:4])
    lines = [Line("Ensamstående vuxen", SINGLE[year]) if adults == 1 else Line("Sammanboende vuxna", COUPLE[year])]
    for child in children:
        lunch = ", lunch utanför hemmet" if child.lunch_away else ""
        lines.append(Line(f"Barn {child.age} år{lunch}", child_kronor(year, child)))
    persons = adults + len(children)
    return [*lines, Line(f"Gemensamma kostnader, {persons} personer", common_kronor(year, persons))]


def child_kronor(year: int, child: Child) -> int:
    table = CHILD_LUNCH if child.lunch_away and child.age <= CHILD_LUNCH[year][-1][0] else CHILD
    return next(kronor for oldest, kronor in table[year] if child.age <= oldest)


def common_kronor(year: int, persons: int) -> int:
    table = COMMON[year]
    return table[min(persons, 7) - 1] + max(0, persons - 7) * EACH_MORE[year]


def norm_kronor(month: str, adults: int, children: list[Child]) -> int:
    return sum(line.kronor for line in norm_lines(month, adults, children))


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


def ceiling(kind: str, children: int) -> int | None:
    """What the municipality approves at most; None for a kind that a person always weighs."""
    return rent_ceiling(children) if kind == "rent" else CEILINGS.get(kind)


def maintenance_support(age: int) -> int:
    """SFB 18 kap., as of September 2025."""
    return 1673 if age < 7 else 1823 if age < 15 else 2223


def large_family_supplement(children: int) -> int:
    """Together for all children (SFB 15 kap. 8 §): second 150, third 580, fourth 1010, each more 1250."""
    return sum((0, 150, 580, 1010)[:children]) + 1250 * max(0, children - 4)
