"""Facts that do not fit or contradict each other are refused with every problem, and nothing is assessed."""

from typing import Any

import pytest

from processes.kit.errors import FactsInvalid
from processes.preschool import applications, facts


@pytest.mark.parametrize(
    ("change", "at"),
    [
        ({"application.wished_start_on": "2025-02-10"}, "application.wished_start_on"),
        ({"application.queue_on": "2026-05-31"}, "application.queue_on"),
        ({"guardians.1.person": "applicant"}, "guardians"),
        ({"guardians.0.hours_week": 0}, "guardians.0.hours_week"),
        ({"guardians.0.occupation": "unemployed"}, "guardians.0.hours_week"),
        ({"child.special_support_hours": 15}, "child.special_support_hours"),
        ({"child.special_support": "assessed"}, "child.special_support_hours"),
        ({"wishes.+": {"unit": "Solrosen", "distance_m": None}}, "wishes.1.unit"),
        ({"current_unit": "Solrosen"}, "wishes.0.unit"),
        ({"siblings.+": {"birth_on": "2020-01-01", "place": "none", "unit": "A"}}, "siblings.0.unit"),
        ({"application.reference": "barn 201701012393"}, "application.reference"),
        ({"application.hours_week": 0}, "application.hours_week"),
        ({"unknown": 1}, "unknown"),
    ],
)  # fmt: skip
def test_a_contradiction_is_told_at_its_place(change: dict[str, Any], at: str) -> None:
    with pytest.raises(FactsInvalid) as refused:
        facts.read(applications.facts({"change": change}))
    assert at in [problem["at"] for problem in refused.value.problems]
    assert all(problem["message_sv"] for problem in refused.value.problems)


def test_the_schema_names_itself() -> None:
    assert facts.json_schema()["$id"] == "preschool/1"
