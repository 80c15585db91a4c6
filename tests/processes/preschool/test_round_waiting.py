"""Who waits for a person, and for a lot: no rule says what holds."""

from typing import Any

import pytest

from tests.processes.preschool.rounds import by_child, child, computed, given, round_of, unit

JANUARY, FEBRUARY = "2027-01-11", "2027-02-01"
SIBLINGS = {"order": ["priority", "applied_on"], "priority_categories": ["sibling"], "sibling_scope": "same_unit"}


@pytest.mark.parametrize(
    ("rules", "changed", "code"),
    [
        ({}, {}, "no_order"),
        ({"order": ["length"]}, {}, "no_order"),
        ({"order": ["priority"]}, {}, "no_categories"),
        (SIBLINGS, {"priority": "social"}, "priority_unknown"),
        ({"order": ["applied_on"]}, {"priority": "social"}, "priority_unknown"),
        (SIBLINGS | {"sibling_scope": None}, {"sibling_units": ["Sol"]}, "no_sibling_scope"),
        ({"order": ["sibling"]}, {"sibling_units": ["Sol"]}, "no_sibling_scope"),
        ({"order": ["nearest"]}, {}, "distance_unknown"),
        ({"order": ["applied_on"], "wishes_most": 0}, {}, "too_many_wishes"),
        ({"order": ["applied_on"]}, {"wishes": []}, "no_wish"),
        ({"order": ["applied_on"]}, {"promptly": True}, "promptly"),
        ({"order": ["applied_on"]}, {"hold": "after_no"}, "after_no"),
        ({"order": ["applied_on"]}, {"hold": "after_silence"}, "after_silence"),
    ],
)
def test_a_case_waits_with_words_where_no_rule_says_what_holds(rules: Any, changed: Any, code: str) -> None:
    result = computed(round_of([child("A", "Sol") | changed], [unit("Sol", JANUARY)], rules))
    found = by_child(result)["A"]
    assert (found["outcome"], found["waits"], found["turns"]) == ("waits", [code], [])
    assert len(found["because"]["sv"]) > len("Väntar på en person. ")
    assert result["units"][0]["settle_first"] == (["A"] if found["child"] and code != "no_wish" else [])


def test_as_many_wishes_as_the_municipality_takes_are_ranked() -> None:
    told = round_of([child("A", "Sol")], [unit("Sol", JANUARY)], {"order": ["applied_on"], "wishes_most": 1})
    assert given(computed(told)) == {"A": "Sol"}


def test_a_child_without_siblings_does_not_wait_for_where_sibling_priority_holds() -> None:
    told = round_of([child("A", "Sol")], [unit("Sol", JANUARY)], SIBLINGS | {"sibling_scope": None})
    assert given(computed(told)) == {"A": "Sol"}


@pytest.mark.parametrize(
    ("months", "start", "outcome"),
    [
        (4, "2027-03-23", "proposed"), (4, "2027-03-24", "not_yet"), (None, "2027-03-31", "proposed"),
        (None, "2027-04-01", "not_yet"), (12, "2027-04-01", "not_yet"),
    ],
)  # fmt: skip
def test_an_offer_is_made_no_earlier_than_the_municipality_says(months: Any, start: str, outcome: str) -> None:
    told = round_of([child("A", "Sol", wished_start_on=start)], [unit("Sol", JANUARY)],
                    {"order": ["applied_on"], "offer_earliest_months": months})  # fmt: skip
    assert by_child(computed(told))["A"]["outcome"] == outcome


def test_equals_that_a_place_parts_are_told_that_a_lot_is_drawn() -> None:
    told = round_of([child("A", "Sol"), child("B", "Sol"), child("C", "Sol", "2026-05-01")],
                    [unit("Sol", JANUARY, JANUARY)])  # fmt: skip
    result = computed(told)
    assert result["draws"] == [{"unit": "Sol", "children": ["A", "B"], "about": "place"}]
    assert by_child(result)["C"]["draws"] == []
    assert "En person drar lott" in by_child(result)["B"]["because"]["sv"]


def test_equals_who_all_get_a_place_need_no_lot() -> None:
    told = round_of([child("A", "Sol"), child("B", "Sol")], [unit("Sol", JANUARY, JANUARY)])
    assert computed(told)["draws"] == []


def test_equals_of_whom_one_starts_late_are_parted_too() -> None:
    told = round_of([child("A", "Sol"), child("B", "Sol")], [unit("Sol", JANUARY, FEBRUARY)])
    assert computed(told)["draws"] == [{"unit": "Sol", "children": ["A", "B"], "about": "start"}]


def test_an_equal_that_has_something_it_wishes_more_is_no_party_to_the_lot() -> None:
    told = round_of([child("A", "Bäck Sol"), child("B", "Sol"), child("C", "Sol")],
                    [unit("Sol", JANUARY), unit("Bäck", JANUARY)])  # fmt: skip
    assert computed(told)["draws"] == [{"unit": "Sol", "children": ["B", "C"], "about": "place"}]


def test_a_lot_that_was_drawn_parts_them_and_is_told() -> None:
    result = computed(round_of([child("A", "Sol", lot=2), child("B", "Sol", lot=1)], [unit("Sol", JANUARY)]))
    assert (given(result), result["draws"]) == ({"B": "Sol"}, [])
    assert "Lotten avgjorde: nummer 1 går före nummer 2." in by_child(result)["A"]["because"]["sv"]


def test_a_tie_break_decides_before_the_lot() -> None:
    rules = {"order": ["applied_on"], "tie_break": ["born_first"]}
    children = [child("A", "Sol", lot=1), child("B", "Sol", birth_on="2025-02-01")]
    result = computed(round_of(children, [unit("Sol", JANUARY)], rules))
    assert (given(result), result["draws"]) == ({"B": "Sol"}, [])
    assert "Regeln om tie_break" in by_child(result)["A"]["because"]["sv"]
