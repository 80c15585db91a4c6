"""Cases that end in a granted amount. The amount is drawn first; rent or one income is what makes it come true."""

from __future__ import annotations

import random
from dataclasses import dataclass

from infra.testbed.generator import norm
from infra.testbed.generator.case import Cost, Income, PlannedCase
from infra.testbed.generator.people import People, age_in
from infra.testbed.shell import later_month

LEAST_RENT = 4200


@dataclass(frozen=True)
class Shape:
    """A household: adults, ages its children may have, incomes that follow from them, and the one that balances.

    ``balance`` is ``rent`` or an income; ``holder`` gets that income. ``smallest`` and ``largest`` bound it.
    """

    adults: int
    ages: tuple[tuple[int, int], ...] = ()
    allowances: tuple[str, ...] = ()
    balance: str = "rent"
    holder: str = "applicant"
    incentive: bool = False
    smallest: int = 1500
    largest: int = 15000


SHAPES = {
    "single": Shape(1),
    "single_child": Shape(1, ((8, 13),), ("child_allowance", "maintenance_support"), "housing_allowance", largest=3700),
    "couple": Shape(2, balance="unemployment_benefit", holder="co_applicant"),
    "couple_children": Shape(2, ((1, 2), (4, 5), (11, 14)), ("child_allowance", "large_family_supplement"),
                             "activity_support", "co_applicant"),
    "single_salary_incentive": Shape(1, balance="salary", incentive=True, smallest=3000),
    "single_sickness": Shape(1, balance="sickness_benefit", smallest=2000),
    "couple_salary": Shape(2, balance="salary", holder="co_applicant", smallest=3000),
    "single_two_children": Shape(1, ((4, 6), (9, 14)), ("child_allowance", "large_family_supplement",
                                 "maintenance_support"), "housing_allowance", smallest=1200, largest=4600),
    "couple_infant": Shape(2, ((0, 0), (3, 3)), ("child_allowance", "large_family_supplement"), "parental_benefit"),
    "single_activity": Shape(1, balance="activity_support"),
}  # fmt: skip


def granted_case(
    rng: random.Random, people: People, number: int, municipality: str, month: str, shape_name: str,
    amounts: tuple[int, int] = (900, 13800),
) -> PlannedCase:  # fmt: skip
    """A household of this shape whose right amount is one drawn from ``amounts`` (kronor)."""
    shape = SHAPES[shape_name]
    case = _household(rng, people, number, municipality, month, shape_name)
    case.incomes = _allowances(case, shape)
    amount, rent, balance = _balanced(rng, case, shape, amounts)
    case.costs.insert(0, Cost("rent", rent, rent))
    if balance:
        case.incomes.append(Income(shape.balance, shape.holder, balance, balance))
    if case.result_now() != amount:
        raise AssertionError(f"the household of case {number} was not built towards {amount} kronor")
    case.answer = {"outcome": "granted", "amount_ore": amount * 100, "reasons": []}
    return case


def _household(
    rng: random.Random, people: People, number: int, municipality: str, month: str, shape_name: str
) -> PlannedCase:
    shape = SHAPES[shape_name]
    last_name = people.last_name()
    household = [people.adult("applicant", last_name)]
    if shape.adults == 2:
        household.append(people.adult("co_applicant"))
    ages = sorted((rng.randint(*span) for span in shape.ages), reverse=True)
    household += [people.child(f"child_{n}", age, last_name) for n, age in enumerate(ages, 1)]
    costs = [Cost("electricity", power := rng.randint(280, 690), power)]
    if rng.random() < 0.7:
        costs.append(Cost("home_insurance", premium := rng.randint(95, 190), premium))
    if shape.balance == "unemployment_benefit":
        costs.append(Cost("unemployment_fund", fee := rng.randint(130, 160), fee))
    case = PlannedCase(shape_name, municipality, month, household, people.contact(household[0], number), costs, [])
    _activity(rng, case, shape)
    return case


def _activity(rng: random.Random, case: PlannedCase, shape: Shape) -> None:
    """What a caseworker has recorded: a plan that is followed or an exemption, looked at again next year."""
    follow_up = f"{later_month(case.month, rng.randint(1, 3))}-15"
    exempt = {"sickness_benefit": "Sjukpenning på heltid", "parental_benefit": "Föräldraledig med barn under ett år"}
    for adult in case.adults:
        person = adult["role"]
        ground = exempt.get(shape.balance, "") if person == shape.holder else ""
        status = "exempt" if ground else "plan_met"
        case.activity.append({
            "person": person, "status": status, "ground": ground or "Deltar enligt plan hos arbetsmarknadsenheten",
            "follow_up_on": follow_up,
        })  # fmt: skip
        case.certificate.append({"person": person, "status": "not_needed", "valid_to": None})
        if not ground:
            case.register_extra.setdefault(person, []).append(
                {"agency": "af", "benefit": "Inskriven arbetssökande", "part": "", "amount_type": "", "paid_on": None,
                 "net_ore": 0}
            )  # fmt: skip
    if shape.incentive:
        start = later_month(case.month, -rng.randint(4, 16))
        case.incentive = [{"person": shape.holder, "from_month": start, "until_month": later_month(start, 23)}]


def _allowances(case: PlannedCase, shape: Shape) -> list[Income]:
    count = len(case.children)
    support = sum(1673 if age_in(child["number"], case.month) < 7 else 1823 for child in case.children)
    amounts = {
        "child_allowance": norm.child_allowance(count),
        "large_family_supplement": norm.large_family_supplement(count),
        "maintenance_support": support,
    }
    return [Income(kind, "applicant", amounts[kind], amounts[kind]) for kind in shape.allowances if amounts[kind]]


def _balanced(
    rng: random.Random, case: PlannedCase, shape: Shape, amounts: tuple[int, int]
) -> tuple[int, int, int | None]:
    """Amount, rent and the balancing income. Redrawn until rent and income are such as one meets."""
    base = case.result_now()
    ceiling = norm.rent_ceiling(len(case.children))
    for _ in range(5000):
        amount = rng.randint(*amounts)
        if shape.balance == "rent":
            rent = amount - base
            if LEAST_RENT <= rent <= ceiling:
                return amount, rent, None
            continue
        rent = rng.randint(LEAST_RENT, ceiling)
        counts = base + rent - amount
        income = counts
        if shape.incentive:
            if counts % 3:
                continue
            income = counts // 3 * 4
        if shape.smallest <= income <= shape.largest:
            return amount, rent, income
    raise AssertionError(f"no rent and income found for {case.kind} within {amounts}")
