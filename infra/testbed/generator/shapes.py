"""The households that a granted case may have."""

from __future__ import annotations

from dataclasses import dataclass

from infra.testbed.generator.people import ADULT_AGES


@dataclass(frozen=True)
class Shape:
    """A household: adults, ages its children may have, incomes that follow from them, and the one that balances.

    ``balance`` is ``rent`` or an income; ``holder`` gets that income. ``smallest`` and ``largest`` bound it.
    ``late``: the balancing income is paid in the comparison month only. ``preliminary``: the register also
    shows a preliminary amount of it. ``youth_earns``: a youth works, ``below`` or ``above`` what is left to them
    in a year.
    """

    adults: int
    ages: tuple[tuple[int, int], ...] = ()
    allowances: tuple[str, ...] = ()
    balance: str = "rent"
    holder: str = "applicant"
    incentive: bool = False
    smallest: int = 1500
    largest: int = 15000
    adult_ages: tuple[int, int] = ADULT_AGES
    costs: tuple[str, ...] = ()
    lunch_away: bool = False
    late: bool = False
    preliminary: bool = False
    youth_earns: str = ""
    permit: bool = False


_CHILD = ("child_allowance", "maintenance_support")
_SEVERAL = ("child_allowance", "large_family_supplement")
SHAPES = {
    "single": Shape(1),
    "single_child": Shape(1, ((8, 13),), _CHILD, "housing_allowance", largest=3700),
    "couple": Shape(2, balance="unemployment_benefit", holder="co_applicant", costs=("unemployment_fund",)),
    "couple_children": Shape(2, ((1, 2), (4, 5), (11, 14)), _SEVERAL, "activity_support", "co_applicant"),
    "single_salary_incentive": Shape(1, balance="salary", incentive=True, smallest=3000),
    "single_sickness": Shape(1, balance="sickness_benefit", smallest=2000),
    "couple_salary": Shape(2, balance="salary", holder="co_applicant", smallest=3000, costs=("commuting", "union_fee"),
                           permit=True),
    "single_two_children": Shape(1, ((4, 6), (9, 14)), (*_SEVERAL, "maintenance_support"), "housing_allowance",
                                 smallest=1200, largest=4600),
    "couple_infant": Shape(2, ((0, 0), (3, 3)), _SEVERAL, "parental_benefit"),
    "single_activity": Shape(1, balance="activity_support"),
    "single_lunch_away": Shape(1, ((4, 6),), _CHILD, "housing_allowance", largest=3700, lunch_away=True),
    "couple_six_children": Shape(2, ((1, 2), (3, 3), (4, 6), (7, 10), (7, 10), (11, 14)), _SEVERAL, "salary",
                                 smallest=9000, largest=29000, costs=("commuting",)),
    "single_youth": Shape(1, ((16, 17),), ("student_aid", "maintenance_support"), "housing_allowance", largest=3700),
    "single_youth_of_age": Shape(1, ((18, 20),), ("student_aid",), "housing_allowance", largest=3700),
    "couple_youth_earns": Shape(2, ((16, 17),), ("student_aid",), "activity_support", "co_applicant",
                                youth_earns="below"),
    "couple_youth_earns_more": Shape(2, ((16, 17),), ("student_aid",), "activity_support", "co_applicant",
                                     youth_earns="above"),
    "single_paid_late": Shape(1, balance="sickness_benefit", late=True),
    "single_pension": Shape(1, balance="pension", smallest=3000, adult_ages=(67, 81)),
    "single_preliminary": Shape(1, balance="activity_support", preliminary=True),
}  # fmt: skip
