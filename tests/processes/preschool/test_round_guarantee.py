"""What a round does for a guarantee that falls due, and what it warns of."""

from typing import Any

import pytest

from tests.processes.preschool.rounds import by_child, child, computed, given, round_of, unit

JANUARY, FEBRUARY = "2027-01-11", "2027-02-01"

GUARANTEE = {"order": ["applied_on"], "guarantee_anywhere": True, "guarantee_with_place": False}


def guaranteed(name: str, wishes: str, applied: str, **changed: Any) -> dict[str, Any]:
    home = {"north_m": 6_150_000, "east_m": 380_000}
    return child(name, wishes, applied, guarantee_on="2027-02-01", home=home, **changed)


def test_a_guarantee_that_falls_due_gets_the_nearest_place_that_nobody_wished_for() -> None:
    units = [unit("Sol", JANUARY), unit("Far", JANUARY, at=(6_160_000, 380_000)),
             unit("Near", JANUARY, at=(6_150_900, 380_000))]  # fmt: skip
    told = round_of([child("A", "Sol", "2026-06-01"), guaranteed("B", "Sol", "2026-06-02")], units, GUARANTEE)
    found = by_child(computed(told))["B"]
    assert (found["outcome"], found["unit"], found["wish"]) == ("guarantee", "Near", None)
    assert computed(told)["alarms"] == []


def test_a_wish_goes_before_a_guarantee_elsewhere() -> None:
    children = [child("A", "Sol", "2026-01-01"), guaranteed("B", "Sol", "2026-02-01"), child("C", "Bäck", "2026-09-01")]
    result = computed(round_of(children, [unit("Sol", JANUARY), unit("Bäck", JANUARY)], GUARANTEE))
    assert given(result) == {"A": "Sol", "C": "Bäck"}
    assert [(alarm["child"], alarm["code"]) for alarm in result["alarms"]] == [("B", "at_risk")]


@pytest.mark.parametrize(
    ("rules", "changed"),
    [
        ({"guarantee_anywhere": False}, {}),
        ({"guarantee_anywhere": None}, {}),
        ({}, {"guarantee_on": "2027-04-01"}),
        ({}, {"current_unit": "Far"}),
    ],
    ids=["not elsewhere", "nobody has said where", "due after the round", "has a place"],
)
def test_no_place_is_given_for_a_guarantee_without_the_rule_or_the_need(rules: Any, changed: Any) -> None:
    units = [unit("Sol", JANUARY), unit("Near", JANUARY), unit("Far")]
    children = [child("A", "Sol", "2026-06-01"), guaranteed("B", "Sol", "2026-06-02") | changed]
    assert given(computed(round_of(children, units, GUARANTEE | rules))) == {"A": "Sol"}


@pytest.mark.parametrize(
    ("weeks", "guarantee_on", "code"),
    [
        (6, "2027-01-04", "at_risk"), (6, "2027-01-05", None), (None, "2027-03-30", "at_risk"),
        (6, "2026-11-23", "passed"), (6, None, None),
    ],
)  # fmt: skip
def test_a_guarantee_without_a_place_is_told_so_many_weeks_before(weeks: Any, guarantee_on: Any, code: Any) -> None:
    told = round_of([child("A", "Sol", guarantee_on=guarantee_on)], [unit("Sol")],
                    {"order": ["applied_on"], "alarm_weeks": weeks})  # fmt: skip
    assert [alarm["code"] for alarm in computed(told)["alarms"]] == ([code] if code else [])


def test_a_place_that_starts_after_the_guarantee_date_is_told() -> None:
    told = round_of([child("A", "Sol", guarantee_on="2027-01-31")], [unit("Sol", FEBRUARY)])
    assert [alarm["code"] for alarm in computed(told)["alarms"]] == ["late_start"]


def test_a_guarantee_of_a_child_that_waits_for_a_person_is_told_too() -> None:
    told = round_of([child("A", "Sol", guarantee_on="2026-11-01", hold="after_no")], [unit("Sol", JANUARY)])
    assert [(alarm["child"], alarm["code"]) for alarm in computed(told)["alarms"]] == [("A", "passed")]


@pytest.mark.parametrize(("rule", "count"), [(False, 0), (True, 1), (None, 1)])
def test_whether_a_child_with_a_place_has_a_guarantee_the_municipality_says(rule: Any, count: int) -> None:
    mover = child("A", "Sol", guarantee_on="2026-12-01", current_unit="Bäck")
    told = round_of([mover], [unit("Sol"), unit("Bäck")], {"order": ["applied_on"], "guarantee_with_place": rule})
    assert len(computed(told)["alarms"]) == count
