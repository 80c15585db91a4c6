"""How every process reads its facts: checked for form and contradictions, each problem told at its place.

The models are a process's own, in pydantic; the kit knows only how to ask one, so that rules stand on nothing else.
"""

import json
from collections.abc import Callable
from typing import Any, Protocol, Self, TypeVar

from processes.kit import facts_words
from processes.kit.errors import FactsInvalid
from processes.kit.personal_numbers import personal_numbers


class Model(Protocol):
    """What is asked of a pydantic model."""

    @classmethod
    def model_validate_json(cls, json_data: str) -> Self: ...

    @classmethod
    def model_json_schema(cls) -> dict[str, Any]: ...


Made = TypeVar("Made", bound=Model)


def validated(model: type[Made], facts: Any) -> Made:
    """The facts by their model. Raises FactsInvalid with every place that does not fit."""
    text = json.dumps(facts)  # through JSON: strict there, it still takes a date for a date
    try:
        return model.model_validate_json(text)
    except ValueError as error:  # pydantic's ValidationError is one, and lists its places
        listed = getattr(error, "errors", None)
        if listed is None:
            raise
        raise FactsInvalid(facts_words.problems(listed(include_url=False))) from None


def checked(model: type[Made], facts: Any, contradictions: Callable[[Made], list[dict[str, str]]]) -> Made:
    """The same; nothing contradicts itself or looks like a personal number. Raises FactsInvalid with every problem."""
    made = validated(model, facts)
    found = contradictions(made) + personal_numbers(facts)
    if found:
        raise FactsInvalid(found)
    return made


def schema_of(model: type[Model], name: str) -> dict[str, Any]:
    """The facts' JSON Schema (2020-12)."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": name, **model.model_json_schema()}
