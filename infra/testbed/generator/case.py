"""One planned case: what is known before, what is applied for, what the registers say, and the answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from infra.testbed.generator import norm
from infra.testbed.generator.people import age_in, birth_on
from infra.testbed.shell import later_month

Json = dict[str, Any]
# An income's row in the register: agency, benefit and kind of amount in the agency's own words, day of the month.
REGISTER = {
    "housing_allowance": ("fk", "Bostadsbidrag", "Utbetalning", 18),
    "child_allowance": ("fk", "Barnbidrag", "Utbetalning", 20),
    "large_family_supplement": ("fk", "Flerbarnstillägg", "Utbetalning", 20),
    "maintenance_support": ("fk", "Underhållsstöd", "Utbetalning", 20),
    "sickness_benefit": ("fk", "Sjukpenning", "Utbetalning", 17),
    "parental_benefit": ("fk", "Föräldrapenning", "Utbetalning", 17),
    "activity_support": ("fk", "Aktivitetsstöd", "Utbetalning", 16),
    "unemployment_benefit": ("so", "A-kassa", "Utbetalning", 16),
    "salary": ("skv", "Lön (AGI)", "Kontant ersättning", 13),
}


@dataclass
class Income:
    """What one person gets of one kind: last month, this month, and whether they say so. Kronor."""

    kind: str
    person: str
    before: int | None
    now: int | None
    stated: bool = True


@dataclass
class Cost:
    kind: str
    before: int | None
    now: int | None


@dataclass
class PlannedCase:
    """Amounts in kronor until they are written out in öre. Kinds of hand-over change such a case."""

    kind: str
    municipality: str
    month: str
    people: list[Json]
    contact: Json
    costs: list[Cost]
    incomes: list[Income]
    received_at: str = ""
    housing_form: str = "tenancy"
    known: bool = True
    activity: list[Json] = field(default_factory=list)
    certificate: list[Json] = field(default_factory=list)
    incentive: list[Json] = field(default_factory=list)
    child_earning: list[Json] = field(default_factory=list)
    warnings: list[Json] = field(default_factory=list)
    changed: set[str] = field(default_factory=set)
    self_employment: bool = False
    other_text: str = ""
    newborn: str | None = None
    second_norm: str | None = None
    decided_already: bool = False
    register_extra: dict[str, list[Json]] = field(default_factory=dict)
    register_errors: dict[str, list[Json]] = field(default_factory=dict)
    answer: Json = field(default_factory=dict)

    @property
    def adults(self) -> list[Json]:
        return [person for person in self.people if not person["role"].startswith("child_")]

    @property
    def children(self) -> list[Json]:
        return [person for person in self.people if person["role"].startswith("child_")]

    @property
    def civil_status(self) -> str:
        return "single" if len(self.adults) == 1 else "couple"

    @property
    def control_month(self) -> str:
        return later_month(self.month, -1)

    @property
    def comparison_month(self) -> str:
        return later_month(self.month, -2)

    def children_before(self) -> list[Json]:
        """The children of last month's calculation."""
        return [child for child in self.children if child["number"] != self.newborn]

    def income(self, kind: str) -> Income:
        return next(income for income in self.incomes if income.kind == kind)

    def cost(self, kind: str) -> Cost:
        return next(cost for cost in self.costs if cost.kind == kind)

    def has_incentive(self, person: str, month: str) -> bool:
        return any(
            row["person"] == person and row["from_month"] <= month <= row["until_month"] for row in self.incentive
        )

    def counted(self, income: Income, kronor: int, month: str) -> int:
        incentive = income.kind == "salary" and self.has_incentive(income.person, month)
        return norm.counted_salary(kronor, incentive=incentive)

    def household(self) -> Json:
        children = [
            {"person": child["role"], "days": 30, "lunch_away": False,
             "school": "compulsory" if age_in(child["number"], self.month) >= 6 else "none"}
            for child in self.children
        ]  # fmt: skip
        return {"civil_status": self.civil_status, "housing_form": self.housing_form, "shared_dwelling_persons": None,
                "children": children}  # fmt: skip

    def result_now(self) -> int:
        """Norm and costs less what counts of the incomes, this month, in kronor."""
        ages = [age_in(child["number"], self.month) for child in self.children]
        total = norm.norm_kronor(self.month, len(self.adults), ages) + sum(cost.now or 0 for cost in self.costs)
        return total - sum(self.counted(income, income.now or 0, self.control_month) for income in self.incomes)

    def births_before(self) -> str:
        return ",".join(birth_on(child["number"]) for child in self.children_before())
