"""An assessed application as a child of a round: what the rules found, carried over and never reckoned twice."""

from collections.abc import Mapping
from typing import Any

from processes.preschool import facts as application_facts
from processes.preschool import guarantee

Json = dict[str, Any]


def candidate(facts: Any, assessment: Mapping[str, Any], current_place: str | None = None) -> Json:
    """The child as `round_facts.RoundChild` has it. `assessment`: the one that stands, as JSON; whether the application
    may take part (granted, or settled by a person) the platform knows. `current_place`: the name of the place it has.
    """
    read = application_facts.read(facts)
    found = next(step["data"] for step in assessment["steps"] if step["group"] == guarantee.GROUP)
    told = read.model_dump(mode="json")
    return {
        "child": read.application.reference, "birth_on": told["child"]["birth_on"],
        "applied_on": told["application"]["queue_on"], "wished_start_on": told["application"]["wished_start_on"],
        "guarantee_on": found["guarantee_on"], "promptly": found["promptly"], "priority": read.priority,
        "sibling_units": sorted({one.unit for one in read.siblings if one.unit is not None}),
        "wishes": told["wishes"], "home": told["child"]["home"], "current_unit": read.current_unit,
        "current_place": current_place, "lot": None, "hold": None,
    }  # fmt: skip
