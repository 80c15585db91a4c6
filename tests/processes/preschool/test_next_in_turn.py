"""After the answers: the next in turn, moves, places withdrawn, and answers after their time."""

from datetime import date
from typing import Any

import pytest

from processes.kit.errors import FactsInvalid
from processes.preschool.next_in_turn import next_round
from tests.processes.preschool.rounds import TEXTS, by_child, child, computed, given, round_of, unit

Json = dict[str, Any]
JANUARY = "2027-01-11"
RULES = {"order": ["applied_on"], "after_no": "keeps_turn", "after_silence": "leaves_queue", "answer_days": 10}
ANSWER_BY = "2026-12-03"


def a_round(rules: Json | None = None, **changed: Any) -> Json:
    """A before B before C, all for the one place at Sol; A would take Bäck too."""
    children = [
        child("A", "Sol Bäck", "2026-06-01", **changed), child("B", "Sol", "2026-06-02"),
        child("C", "Sol", "2026-06-03"),
    ]  # fmt: skip
    return round_of(children, [unit("Sol", JANUARY), unit("Bäck"), unit("Ek")], rules or RULES)


def offer(state: str = "sent", answered: str | None = None, **changed: Any) -> Json:
    return {"child": "A", "unit": "Sol", "place": "Sol-1", "start_on": JANUARY, "state": state,
            "answer_by": ANSWER_BY, "answered_on": answered, **changed}  # fmt: skip


def after(facts: Json, *offers: Json, on: str = "2026-12-04", withdrawn: tuple[str, ...] = ()) -> Json:
    return next_round(facts, list(offers), date.fromisoformat(on), TEXTS, "2027-1b", withdrawn)


def test_after_a_no_the_next_in_turn_is_proposed_the_place() -> None:
    found = after(a_round(), offer("declined", "2026-12-01"), on="2026-12-01")
    assert [moved["code"] for moved in found["moved"]] == ["declined"]
    result = computed(found["round"])
    assert given(result) == {"B": "Sol"}
    assert [turn["unit"] for turn in by_child(result)["A"]["turns"]] == ["Bäck"]


def test_a_place_with_an_open_offer_is_held_until_its_last_day_and_goes_on_the_day_after() -> None:
    held = after(a_round(), offer(), on=ANSWER_BY)
    assert [moved["code"] for moved in held["moved"]] == ["open"]
    assert given(computed(held["round"])) == {}
    assert set(by_child(computed(held["round"]))) == {"B", "C"}
    gone = after(a_round(), offer(), on="2026-12-04")
    assert [moved["code"] for moved in gone["moved"]] == ["expired"]
    assert given(computed(gone["round"])) == {"B": "Sol"}


def test_a_yes_takes_the_place_and_the_child_out_of_the_queue() -> None:
    found = computed(after(a_round(), offer("accepted", ANSWER_BY))["round"])
    assert (given(found), set(by_child(found))) == ({}, {"B", "C"})


def test_a_yes_after_its_time_takes_no_place() -> None:
    found = after(a_round(), offer("accepted", "2026-12-04"))
    assert [moved["code"] for moved in found["moved"]] == ["late"]
    assert "efter 3\N{NO-BREAK SPACE}december 2026" in found["moved"][0]["because"]["sv"]
    assert given(computed(found["round"])) == {"B": "Sol"}


def test_a_no_after_its_time_is_a_no() -> None:
    assert after(a_round(), offer("declined", "2026-12-05"), on="2026-12-05")["moved"][0]["code"] == "declined"


@pytest.mark.parametrize(
    ("rule", "in_queue", "applied"),
    [("keeps_turn", True, "2026-06-01"), ("leaves_queue", False, None), ("new_date", True, "2026-12-01")],
)
def test_what_a_no_does_to_the_turn_the_municipality_says(rule: str, in_queue: bool, applied: str | None) -> None:
    found = after(a_round(RULES | {"after_no": rule}), offer("declined", "2026-12-01"))["round"]
    children = {one["child"]: one for one in found["children"]}
    assert ("A" in children) == in_queue
    assert not in_queue or (children["A"]["applied_on"], children["A"]["hold"]) == (applied, None)


def test_a_silence_that_gives_a_new_date_gives_the_day_after_the_last() -> None:
    found = after(a_round(RULES | {"after_silence": "new_date"}), offer())["round"]
    assert {one["child"]: one["applied_on"] for one in found["children"]}["A"] == "2026-12-04"


@pytest.mark.parametrize(("answer", "key"), [(offer("declined", "2026-12-01"), "after_no"), (offer(), "after_silence")])
def test_where_no_rule_says_what_a_no_or_a_silence_means_the_child_waits(answer: Json, key: str) -> None:
    rules = {name: value for name, value in RULES.items() if name != key}
    result = computed(after(a_round(rules), answer)["round"])
    assert (by_child(result)["A"]["waits"], given(result)) == ([key], {"B": "Sol"})


def test_a_place_withdrawn_under_an_open_offer_is_given_to_nobody_and_the_child_keeps_its_turn() -> None:
    found = after(a_round(), offer(), on="2026-11-30", withdrawn=("Sol-1",))
    assert [moved["code"] for moved in found["moved"]] == ["withdrawn"]
    result = computed(found["round"])
    assert given(result) == {}
    assert by_child(result)["A"]["turns"][0]["turn"] == 1


def test_a_place_withdrawn_after_a_yes_is_for_a_person() -> None:
    found = after(a_round(), offer("accepted", "2026-12-01"), withdrawn=("Sol-1",))
    assert [moved["code"] for moved in found["moved"]] == ["accepted_withdrawn"]
    assert set(by_child(computed(found["round"]))) == {"B", "C"}


def test_a_free_place_that_is_withdrawn_is_not_given() -> None:
    assert given(computed(after(a_round(), withdrawn=("Sol-1",))["round"])) == {}


def test_a_child_that_moves_leaves_its_place_for_the_next_from_the_day_it_starts_elsewhere() -> None:
    facts = a_round(current_unit="Ek", current_place="Ek-7")
    facts["children"].append(child("D", "Ek", "2026-09-01", wished_start_on="2026-12-07"))
    held = computed(after(facts, offer())["round"])
    assert "D" not in given(held)
    moved = computed(after(facts, offer("accepted", "2026-12-01"))["round"])
    found = by_child(moved)["D"]
    assert (found["unit"], found["place"], found["start_on"]) == ("Ek", "Ek-7", JANUARY)


@pytest.mark.parametrize(
    "offers",
    [
        [offer(), offer(child="B")],
        [offer(), offer(place="Sol-2")],
        [offer("sent", "2026-12-01")],
        [offer("accepted")],
    ],
    ids=["a place twice", "a child twice", "an answer without one", "a yes without its day"],
)  # fmt: skip
def test_offers_that_contradict_each_other_are_refused(offers: list[Json]) -> None:
    with pytest.raises(FactsInvalid):
        after(a_round(), *offers)


def test_no_place_is_given_twice_however_often_it_is_refused() -> None:
    facts, offered = a_round(), []
    for _times in range(3):
        proposals = [one for one in computed(facts)["children"] if one["place"]]
        assert len(proposals) == 1
        offered.append(proposals[0]["child"])
        no = offer("declined", "2026-12-01", child=offered[-1])
        facts = after(facts, no, on="2026-12-01")["round"]
    assert offered == ["A", "B", "C"]
    assert given(computed(facts)) == {}
