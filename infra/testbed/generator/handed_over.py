"""Cases that must end with a person. Each kind changes a case that would have been granted, in one way.

To add a kind: write a small function and a row in `KINDS` with the shapes it may start from and the
reasons that must be among those given.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from infra.testbed.generator import norm
from infra.testbed.generator.case import Cost, Income, PlannedCase
from infra.testbed.generator.granted import granted_case
from infra.testbed.generator.people import People
from infra.testbed.shell import later_month

Change = Callable[[PlannedCase, random.Random, People], None]


@dataclass(frozen=True)
class Kind:
    """``core`` kinds come first in a small plan. ``amounts`` bounds what the case would have been granted."""

    change: Change
    reasons: tuple[str, ...]
    shapes: tuple[str, ...] = ("single", "couple", "single_child", "couple_children")
    core: bool = False
    amounts: tuple[int, int] = (900, 13800)


def new_application(case: PlannedCase, _: random.Random, __: People) -> None:
    case.known = False


def agency_error(case: PlannedCase, rng: random.Random, _: People) -> None:
    adult = rng.choice(case.adults)
    agency = rng.choice(("fk", "so", "skv", "csn"))
    case.register_errors[adult["role"]] = [
        {"agency": agency, "code": "SSBT-504", "text": "Bastjänsten svarade inte inom utsatt tid"}
    ]


def income_changed(case: PlannedCase, rng: random.Random, _: People) -> None:
    income = case.incomes[-1]
    income.now = (income.now or 0) * rng.randint(118, 140) // 100


def cost_changed(case: PlannedCase, rng: random.Random, _: People) -> None:
    power = case.cost("electricity")
    power.now = min(norm.ELECTRICITY_CEILING, (power.now or 0) + rng.randint(70, 110))


def income_unknown(case: PlannedCase, rng: random.Random, _: People) -> None:
    amount = rng.randint(900, 2400) * 100
    rows = [
        {"agency": "fk", "benefit": "Merkostnadsersättning", "part": "", "amount_type": "Utbetalning",
         "paid_on": f"{month}-18", "net_ore": amount}
        for month in (case.control_month, case.comparison_month)
    ]  # fmt: skip
    case.register_extra.setdefault("applicant", []).extend(rows)


def household_changed(case: PlannedCase, _: random.Random, __: People) -> None:
    case.changed.add("household")


def newborn(case: PlannedCase, _: random.Random, people: People) -> None:
    """A child that caseworkers have registered since last month's calculation."""
    child = people.child(f"child_{len(case.children) + 1}", 0, case.people[0]["last_name"])
    case.people.append(child)
    case.newborn = child["number"]


def protected_identity(case: PlannedCase, rng: random.Random, _: People) -> None:
    rng.choice(case.people)["protected"] = True


def surplus(case: PlannedCase, rng: random.Random, _: People) -> None:
    """An income that rises by less than the change threshold, and yet past what the household needs."""
    income = case.incomes[-1]
    income.now = (income.now or 0) + case.result_now() + rng.randint(40, 160)


def rent_above_ceiling(case: PlannedCase, rng: random.Random, _: People) -> None:
    rent = case.cost("rent")
    rent.before = rent.now = norm.rent_ceiling(len(case.children)) + rng.randint(150, 900)


def other_request(case: PlannedCase, rng: random.Random, _: People) -> None:
    case.other_text = rng.choice(("Nya glasögon", "Tandvård, lagning av en tand", "Vinterkläder till barnen"))


def vehicle_found(case: PlannedCase, _: random.Random, __: People) -> None:
    case.register_extra.setdefault("applicant", []).append(
        {"agency": "tns", "benefit": "Personbil", "part": "", "amount_type": "", "paid_on": None, "net_ore": 0}
    )


def open_warning(case: PlannedCase, _: random.Random, __: People) -> None:
    case.warnings.append(
        {"noted_on": f"{case.comparison_month}-30", "text": "Kontrollera folkbokföring före nästa beslut"}
    )


def already_decided(case: PlannedCase, _: random.Random, __: People) -> None:
    case.decided_already = True


def _states(name: str) -> Change:
    def change(case: PlannedCase, _: random.Random, __: People) -> None:
        case.changed.add(name)

    return change


def self_employed(case: PlannedCase, _: random.Random, __: People) -> None:
    case.self_employment = True


def income_not_stated(case: PlannedCase, _: random.Random, __: People) -> None:
    case.incomes[-1].stated = False


def income_missing(case: PlannedCase, _: random.Random, __: People) -> None:
    """Last month's income has no row in the registers any more, in either month, and nobody says why."""
    income = case.incomes[-1]
    income.now, income.stated = None, False


def income_new(case: PlannedCase, rng: random.Random, _: People) -> None:
    case.incomes.append(Income("sickness_benefit", "applicant", None, rng.randint(800, 2500)))


def cost_new(case: PlannedCase, rng: random.Random, _: People) -> None:
    case.costs.append(Cost("commuting", None, rng.randint(500, 1000)))


def cost_other(case: PlannedCase, rng: random.Random, _: People) -> None:
    case.costs.append(Cost("other", None, rng.randint(200, 900)))


def two_norms(case: PlannedCase, _: random.Random, __: People) -> None:
    case.second_norm = "matnorm"


def plan_not_met(case: PlannedCase, _: random.Random, __: People) -> None:
    case.activity[0].update(status="plan_not_met", ground="Uteblev tre gånger utan giltigt skäl")


def follow_up_passed(case: PlannedCase, _: random.Random, __: People) -> None:
    case.activity[0]["follow_up_on"] = f"{case.comparison_month}-15"


def certificate_missing(case: PlannedCase, _: random.Random, __: People) -> None:
    case.certificate[0]["status"] = "missing"


def incentive_ends(case: PlannedCase, _: random.Random, __: People) -> None:
    row = case.incentive[0]
    row["until_month"] = case.month
    row["from_month"] = later_month(case.month, -23)


_BALANCED = ("couple", "couple_children", "single_sickness", "single_activity")
_FAMILIES = ("single_child", "couple_children", "single_two_children")
KINDS = {
    "new_application": Kind(new_application, ("application_not_renewal",), core=True),
    "agency_error": Kind(agency_error, ("agency_error",), core=True),
    "income_changed": Kind(income_changed, ("income_changed",), _BALANCED, core=True),
    "cost_changed": Kind(cost_changed, ("cost_changed",), core=True),
    "income_unknown": Kind(income_unknown, ("income_unknown",), core=True),
    "household_changed": Kind(household_changed, ("household_changed",), core=True),
    "protected_identity": Kind(protected_identity, ("protected_identity",), core=True),
    "surplus": Kind(surplus, ("negative_outcome",), ("single_sickness", "couple", "single_activity"), core=True,
                    amounts=(20, 60)),
    "rent_above_ceiling": Kind(rent_above_ceiling, ("cost_above_ceiling",), core=True),
    "other_request": Kind(other_request, ("other_request",), core=True),
    "vehicle_found": Kind(vehicle_found, ("vehicle_found",), core=True),
    "newborn": Kind(newborn, ("household_changed",)),
    "open_warning": Kind(open_warning, ("case_warning",)),
    "already_decided": Kind(already_decided, ("month_already_decided",)),
    "housing_changed": Kind(_states("housing"), ("housing_changed",)),
    "children_moved": Kind(_states("children_residence"), ("children_residence_changed",), _FAMILIES),
    "civil_status_changed": Kind(_states("civil_status"), ("civil_status_changed",)),
    "assets_changed": Kind(_states("assets"), ("assets_changed",)),
    "self_employed": Kind(self_employed, ("self_employment",)),
    "income_not_stated": Kind(income_not_stated, ("income_not_stated",), _BALANCED),
    "income_missing": Kind(income_missing, ("income_missing",), _BALANCED),
    "income_new": Kind(income_new, ("income_new",), ("single", "single_child")),
    "cost_new": Kind(cost_new, ("cost_new",)),
    "cost_other": Kind(cost_other, ("cost_other",)),
    "two_norms": Kind(two_norms, ("previous_norm_ambiguous",)),
    "plan_not_met": Kind(plan_not_met, ("activity_requirement",), ("single", "couple")),
    "follow_up_passed": Kind(follow_up_passed, ("activity_requirement",)),
    "certificate_missing": Kind(certificate_missing, ("medical_certificate",)),
    "incentive_ends": Kind(incentive_ends, ("work_incentive_boundary",), ("single_salary_incentive",)),
}  # fmt: skip


def handed_over_case(
    rng: random.Random, people: People, number: int, municipality: str, month: str, name: str
) -> PlannedCase:
    """A case of this kind, with the reasons that must be among those given."""
    kind = KINDS[name]
    case = granted_case(rng, people, number, municipality, month, rng.choice(kind.shapes), kind.amounts)
    case.kind = name
    kind.change(case, rng, people)
    case.answer = {"outcome": "handed_over", "amount_ore": None, "reasons": list(kind.reasons)}
    return case
