"""The facts of one case, schema `economic_assistance/1`: what is read on screens and what the rules take.

No personal number belongs here: persons are `applicant`, `co_applicant`, `child_1` … Amounts are öre.
"""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from processes.economic_assistance import consistency
from processes.kit.facts_read import checked, schema_of

SCHEMA = "economic_assistance/1"
_MOST_ORE = 10_000_000_00

MonthText = Annotated[str, Field(pattern=r"^(19|20)\d\d-(0[1-9]|1[0-2])$", examples=["2026-12"])]
Adult = Literal["applicant", "co_applicant"]
ChildId = Annotated[str, Field(pattern=r"^child_[1-9][0-9]?$", examples=["child_1"])]
Person = Annotated[str, Field(pattern=r"^(applicant|co_applicant|child_[1-9][0-9]?)$")]
Ore = Annotated[int, Field(ge=0, le=_MOST_ORE, description="Amount in öre")]
Line = Annotated[str, Field(max_length=400)]
CivilStatus = Literal["single", "couple"]
HousingForm = Literal["tenancy", "sublet", "owned", "lodger", "other"]
CostKind = Literal["rent", "electricity", "home_insurance", "commuting", "union_fee", "unemployment_fund", "other"]
IncomeKind = Literal[
    "salary", "housing_allowance", "child_allowance", "large_family_supplement", "maintenance_support",
    "sickness_benefit", "parental_benefit", "unemployment_benefit", "student_aid", "activity_support", "pension",
    "capital_income", "other",
]  # fmt: skip
Agency = Literal["af", "csn", "fk", "skv", "so", "tns", "miv"]


class Part(BaseModel):
    """Strict: a field that is not known is refused, and nothing is converted in silence."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Case(Part):
    reference: Annotated[str, Field(min_length=1, max_length=60)]
    application_month: MonthText
    application_type: Literal["renewal", "new", "supplementary"]
    received_on: date
    protected_identity: bool
    warnings: list[Line] = Field(description="Texts of open warnings in the case system")
    month_already_decided: bool


class AdultMember(Part):
    person: Adult
    birth_on: date


class Child(Part):
    person: ChildId
    birth_on: date
    days: Annotated[int, Field(ge=1, le=30, description="Days of the month with the applicant; 30 is all of it")]
    lunch_away: bool = Field(description="Lunch five days a week at preschool or school")
    school: Literal["none", "compulsory", "upper_secondary", "unknown"]


class Household(Part):
    civil_status: CivilStatus
    housing_form: HousingForm
    shared_dwelling_persons: Annotated[int, Field(ge=1, le=40)] | None = Field(
        description="Everyone in the household community, the applicant included; null where there is none"
    )
    adults: Annotated[list[AdultMember], Field(min_length=1, max_length=2)]
    children: list[Child]


class Activity(Part):
    person: Adult
    status: Literal["plan_met", "plan_not_met", "exempt", "missing"]
    ground: Line
    follow_up_on: date | None


class MedicalCertificate(Part):
    person: Adult
    status: Literal["not_needed", "valid", "missing"]
    valid_to: date | None


class WorkIncentive(Part):
    person: Adult
    from_month: MonthText
    until_month: MonthText


class ChildEarnings(Part):
    person: ChildId
    year: Annotated[int, Field(ge=2000, le=2100)]
    earned_before_ore: Ore = Field(description="Own work earlier in the calendar year")
    own_work_ore: Ore = Field(description="Own work in the control month")


class NormPeriod(Part):
    kind: Line
    from_on: date
    to_on: date


class ApprovedCost(Part):
    kind: CostKind
    approved_ore: Ore


class PreviousIncome(Part):
    kind: IncomeKind
    person: Person
    net_ore: Ore


class Previous(Part):
    """Last month's calculation and decision."""

    month: MonthText
    norms: list[NormPeriod]
    adults: Annotated[int, Field(ge=1, le=2)]
    children: list[date] = Field(description="Birth dates of the children in the household then")
    housing_form: HousingForm
    civil_status: CivilStatus
    costs: list[ApprovedCost]
    incomes: list[PreviousIncome]
    outcome: Literal["granted", "partly_granted", "rejected"]
    amount_ore: Ore


class Changed(Part):
    """What the applicant says has changed since last month."""

    housing: bool
    household: bool
    children_residence: bool
    civil_status: bool
    assets: bool


class AppliedCost(Part):
    kind: CostKind
    applied_ore: Ore


class StatedIncome(Part):
    kind: IncomeKind
    person: Person
    net_ore: Ore
    paid_on: date


class Application(Part):
    changed: Changed
    self_employment: bool
    other_request: bool
    costs: list[AppliedCost]
    incomes: list[StatedIncome]


class RegisterRow(Part):
    """One row in the agency's own Swedish words; the income table says what it means."""

    benefit: Line
    part: Line
    amount_type: Line
    paid_on: date | None
    net_ore: Annotated[int, Field(ge=-_MOST_ORE, le=_MOST_ORE)]


class RegisterAnswer(Part):
    agency: Agency
    person: Adult
    status: Literal["data", "error"]
    error_code: Line | None = None
    error_text: Line | None = None
    rows: list[RegisterRow]


class Registers(Part):
    control_month: MonthText
    comparison_month: MonthText
    answers: list[RegisterAnswer]


class Facts(Part):
    """Everything the rules know about a case."""

    schema_name: Literal["economic_assistance/1"] = Field(alias="schema")
    case: Case
    household: Household
    activity: list[Activity]
    medical_certificate: list[MedicalCertificate]
    work_incentive: list[WorkIncentive]
    child_earnings: list[ChildEarnings]
    previous: Previous | None
    application: Application
    registers: Registers


def read(facts: Any) -> Facts:
    """The facts, checked for form and for contradictions. Raises FactsInvalid with every problem."""
    return checked(Facts, facts, consistency.problems)


def json_schema() -> dict[str, Any]:
    """The facts' JSON Schema (2020-12)."""
    return schema_of(Facts, SCHEMA)
