"""Rounds small enough to be worked by hand."""

from typing import Any

import pytest

from processes.kit.errors import FactsInvalid
from tests.processes.preschool.rounds import by_child, child, computed, given, round_of, unit

JANUARY, FEBRUARY, MARCH = "2027-01-11", "2027-02-01", "2027-03-01"
SIBLINGS = {"order": ["priority", "applied_on"], "priority_categories": ["sibling"], "sibling_scope": "same_unit"}


def test_who_has_waited_longest_gets_the_place() -> None:
    told = round_of([child("A", "Sol", "2026-06-02"), child("B", "Sol", "2026-06-01")], [unit("Sol", JANUARY)])
    assert given(computed(told)) == {"B": "Sol"}


def test_a_child_gets_its_next_wish_and_is_told_its_turn_at_each() -> None:
    told = round_of(
        [child("A", "Sol", "2026-06-01"), child("B", "Sol", "2026-06-02"), child("C", "Sol Bäck", "2026-06-03")],
        [unit("Sol", JANUARY, JANUARY), unit("Bäck", JANUARY)],
    )
    found = by_child(computed(told))["C"]
    assert (found["outcome"], found["unit"], found["wish"], found["start_on"]) == ("proposed", "Bäck", 2, JANUARY)
    assert [(turn["turn"], turn["of"], turn["places"], turn["given"]) for turn in found["turns"]] == [
        (3, 3, 2, False), (1, 1, 1, True),
    ]  # fmt: skip
    assert found["turns"][0]["decided_by"] == {
        "criterion": "applied_on", "theirs": "2026-06-02", "own": "2026-06-03",
    }  # fmt: skip
    assert "\N{NO-BREAK SPACE}" in found["because"]["sv"]
    assert found["because"]["sv"].replace("\N{NO-BREAK SPACE}", " ") == (
        "Föreslås plats på Bäck från 11 januari 2027. Tredje i tur av 3 vid förstahandsvalet, Sol, som har 2 lediga "
        "platser. Den sista platsen går till ett barn med ködatum 2 juni 2026. Det här barnet har 3 juni 2026. "
        "Kommunens regel: Regeln om order. Först i tur av 1 vid andrahandsvalet, Bäck, som har 1 ledig plats."
    )
    assert (
        found["because"]["en"]
        .replace("\N{NO-BREAK SPACE}", " ")
        .startswith("Is proposed a place at Bäck from 11 January 2027. Third in turn of 3 at the first wish, Sol")
    )


def test_who_stands_before_and_gets_something_it_wishes_more_is_told() -> None:
    told = round_of(
        [child("A", "Bäck Sol", "2026-06-01"), child("B", "Sol", "2026-06-02")],
        [unit("Sol", JANUARY), unit("Bäck", JANUARY)],
    )
    found = by_child(computed(told))["B"]
    assert (found["turns"][0]["turn"], found["turns"][0]["ahead_elsewhere"], found["unit"]) == (2, 1, "Sol")


def test_a_sibling_at_the_unit_goes_before_a_longer_wait_there_and_nowhere_else() -> None:
    longest, sibling = child("A", "Sol", "2026-01-01"), child("B", "Sol Bäck", "2026-06-01", sibling_units=["Sol"])
    told = round_of([longest, sibling], [unit("Sol", JANUARY), unit("Bäck", JANUARY)], SIBLINGS)
    result = computed(told)
    assert given(result) == {"B": "Sol"}
    assert by_child(result)["A"]["turns"][0]["decided_by"] == {
        "criterion": "priority", "theirs": "sibling", "own": None,
    }  # fmt: skip
    assert "förtur (syskon)" in by_child(result)["A"]["because"]["sv"]
    elsewhere = round_of([longest, sibling | {"sibling_units": ["Bäck"]}], told["units"], SIBLINGS)
    assert given(computed(elsewhere)) == {"A": "Sol", "B": "Bäck"}


def test_a_priority_that_may_tell_of_a_family_is_in_the_data_and_not_in_the_sentence() -> None:
    rules = SIBLINGS | {"priority_categories": ["sheltered", "sibling"]}
    children = [child("A", "Sol", "2026-01-01"), child("B", "Sol", "2026-06-01", priority="sheltered")]
    found = by_child(computed(round_of(children, [unit("Sol", JANUARY)], rules)))["A"]
    assert found["turns"][0]["decided_by"]["theirs"] == "sheltered"
    assert "sheltered" not in found["because"]["sv"] + found["because"]["en"]
    assert "står före i ordningen av förturer" in found["because"]["sv"]


def test_a_sibling_anywhere_counts_where_the_municipality_says_so() -> None:
    children = [child("A", "Sol", "2026-01-01"), child("B", "Sol", "2026-06-01", sibling_units=["Bäck"])]
    rules = SIBLINGS | {"sibling_scope": "anywhere"}
    assert given(computed(round_of(children, [unit("Sol", JANUARY), unit("Bäck")], rules))) == {"B": "Sol"}


@pytest.mark.parametrize(
    ("criterion", "before"),
    [
        ("born_first", {"birth_on": "2025-02-28"}),
        ("born_last", {"birth_on": "2025-03-02"}),
        ("guarantee_on", {"guarantee_on": "2027-02-01"}),
        ("without_place", {}),
        ("nearest", {"wishes": [{"unit": "Sol", "distance_m": 400}]}),
    ],
)
def test_each_criterion_decides_where_the_municipality_has_it(criterion: str, before: dict[str, Any]) -> None:
    other = {"current_unit": "Bäck"} if criterion == "without_place" else {}
    far = {"wishes": [{"unit": "Sol", "distance_m": 401}]} if criterion == "nearest" else {}
    children = [child("A", "Sol") | other | far, child("B", "Sol") | before]
    result = computed(round_of(children, [unit("Sol", JANUARY), unit("Bäck")], {"order": [criterion]}))
    assert given(result) == {"B": "Sol"}
    assert by_child(result)["A"]["turns"][0]["decided_by"]["criterion"] == criterion


def test_distance_is_as_the_crow_flies_where_no_walk_is_given() -> None:
    home = {"north_m": 6_150_000, "east_m": 380_000}
    near = child("B", "Sol", home=home | {"east_m": 380_300})
    told = round_of([child("A", "Sol", home=home), near], [unit("Sol", JANUARY, at=(6_150_000, 380_700))],
                    {"order": ["nearest"]})  # fmt: skip
    result = computed(told)
    assert given(result) == {"B": "Sol"}
    assert by_child(result)["A"]["turns"][0]["decided_by"] == {"criterion": "nearest", "theirs": 400, "own": 700}


def test_the_first_in_turn_takes_the_place_that_starts_soonest_and_leaves_the_earlier_to_whom_it_helps() -> None:
    children = [child("A", "Sol", "2026-01-01", wished_start_on=MARCH), child("B", "Sol", "2026-06-01")]
    found = by_child(computed(round_of(children, [unit("Sol", JANUARY, FEBRUARY)])))
    assert (found["A"]["place"], found["A"]["start_on"]) == ("Sol-2", MARCH)
    assert (found["B"]["place"], found["B"]["start_on"]) == ("Sol-1", JANUARY)


def test_a_place_that_is_free_only_later_is_told_so() -> None:
    found = by_child(computed(round_of([child("A", "Sol")], [unit("Sol", FEBRUARY)])))["A"]
    assert found["start_on"] == FEBRUARY
    assert "blir ledig först 1\N{NO-BREAK SPACE}februari 2027" in found["because"]["sv"]


def test_nobody_starts_before_the_day_of_the_round() -> None:
    late = child("A", "Sol", wished_start_on="2026-09-01")
    assert by_child(computed(round_of([late], [unit("Sol", "2026-08-01")])))["A"]["start_on"] == "2026-11-23"


def test_a_child_that_moves_keeps_its_place_when_nothing_better_is_free() -> None:
    told = round_of(
        [child("A", "Sol", "2026-06-01"), child("B", "Sol", "2026-06-02", current_unit="Bäck", current_place="Bäck-9")],
        [unit("Sol", JANUARY), unit("Bäck")],
    )
    found = by_child(computed(told))["B"]
    assert (found["outcome"], found["unit"]) == ("keeps_place", None)
    assert "Behåller sin plats på Bäck" in found["because"]["sv"]


def test_the_place_that_a_child_would_leave_is_not_given_before_it_has_said_yes() -> None:
    told = round_of(
        [child("A", "Sol", "2026-06-01", current_unit="Bäck", current_place="Bäck-9"), child("B", "Bäck")],
        [unit("Sol", JANUARY), unit("Bäck")],
    )
    assert given(computed(told)) == {"A": "Sol"}


@pytest.mark.parametrize(
    "changed",
    [
        {"children": [child("A", "Sol"), child("A", "Sol")]},
        {"children": [child("A", "Sol Sol")]},
        {"children": [child("A", "Måne")]},
        {"children": [child("A", "Sol", current_unit="Sol")]},
        {"children": [child("A", "Sol", current_place="Sol-9")]},
        {"units": [unit("Sol", JANUARY), unit("Sol", JANUARY)]},
        {"starts_to": "2026-11-22"},
        {"municipality": "Trelleborg"},
        {"children": [child("201701012393", "Sol")]},
    ],
)
def test_a_round_that_contradicts_itself_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(FactsInvalid):
        computed(round_of([child("A", "Sol")], [unit("Sol", JANUARY)]) | changed)
