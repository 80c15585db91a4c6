"""An assessed application comes into a round as it was assessed."""

from typing import Any

from processes.preschool import applications
from processes.preschool.candidates import candidate
from tests.processes.preschool.conftest import Assess
from tests.processes.preschool.rounds import by_child, computed, round_of, unit

TOLD: dict[str, Any] = {
    "start": "2027-01-11", "received": "2026-10-01", "fee_on": "2026-11-23", "wishes": ["Sol", "Bäck"],
    "change": {
        "siblings.+": {"birth_on": "2023-01-01", "place": "preschool", "unit": "Sol"},
        "application.queue_on": "2026-10-05", "child.home": {"north_m": 6_150_000, "east_m": 380_000},
        "priority": "sibling",
    },
}  # fmt: skip


def test_the_guarantee_date_and_the_queue_date_are_carried_over(assess: Assess) -> None:
    facts = applications.facts(TOLD)
    found = candidate(facts, assess(facts=facts))
    assert (found["guarantee_on"], found["applied_on"], found["promptly"]) == ("2027-02-01", "2026-10-05", False)
    assert (found["sibling_units"], found["priority"], found["home"]["north_m"]) == (["Sol"], "sibling", 6_150_000)


def test_a_candidate_takes_part_in_a_round(assess: Assess) -> None:
    facts = applications.facts(TOLD)
    rules = {"order": ["priority", "applied_on"], "priority_categories": ["sibling"], "sibling_scope": "same_unit"}
    told = round_of([candidate(facts, assess(facts=facts))], [unit("Sol", "2027-01-11"), unit("Bäck")], rules)
    assert by_child(computed(told))["FA-1"]["unit"] == "Sol"


def test_assessed_special_support_waits_for_a_person_who_offers_promptly(assess: Assess) -> None:
    facts = applications.facts({"support_hours": 15, "hours": 15, "wishes": ["Sol"]})
    told = round_of([candidate(facts, assess(facts=facts))], [unit("Sol", "2027-01-11")])
    assert by_child(computed(told))["FA-1"]["waits"] == ["promptly"]
