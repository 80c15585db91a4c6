"""Cases that end in a granted amount. The amount is drawn first; rent or one income is what makes it come true."""

from __future__ import annotations

import random

from infra.testbed.generator import norm
from infra.testbed.generator.case import REGISTER, Cost, Income, PlannedCase
from infra.testbed.generator.people import People, age_in
from infra.testbed.generator.shapes import SHAPES, Shape
from infra.testbed.shell import later_month

LEAST_RENT = 4200
_USUAL = {"unemployment_fund": (130, 160), "commuting": (500, 1050), "union_fee": (210, 450)}
_EXEMPT = {
    "sickness_benefit": "Sjukpenning på heltid",
    "parental_benefit": "Föräldraledig med barn under ett år",
    "pension": "Har uppnått pensionsålder",
}
YOUTH, OF_AGE = 16, 18


def granted_case(
    rng: random.Random, people: People, number: int, municipality: str, month: str, shape_name: str,
    amounts: tuple[int, int] = (900, 13800),
) -> PlannedCase:  # fmt: skip
    """A household of this shape whose right amount is one drawn from ``amounts`` (kronor)."""
    shape = SHAPES[shape_name]
    case = _household(rng, people, number, municipality, month, shape_name)
    case.incomes = _allowances(case, shape)
    if shape.youth_earns:
        _youth_earns(rng, case, shape)
    amount, rent, balance = _balanced(rng, case, shape, amounts)
    case.costs.insert(0, Cost("rent", rent, rent))
    if balance:
        case.incomes.append(Income(shape.balance, shape.holder, balance, balance, late=shape.late))
    _beside(rng, case, shape)
    if case.result_now() != amount:
        raise AssertionError(f"the household of case {number} was not built towards {amount} kronor")
    case.answer = {"outcome": "granted", "amount_ore": amount * 100, "reasons": []}
    return case


def _household(
    rng: random.Random, people: People, number: int, municipality: str, month: str, shape_name: str
) -> PlannedCase:
    shape = SHAPES[shape_name]
    last_name = people.last_name()
    household = [people.adult("applicant", last_name, shape.adult_ages)]
    if shape.adults == 2:
        household.append(people.adult("co_applicant", ages=shape.adult_ages))
    ages = sorted((rng.randint(*span) for span in shape.ages), reverse=True)
    household += [people.child(f"child_{n}", age, last_name) for n, age in enumerate(ages, 1)]
    costs = [Cost("electricity", power := rng.randint(280, 690), power)]
    if rng.random() < 0.7:
        costs.append(Cost("home_insurance", premium := rng.randint(95, 190), premium))
    costs += [Cost(kind, fee := rng.randint(*_USUAL[kind]), fee) for kind in shape.costs]
    case = PlannedCase(shape_name, municipality, month, household, people.contact(household[0], number), costs, [])
    for child in case.children:
        age = age_in(child["number"], month)
        if age >= YOUTH:
            case.school[child["role"]] = "upper_secondary"
        if shape.lunch_away and age < YOUTH:
            case.lunch_away.add(child["role"])
    _activity(rng, case, shape)
    return case


def _activity(rng: random.Random, case: PlannedCase, shape: Shape) -> None:
    """What a caseworker has recorded: a plan that is followed or an exemption, looked at again next year."""
    follow_up = f"{later_month(case.month, rng.randint(1, 3))}-15"
    for adult in case.adults:
        person = adult["role"]
        ground = _EXEMPT.get(shape.balance, "") if person == shape.holder else ""
        case.activity.append({
            "person": person, "status": "exempt" if ground else "plan_met",
            "ground": ground or "Deltar enligt plan hos arbetsmarknadsenheten",
            "follow_up_on": None if ground and shape.balance == "pension" else follow_up,
        })  # fmt: skip
        sick = ground and shape.balance == "sickness_benefit"
        case.certificate.append(
            {"person": person, "status": "valid" if sick else "not_needed", "valid_to": follow_up if sick else None}
        )
        if not ground:
            _known_to(case, person, "af", "Inskriven arbetssökande")
    if shape.incentive:
        start = later_month(case.month, -rng.randint(4, 16))
        case.incentive = [{"person": shape.holder, "from_month": start, "until_month": later_month(start, 23)}]


def _known_to(case: PlannedCase, person: str, agency: str, benefit: str) -> None:
    """A row that is no money."""
    case.register_extra.setdefault(person, []).append(
        {"agency": agency, "benefit": benefit, "part": "", "amount_type": "", "paid_on": None, "net_ore": 0}
    )


def _youth_earns(rng: random.Random, case: PlannedCase, shape: Shape) -> None:
    """What a caseworker has noted of a youth's own work, this year before and in the control month."""
    year, own = int(case.control_month[:4]), rng.randint(8, 60) * 100
    before = rng.randint(50, 400) * 100
    if shape.youth_earns == "above":
        before = norm.PRISBASBELOPP[year] - rng.randint(1, own // 100 - 1) * 100
    case.child_earning = [
        {"person": "child_1", "year": year, "earned_before_ore": before * 100, "own_work_ore": own * 100}
    ]
    if (case.youth_excess() > 0) != (shape.youth_earns == "above"):
        raise AssertionError("a youth earns more or less than what is left to them, as the shape says")


def _beside(rng: random.Random, case: PlannedCase, shape: Shape) -> None:
    """What a household may have that must not change its amount."""
    if shape.permit:
        _known_to(case, shape.holder, "miv", "Uppehållstillstånd")
    if shape.preliminary:
        agency, benefit, _, day = REGISTER[shape.balance]
        almost = (case.income(shape.balance).now or 0) + rng.randint(40, 200)
        case.register_extra.setdefault(shape.holder, []).append(
            {"agency": agency, "benefit": benefit, "part": "", "amount_type": "Preliminär",
             "paid_on": f"{case.control_month}-{day:02d}", "net_ore": almost * 100}
        )  # fmt: skip


def _allowances(case: PlannedCase, shape: Shape) -> list[Income]:
    ages = {child["role"]: age_in(child["number"], case.month) for child in case.children}
    count = sum(age < YOUTH for age in ages.values())
    amounts = {
        "child_allowance": norm.CHILD_ALLOWANCE * count,
        "large_family_supplement": norm.large_family_supplement(count),
        "maintenance_support": sum(norm.maintenance_support(age) for age in ages.values()),
    }
    found = [Income(kind, "applicant", amounts[kind], amounts[kind]) for kind in shape.allowances if amounts.get(kind)]
    if "student_aid" in shape.allowances:
        # Studiehjälp goes to a parent until the youth comes of age; the registers are asked about adults only.
        holders = ["applicant" if age < OF_AGE else role for role, age in ages.items() if age >= YOUTH]
        found += [Income("student_aid", holder, norm.STUDY_AID, norm.STUDY_AID) for holder in holders]
    return found


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
