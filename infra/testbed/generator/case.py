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
    "student_aid": ("csn", "Studiehjälp", "Utbetalning", 25),
    "pension": ("fk", "Pensionsmyndigheten: Ålderspension", "Utbetalning", 19),
    "salary": ("skv", "Lön (AGI)", "Kontant ersättning", 13),
}


@dataclass
class Income:
    """What one person gets of one kind: last month, this month, and whether they say so. Kronor.

    ``late``: nothing has been paid in the control month, so the payment of the month before it counts.
    ``told``: another amount than the right one is stated.
    """

    kind: str
    person: str
    before: int | None
    now: int | None
    stated: bool = True
    late: bool = False
    told: int | None = None


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
    housing_before: str | None = None
    shared_dwelling: int | None = None
    days: dict[str, int] = field(default_factory=dict)
    lunch_away: set[str] = field(default_factory=set)
    school: dict[str, str] = field(default_factory=dict)
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
    uncalculated: bool = False
    register_extra: dict[str, list[Json]] = field(default_factory=dict)
    register_errors: dict[str, list[Json]] = field(default_factory=dict)
    answer: Json = field(default_factory=dict)
    caseworker: Json | None = None

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
            {"person": child["role"], "days": self.days.get(child["role"], 30),
             "lunch_away": child["role"] in self.lunch_away, "school": self._school(child)}
            for child in self.children
        ]  # fmt: skip
        return {"civil_status": self.civil_status, "housing_form": self.housing_form,
                "shared_dwelling_persons": self.shared_dwelling, "children": children}  # fmt: skip

    def _school(self, child: Json) -> str:
        age = age_in(child["number"], self.month)
        return self.school.get(child["role"], "none" if age < 6 else "compulsory")

    def norm_children(self, month: str, children: list[Json] | None = None) -> list[norm.Child]:
        """The children as the norm sees them in a month."""
        return [
            norm.Child(age_in(child["number"], month), child["role"] in self.lunch_away)
            for child in (self.children if children is None else children)
        ]

    def youth_excess(self) -> int:
        """What counts of the children's own work: this month's part above one prisbasbelopp in the year, in kronor."""
        left = norm.PRISBASBELOPP[int(self.control_month[:4])] * 100
        above = (row["earned_before_ore"] + row["own_work_ore"] - left for row in self.child_earning)
        over = [max(0, min(more, row["own_work_ore"])) for more, row in zip(above, self.child_earning, strict=True)]
        return sum(over) // 100

    def result_now(self) -> int:
        """Norm and costs less what counts of the incomes, this month, in kronor."""
        total = norm.norm_kronor(self.month, len(self.adults), self.norm_children(self.month))
        total += sum(cost.now or 0 for cost in self.costs) - self.youth_excess()
        return total - sum(self.counted(income, income.now or 0, self.control_month) for income in self.incomes)

    def births_before(self) -> str:
        return ",".join(birth_on(child["number"]) for child in self.children_before())
