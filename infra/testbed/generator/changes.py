"""What makes a case that would have been granted one for a person. Each changes it in one way.

A change returns further reasons that follow from this very household, or nothing.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from infra.testbed.generator import norm
from infra.testbed.generator.case import Cost, Income, PlannedCase
from infra.testbed.generator.people import People
from infra.testbed.shell import later_month

Change = Callable[[PlannedCase, random.Random, People], tuple[str, ...] | None]
# From this month activity requirement and medical certificate are asked for.
REFORM = "2026-07"


def states(name: str) -> Change:
    """The applicant says that this has changed."""

    def change(case: PlannedCase, _: random.Random, __: People) -> None:
        case.changed.add(name)

    return change


# -- the case itself ------------------------------------------------------------------------------


def new_application(case: PlannedCase, _: random.Random, __: People) -> tuple[str, ...]:
    """Nobody has recorded anything about the household yet."""
    case.known = False
    return ("activity_requirement", "medical_certificate") if case.month >= REFORM else ()


def already_decided(case: PlannedCase, _: random.Random, __: People) -> None:
    case.decided_already = True


def uncalculated(case: PlannedCase, _: random.Random, __: People) -> None:
    """Last month was decided, but the case system holds no calculation of it."""
    case.uncalculated = True


def two_norms(case: PlannedCase, _: random.Random, __: People) -> None:
    case.second_norm = "matnorm"


def protected_identity(case: PlannedCase, rng: random.Random, _: People) -> None:
    rng.choice(case.people)["protected"] = True


def open_warning(case: PlannedCase, _: random.Random, __: People) -> None:
    case.warnings.append(
        {"noted_on": f"{case.comparison_month}-30", "text": "Kontrollera folkbokföring före nästa beslut"}
    )


def other_request(case: PlannedCase, rng: random.Random, _: People) -> None:
    case.other_text = rng.choice(("Nya glasögon", "Tandvård, lagning av en tand", "Vinterkläder till barnen"))


def self_employed(case: PlannedCase, _: random.Random, __: People) -> None:
    case.self_employment = True


# -- household and housing ------------------------------------------------------------------------


def newborn(case: PlannedCase, _: random.Random, people: People) -> None:
    """A child that caseworkers have registered since last month's calculation."""
    child = people.child(f"child_{len(case.children) + 1}", 0, case.people[0]["last_name"])
    case.people.append(child)
    case.newborn = child["number"]


def part_time_child(case: PlannedCase, rng: random.Random, _: People) -> tuple[str, ...]:
    """The youngest lives here some days of the month, as last month; how that is reckoned nobody has set."""
    case.days[case.children[-1]["role"]] = rng.choice((8, 12, 15, 20))
    # Such a child does not raise the ceiling of the rent by itself.
    above = (case.cost("rent").now or 0) > norm.rent_ceiling(len(case.children) - 1)
    return ("cost_above_ceiling",) if above else ()


def youth_school_unknown(case: PlannedCase, _: random.Random, __: People) -> None:
    case.school["child_1"] = "unknown"


def household_community(case: PlannedCase, rng: random.Random, _: People) -> None:
    """Lives together with others who are no family."""
    case.shared_dwelling = rng.choice((2, 3, 4))
    case.housing_form = "sublet"


def housing_changed(case: PlannedCase, rng: random.Random, _: People) -> None:
    """Stated by the applicant, or registered by a caseworker since last month's calculation."""
    if rng.random() < 0.5:
        case.changed.add("housing")
    else:
        case.housing_before, case.housing_form = case.housing_form, "sublet"


# -- costs ----------------------------------------------------------------------------------------


def cost_changed(case: PlannedCase, rng: random.Random, _: People) -> None:
    """Dearer than last month, or no longer applied for."""
    power = case.cost("electricity")
    more = min(norm.CEILINGS["electricity"], (power.now or 0) + rng.randint(70, 110))
    power.now = more if rng.random() < 0.7 else None


def cost_above_ceiling(case: PlannedCase, rng: random.Random, _: People) -> None:
    cost = case.cost(rng.choice(("rent", "rent", "electricity")))
    limit = norm.ceiling(cost.kind, len(case.children)) or 0
    cost.before = cost.now = limit + rng.randint(150, 900)


def cost_new(case: PlannedCase, rng: random.Random, _: People) -> None:
    case.costs.append(Cost("commuting", None, rng.randint(500, 1000)))


def cost_other(case: PlannedCase, rng: random.Random, _: People) -> None:
    case.costs.append(Cost("other", None, rng.randint(200, 900)))


# -- incomes and registers ------------------------------------------------------------------------


def agency_error(case: PlannedCase, rng: random.Random, _: People) -> None:
    adult = rng.choice(case.adults)
    agency = rng.choice(("fk", "so", "skv", "csn"))
    case.register_errors[adult["role"]] = [
        {"agency": agency, "code": "SSBT-504", "text": "Bastjänsten svarade inte inom utsatt tid"}
    ]


def vehicle_found(case: PlannedCase, _: random.Random, __: People) -> None:
    case.register_extra.setdefault("applicant", []).append(
        {"agency": "tns", "benefit": "Personbil", "part": "", "amount_type": "", "paid_on": None, "net_ore": 0}
    )


def income_unknown(case: PlannedCase, rng: random.Random, _: People) -> None:
    """A benefit that no table lists, or money that an agency takes back."""
    rows = [("Merkostnadsersättning", amount := rng.randint(900, 2400) * 100, case.control_month),
            ("Merkostnadsersättning", amount, case.comparison_month)]  # fmt: skip
    if rng.random() < 0.4:
        rows = [("Sjukpenning", -rng.randint(200, 900) * 100, case.control_month)]
    case.register_extra.setdefault("applicant", []).extend(
        {"agency": "fk", "benefit": benefit, "part": "", "amount_type": "Utbetalning", "paid_on": f"{month}-18",
         "net_ore": net_ore}
        for benefit, net_ore, month in rows
    )  # fmt: skip


def income_changed(case: PlannedCase, rng: random.Random, _: People) -> tuple[str, ...]:
    income = case.incomes[-1]
    income.now = (income.now or 0) * rng.randint(118, 140) // 100
    return ("negative_outcome",) if case.result_now() <= 0 else ()


def income_dropped(case: PlannedCase, rng: random.Random, _: People) -> None:
    """Lower than last month by more than the threshold; of housing allowance any difference is."""
    income = case.incomes[-1]
    kept = rng.randint(94, 99) if income.kind == "housing_allowance" else rng.randint(55, 84)
    income.now = (income.now or 0) * kept // 100


def surplus(case: PlannedCase, rng: random.Random, _: People) -> None:
    """An income that rises by less than the change threshold, and yet past what the household needs."""
    income = case.incomes[-1]
    income.now = (income.now or 0) + case.result_now() + rng.randint(40, 160)


def income_not_stated(case: PlannedCase, rng: random.Random, _: People) -> None:
    """Left out altogether, or stated lower than it is."""
    income = case.incomes[-1]
    if rng.random() < 0.6:
        income.stated = False
    else:
        income.told = (income.now or 0) - rng.randint(100, 900)


def income_missing(case: PlannedCase, _: random.Random, __: People) -> None:
    """Last month's income has no row in the registers any more, in either month, and nobody says why."""
    income = case.incomes[-1]
    income.now, income.stated = None, False


def income_new(case: PlannedCase, rng: random.Random, _: People) -> None:
    case.incomes.append(Income("sickness_benefit", "applicant", None, rng.randint(800, 2500)))


# -- activity, certificate, work incentive --------------------------------------------------------


def plan_not_met(case: PlannedCase, rng: random.Random, _: People) -> None:
    """The plan is not followed, or somebody is exempt and nobody wrote on which ground."""
    if rng.random() < 0.7:
        case.activity[0].update(status="plan_not_met", ground="Uteblev tre gånger utan giltigt skäl")
    else:
        case.activity[0].update(status="exempt", ground="")


def activity_missing(case: PlannedCase, _: random.Random, __: People) -> None:
    del case.activity[0]


def follow_up_passed(case: PlannedCase, _: random.Random, __: People) -> None:
    case.activity[0]["follow_up_on"] = f"{case.comparison_month}-15"


def certificate_missing(case: PlannedCase, rng: random.Random, _: People) -> None:
    """None has come in, or the one there is does not last the month."""
    if rng.random() < 0.6:
        case.certificate[0].update(status="missing", valid_to=None)
    else:
        case.certificate[0].update(status="valid", valid_to=f"{case.month}-10")


def incentive_boundary(case: PlannedCase, rng: random.Random, _: People) -> None:
    """Control or application month is the first or the last one of the work incentive."""
    row = case.incentive[0]
    edge = rng.choice((case.control_month, case.month))
    if rng.random() < 0.5:
        row.update(from_month=edge, until_month=later_month(edge, 23))
    else:
        row.update(from_month=later_month(edge, -23), until_month=edge)
