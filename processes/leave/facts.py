"""The facts of one request for leave, schema `leave/1`: what is read on the HR system's screens.

No personal number, no free text of the employee's and no diagnosis belongs here. Days are decimal text, `"5.00"`.
"""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from processes.kit.facts_read import checked, schema_of
from processes.leave import consistency

SCHEMA = "leave/1"

Line = Annotated[str, Field(max_length=400)]
Count = Annotated[int, Field(ge=0, le=400)]
DaysText = Annotated[str, Field(pattern=r"^\d{1,3}\.\d\d$", description="Days with two decimals", examples=["5.00"])]
Clock = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$", examples=["07:00"])]
Kind = Literal["vacation", "parental", "temporary_parental", "study", "private_paid", "unpaid"]
Extent = Literal["full", "3/4", "1/2", "1/4", "1/8"]


class Part(BaseModel):
    """Strict: a field that is not known is refused, and nothing is converted in silence."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Request(Part):
    reference: Annotated[str, Field(min_length=1, max_length=60)]
    kind: Kind
    from_on: date
    to_on: date
    extent: Extent
    received_on: date
    saved_days: Count = Field(description="How many of the days are to be taken from saved ones")
    ground: Line = Field(description="The HR system's own word for why, where the kind has one; else empty")
    with_benefit: bool = Field(description="Parental leave: with parental benefit")
    child_birth_on: date | None
    period_exempt: bool = Field(description="Parental leave: no period by 10 § Föräldraledighetslag")
    already_decided: bool


class Employee(Part):
    birth_on: date
    employed_from: date
    employed_to: date | None
    protected_identity: bool
    employment_days_two_years: Annotated[int, Field(ge=0, le=731)]
    entitlement_days: Annotated[int, Field(ge=0, le=60, description="Vacation days of the year, as the system states")]
    week_days: DaysText = Field(description="Average working days a week by the schedule")


class Saved(Part):
    year: Annotated[int, Field(ge=1990, le=2100)]
    days: DaysText


class Balances(Part):
    vacation_left: DaysText
    saved: list[Saved]
    private_paid_used: Count


class Shift(Part):
    """A shift that starts in the requested period; one that ends no later than it starts passes midnight."""

    on: date
    starts: Clock
    ends: Clock


class Registered(Part):
    """Other leave of the employee's own, this request not among it."""

    reference: Line
    kind: Kind
    from_on: date
    to_on: date
    extent: Extent
    state: Literal["registered", "pending"]
    period_exempt: bool


class Staffing(Part):
    """The unit's day. `present` counts the employee."""

    on: date
    minimum: Count
    present: Count


class Facts(Part):
    """Everything that the rules know about a request."""

    schema_name: Literal["leave/1"] = Field(alias="schema")
    request: Request
    employee: Employee
    balances: Balances
    schedule: list[Shift]
    schedule_known_to: date
    registered: list[Registered]
    pending_days: dict[Kind, DaysText] = Field(description="Days of own other pending requests, by kind")
    staffing: list[Staffing]
    warnings: list[Line]


def read(facts: Any) -> Facts:
    """The facts, checked for form and for contradictions. Raises FactsInvalid with every problem."""
    return checked(Facts, facts, consistency.problems)


def json_schema() -> dict[str, Any]:
    """The facts' JSON Schema (2020-12)."""
    return schema_of(Facts, SCHEMA)
