"""What holds for every round, checked against a plainer second implementation (`plain_round.py`)."""

import json
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from processes.preschool import round_facts, stored
from tests.processes.preschool import plain_round
from tests.processes.preschool.random_rounds import random_round
from tests.processes.preschool.rounds import by_child, computed

Json = dict[str, Any]
SEEDS = some.integers(0, 2**32)


@some.composite
def told(draw: Any, distinct: bool = False) -> Json:
    """A round of at most sixty children and twelve units; `test_a_large_round…` has five hundred and forty."""
    children, units = draw(some.integers(0, 60)), draw(some.integers(1, 12))
    return random_round(Random(draw(SEEDS)), children, units, draw(some.integers(0, 4)), distinct)


def ranked(result: Json) -> list[str]:
    return [one["child"] for one in result["children"] if one["outcome"] not in ("waits", "not_yet")]


def check_nobody_is_overtaken(facts: Json, result: Json) -> None:
    """Whoever did not get a unit that it wished more stands, by the municipality's criteria, behind everybody who did;
    the reason told is the first criterion that parts them; and where none does, all of them are told of a draw."""
    children = {child["child"]: child for child in facts["children"]}
    places = {unit["unit"]: len(unit["places"]) for unit in facts["units"]}
    found = by_child(result)
    for name in ranked(result):
        wished = [wish["unit"] for wish in children[name]["wishes"]]
        got = found[name]["unit"] if found[name]["outcome"] == "proposed" else None
        for number, unit in enumerate(wished[: wished.index(got)] if got else wished):
            holders = [one for one, told in found.items() if (told["outcome"], told["unit"]) == ("proposed", unit)]
            assert len(holders) == places[unit], "a place stands empty that a child wished for"
            own = plain_round.standing(facts, children[name], unit)
            theirs = [plain_round.standing(facts, children[holder], unit) for holder in holders]
            assert all(other <= own for other in theirs), f"{name} is overtaken at {unit}"
            for holder, other in zip(holders, theirs, strict=True):
                assert other != own or {unit} <= set(found[name]["draws"]) & set(found[holder]["draws"])
            _check_reason(facts, found[name]["turns"][number], own, theirs)
    for draw in result["draws"]:
        standing = [plain_round.standing(facts, children[name], draw["unit"]) for name in draw["children"]]
        assert len(standing) > 1
        assert all(one == standing[0] for one in standing), "a lot is drawn between children who stand unequal"


def _check_reason(facts: Json, turn: Json, own: list[Any], theirs: list[list[Any]]) -> None:
    if not theirs:
        assert turn["decided_by"] is None
        return
    criteria = [*plain_round.criteria(facts), "lot"]
    parted = [name for name, one, other in zip(criteria, own, max(theirs), strict=True) if one != other]
    assert turn["decided_by"]["criterion"] == (parted or ["lot"])[0]


def check_places(facts: Json, result: Json) -> None:
    """Every place is given once at most, at its own unit, from a day on which it is free; nobody gets two."""
    free = {place["place"]: (unit["unit"], place["free_from"]) for unit in facts["units"] for place in unit["places"]}
    children = {child["child"]: child for child in facts["children"]}
    seated = [one for one in result["children"] if one["place"] is not None]
    assert len({one["place"] for one in seated}) == len(seated)
    assert len({one["child"] for one in result["children"]}) == len(result["children"]) == len(facts["children"])
    for one in seated:
        unit, day = free[one["place"]]
        assert one["unit"] == unit
        assert one["start_on"] == max(day, children[one["child"]]["wished_start_on"], facts["on"])
    for unit in result["units"]:
        given = [proposal["place"] for proposal in unit["proposals"]]
        own = sorted(place for place, (name, _day) in free.items() if name == unit["unit"])
        assert sorted([*given, *unit["left"]]) == own


def check_the_plainer_agrees(facts: Json, result: Json) -> None:
    by_wish = {one["child"]: one["unit"] for one in result["children"] if one["outcome"] == "proposed"}
    assert by_wish == plain_round.give(facts, ranked(result))


@given(told())
@settings(deadline=None)
def test_no_child_is_overtaken_without_a_rule_that_says_so(facts: Json) -> None:
    check_nobody_is_overtaken(facts, computed(facts))


@given(told())
@settings(deadline=None)
def test_the_plainer_implementation_gives_the_same_places(facts: Json) -> None:
    check_the_plainer_agrees(facts, computed(facts))


@given(told(distinct=True))
@settings(deadline=None)
def test_no_lot_is_drawn_where_nobody_stands_equal(facts: Json) -> None:
    assert computed(facts)["draws"] == []


@pytest.mark.long
@given(some.integers(0, 500), some.integers(1, 40), some.integers(0, 8), SEEDS)
@settings(max_examples=200, deadline=None)
def test_rounds_of_up_to_five_hundred_children_and_forty_units(n: int, units: int, places: int, seed: int) -> None:
    facts = random_round(Random(seed), n, units, places)
    result = computed(facts)
    check_nobody_is_overtaken(facts, result)
    check_the_plainer_agrees(facts, result)
    check_places(facts, result)


@given(told())
@settings(deadline=None)
def test_no_place_is_given_twice_and_nobody_gets_two(facts: Json) -> None:
    check_places(facts, computed(facts))


@given(told(), some.randoms(use_true_random=False))
@settings(deadline=None)
def test_the_order_of_the_input_never_changes_the_round(facts: Json, dice: Random) -> None:
    turned = json.loads(json.dumps(facts))
    for part in (turned["children"], turned["units"], turned["settings"], *(u["places"] for u in turned["units"])):
        dice.shuffle(part)
    assert stored.result_text(computed(turned)) == stored.result_text(computed(facts))


@given(told())
@settings(deadline=None)
def test_a_round_is_computed_again_from_what_is_stored(facts: Json) -> None:
    text = stored.canonical(round_facts.read(facts))
    result = computed(json.loads(text))
    assert stored.result_text(result) == stored.result_text(computed(facts))
    assert result["input_sha256"] == stored.fingerprint(text)


@given(told())
@settings(deadline=None)
def test_a_guarantee_takes_only_a_place_that_nobody_wished_for(facts: Json) -> None:
    without = json.loads(json.dumps(facts))
    for setting in without["settings"]:
        if setting["key"] == "guarantee_anywhere":
            setting["value"] = False
    before = {one["child"]: one for one in computed(without)["children"]}
    for one in computed(facts)["children"]:
        if one["outcome"] == "guarantee":
            assert before[one["child"]]["outcome"] == "no_place"
        else:
            assert (one["outcome"], one["place"]) == tuple(before[one["child"]][name] for name in ("outcome", "place"))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_large_round_of_five_hundred_children_and_forty_units_overtakes_nobody(seed: int) -> None:
    facts = random_round(Random(seed), 500, 40, 8)
    result = computed(facts)
    check_nobody_is_overtaken(facts, result)
    check_the_plainer_agrees(facts, result)
    check_places(facts, result)
    outcomes = {one["outcome"] for one in result["children"]}
    assert {"proposed", "no_place", "keeps_place", "waits", "not_yet"} <= outcomes


def test_what_is_changed_in_a_stored_round_changes_its_hash() -> None:
    facts = random_round(Random(7), 20, 5)
    before = computed(facts)["input_sha256"]
    facts["children"][0]["wishes"].reverse()
    facts["children"][0]["applied_on"] = "2026-10-02"
    assert computed(facts)["input_sha256"] != before


def test_the_words_of_every_outcome_name_no_other_child() -> None:
    for seed in range(5):
        result = computed(random_round(Random(seed), 80, 8))
        names = {one["child"] for one in result["children"]}
        for one in result["children"]:
            told_of = {name for name in names if name in one["because"]["sv"] + one["because"]["en"]}
            assert told_of == set()
            assert "{" not in one["because"]["sv"] + one["because"]["en"]
