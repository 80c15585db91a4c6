"""What a round is computed from, schema `preschool_round/1`: children, units with free places, and the rules in force.

Everything stands in it, the published settings with their sentences too: a stored round is computed again from itself.
Places are whole metres in SWEREF 99 TM; distances whole metres on foot.
"""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field

from processes.kit.errors import FactsInvalid
from processes.kit.facts_read import validated
from processes.kit.personal_numbers import personal_numbers
from processes.preschool import round_consistency
from processes.preschool.facts import Name, Part, Point, Wish

SCHEMA = "preschool_round/1"
Sentence = Annotated[str, Field(max_length=1000)]


class FreePlace(Part):
    place: Name = Field(description="The place's own name in the system: nothing else can be given twice")
    free_from: date


class Unit(Part):
    unit: Name
    at: Point | None
    places: Annotated[list[FreePlace], Field(max_length=1000)]


class RoundChild(Part):
    """A child whose right has been assessed. `applied_on` is the date that the queue counts from."""

    child: Name = Field(description="The application's reference")
    birth_on: date
    applied_on: date
    wished_start_on: date
    guarantee_on: date | None
    promptly: bool = Field(description="Special support is assessed (SkolL 8:14 second paragraph)")
    priority: Name | None
    sibling_units: list[Name]
    wishes: Annotated[list[Wish], Field(max_length=50)]
    home: Point | None
    current_unit: Name | None
    current_place: Name | None
    lot: Annotated[int, Field(ge=1)] | None = Field(description="The number that a drawn lot gave, where one was drawn")
    hold: Literal["after_no", "after_silence"] | None = Field(
        description="The empty rule that keeps the child waiting; a person takes it away"
    )


class Setting(Part):
    """One rule of the municipality's. `value` null: nobody has found or set it."""

    key: Name
    value: Any
    sv: Sentence
    en: Sentence
    source: Sentence
    confidence: Literal["V", "D", "S", "M", "U", "local"]
    valid_from: date | None
    confirmed: bool


class Round(Part):
    schema_name: Literal["preschool_round/1"] = Field(alias="schema")
    round: Name
    municipality: Annotated[str, Field(pattern=r"^\d{4}$")]
    on: date = Field(description="The day of the round")
    starts_to: date = Field(description="The last start day that the round gives places for")
    settings: list[Setting]
    units: list[Unit]
    children: list[RoundChild]


class Offer(Part):
    """What became of a proposal that was sent. Answers are dated; that time has run out is seen from the day."""

    child: Name
    unit: Name
    place: Name
    start_on: date
    state: Literal["sent", "accepted", "declined"]
    answer_by: date
    answered_on: date | None


class _Settings(Part):
    settings: list[Setting]


class _Offers(Part):
    offers: list[Offer]


def read(facts: Any) -> Round:
    """The round, checked for form and for contradictions. Raises FactsInvalid with every problem."""
    made = validated(Round, facts)
    found = round_consistency.problems(made)
    # The whole text at once, and place by place only if there is something: a round is long.
    if personal_numbers(made.model_dump_json()):
        found += personal_numbers(facts)
    if found:
        raise FactsInvalid(found)
    return made


def read_settings(settings: list[Any]) -> list[Setting]:
    """The settings alone, checked. Raises FactsInvalid."""
    return validated(_Settings, {"settings": settings}).settings


def read_child(child: Any) -> RoundChild:
    """One child alone, checked for form. Raises FactsInvalid."""
    return validated(RoundChild, child)


def read_offer(offer: Any) -> Offer:
    """One offer alone, checked for form. Raises FactsInvalid."""
    return validated(Offer, offer)


def read_offers(offers: list[Any]) -> list[Offer]:
    """The offers, checked: no place and no child stands in two of them. Raises FactsInvalid."""
    made = validated(_Offers, {"offers": offers}).offers
    found = round_consistency.offer_problems(made)
    if found:
        raise FactsInvalid(found)
    return made
