"""The facts of one application for preschool, schema `preschool/1`: what is read on the child-care system's screens.

No personal number, no name, no free text of the guardians' and no diagnosis belongs here. Hours are whole hours a week,
amounts öre a month before tax, distances metres on foot.
"""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from processes.kit.facts_read import checked, schema_of
from processes.preschool import consistency

SCHEMA = "preschool/1"

Line = Annotated[str, Field(max_length=400)]
Name = Annotated[str, Field(min_length=1, max_length=60)]
Hours = Annotated[int, Field(ge=0, le=60, description="Whole hours a week")]
Metres = Annotated[int, Field(ge=0, le=500_000, description="Metres on foot")]
Metre = Annotated[int, Field(ge=-10_000_000, le=10_000_000)]
Adult = Literal["applicant", "co_applicant"]
Occupation = Literal["work", "studies", "unemployed", "parental_leave", "other"]
Support = Literal["none", "claimed", "assessed"]
Place = Literal["preschool", "after_school", "none"]


class Part(BaseModel):
    """Strict: a field that is not known is refused, and nothing is converted in silence."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Point(Part):
    """Whole metres north and east in SWEREF 99 TM."""

    north_m: Metre
    east_m: Metre


class Application(Part):
    reference: Name
    received_on: date = Field(description="The day on which the guardians told their wish")
    queue_on: date = Field(description="The day that the queue counts from, as the system states it")
    wished_start_on: date
    hours_week: Annotated[int, Field(ge=1, le=60, description="Whole hours a week that are asked for")]
    fee_on: date = Field(description="The day whose fee is reckoned: the start, or today for a preliminary figure")


class Child(Part):
    birth_on: date
    lives_here: bool = Field(description="Registered in the municipality")
    protected_identity: bool
    special_support: Support = Field(description="SkolL 8:7: claimed by the guardians, or assessed by the municipality")
    special_support_hours: Hours | None = Field(description="Hours a week that the assessment says, if there is one")
    home: Point | None = Field(description="Where the child lives, where the walk to each wish is not given")


class Guardian(Part):
    person: Adult
    occupation: Occupation
    hours_week: Hours = Field(description="Work or studies and the way there; 0 for the others")


class Earner(Part):
    """An adult of the household."""

    person: Adult
    parent: bool = Field(description="Whether the adult is a parent of the child")
    gross_ore: Annotated[int, Field(ge=0, le=10**9)] | None = Field(description="A month, before tax; null: not told")


class Sibling(Part):
    birth_on: date
    place: Place
    unit: Name | None = Field(description="Where the sibling has its place in preschool")


class Wish(Part):
    """The first in the list is wished most."""

    unit: Name
    distance_m: Metres | None


class Facts(Part):
    """Everything that the rules know about an application."""

    schema_name: Literal["preschool/1"] = Field(alias="schema")
    application: Application
    child: Child
    guardians: Annotated[list[Guardian], Field(min_length=1, max_length=2)]
    household: Annotated[list[Earner], Field(min_length=1, max_length=2)]
    siblings: Annotated[list[Sibling], Field(max_length=20)]
    wishes: Annotated[list[Wish], Field(max_length=50)]
    current_unit: Name | None = Field(description="Where the child has a place now")
    priority: Name | None = Field(description="The priority category that the system shows, in its own word")
    warnings: list[Line]


def read(facts: Any) -> Facts:
    """The facts, checked for form and for contradictions. Raises FactsInvalid with every problem."""
    return checked(Facts, facts, consistency.problems)


def json_schema() -> dict[str, Any]:
    """The facts' JSON Schema (2020-12)."""
    return schema_of(Facts, SCHEMA)
