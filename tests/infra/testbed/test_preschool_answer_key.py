"""The preschool key and the preschool rules were written apart; here they meet, application by application and in the
round that each beginning of a municipality's plan makes."""

from functools import cache
from typing import Any

import pytest

from infra.testbed.generator.preschool import PlannedApplication, plan
from infra.testbed.generator.preschool.plan import KINDS, order, units_of
from processes.kit import host
from processes.kit.process import load
from processes.preschool import rounds
from processes.preschool.gates import GATES
from tests.infra.testbed.as_preschool_facts import ON, config, facts, to_lay

Json = dict[str, Any]
TOWNS = {"1287": 24, "1285": 16}
Read = tuple[PlannedApplication, str, Json]


@cache
def _assess(kind: str, municipality: str) -> Json:
    (case,) = (case for case in plan(1, TOWNS[municipality], municipality) if case.kind.name == kind)
    told = host.answer({"op": "assess", "process": "preschool", "facts": facts(case, "BO-2026-0001"),
                        "municipality": municipality, "config": config(municipality), "on": ON})  # fmt: skip
    assert told["ok"], (kind, told)
    assessment: Json = told["assessment"]
    return assessment


def _read(municipality: str, count: int) -> list[Read]:
    return [
        (case, f"BO-2026-{number:04d}", _assess(case.kind.name, municipality))
        for number, case in enumerate(plan(1, count, municipality), 1)
    ]


def _data(assessment: Json, group: str) -> Json:
    (found,) = (step["data"] for step in assessment["steps"] if step["group"] == group)
    data: Json = found
    return data


def _laid(read: list[Read], municipality: str, months: int = rounds.STARTS_WITHIN_MONTHS) -> Json:
    """The round, told by reference; ``months``: how far ahead it gives places."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rounds, "STARTS_WITHIN_MONTHS", months)
        laid = rounds.lay(to_lay(read, municipality), load("preschool").texts, "1.0.0")
    result: Json = laid["result"]
    return result | {"of": {child["child"]: child for child in result["children"]}, "terms": laid["terms"]}


def _as_in_the_key(read: list[Read], laid: Json) -> None:
    assert laid["draws"] == []
    for case, reference, _assessment in read:
        kind = case.kind
        if kind.round is None:
            assert reference not in laid["of"]
            continue
        child, terms = laid["of"][reference], laid["terms"][reference]
        offer = (child["unit"], child["place"], child["start_on"]) if child["unit"] else None
        assert (child["outcome"], offer) == (kind.round, case.offer), (len(read), kind.name, child)
        assert kind.right
        assert (terms["hours_week"], terms["guarantee_on"] or "-") == kind.right[:2], kind.name


@pytest.mark.parametrize("municipality", TOWNS)
def test_the_rules_reach_every_right_fee_and_reason(municipality: str) -> None:
    for case, _reference, found in _read(municipality, TOWNS[municipality]):
        kind = case.kind
        reasons = sorted({reason["code"] for reason in found["reasons"]})
        expected = "hand_over" if kind.outcome == "handed_over" else "granted"
        assert (found["outcome"], reasons) == (expected, list(kind.reasons)), (kind.name, found["reasons"])
        if kind.right is not None:
            assert found["blockers"] == [], kind.name
            owed = _data(found, "guarantee")["guarantee_on"] or "-"
            assert (kind.told["hours_week"], owed, found["amount_ore"]) == kind.right, kind.name
            assert _data(found, "right")["hours_week"] >= kind.right[0], kind.name


@pytest.mark.parametrize("municipality", TOWNS)
def test_the_round_of_every_beginning_of_the_plan_comes_to_the_key(municipality: str) -> None:
    for count in range(1, TOWNS[municipality] + 1):
        read = _read(municipality, count)
        _as_in_the_key(read, _laid(read, municipality))
    for months in (3, 8):
        _as_in_the_key(read, _laid(read, municipality, months))


def test_nothing_that_a_round_needs_is_unconfirmed_and_nobody_must_be_settled_where_an_offer_is_sent() -> None:
    for municipality, count in TOWNS.items():
        laid = _laid(_read(municipality, count), municipality)
        assert laid["settings"]["to_confirm"] == laid["settings"]["unusable"] == []
        assert laid["settings"]["answer_days"]
        assert not [unit for unit in laid["units"] if unit["proposals"] and unit["settle_first"]]


def test_a_second_filling_of_a_municipality_changes_nothing_in_the_first() -> None:
    for municipality, count in TOWNS.items():
        first = _read(municipality, count)
        second = [(case, f"BO-2026-9{number:03d}", _assess(case.kind.name, municipality))
                  for number, case in enumerate(plan(2, count + 3, municipality, filed=count), 1)]  # fmt: skip
        _as_in_the_key(first + second, _laid(first + second, municipality))
        _as_in_the_key(first, _laid([*first, *((case, reference, found | {"outcome": "hand_over"})
                                               for case, reference, found in second)], municipality))  # fmt: skip


def test_forty_kinds_over_two_municipalities_hold_every_outcome_answer_and_reason_of_the_rules() -> None:
    kinds = [KINDS[name] for municipality in TOWNS for name in order(municipality)]
    assert len(kinds) == len(KINDS) == sum(TOWNS.values()) == 40
    assert {kind.name for kind in kinds} == set(KINDS)
    assert {kind.outcome for kind in kinds} == {"granted", "waits", "handed_over"}
    assert {kind.answer for kind in kinds if kind.outcome == "granted"} == {"accepted", "declined", None}
    given = {reason for kind in kinds for reason in kind.reasons}
    assert given == {code for codes in GATES.values() for code in codes}
    waiting = {"no_place", "keeps_place", "waits", "not_yet", "proposed", "guarantee"}
    assert {kind.round for kind in kinds if kind.round} == waiting


def test_the_key_writes_values_as_the_system_shows_them_and_the_same_seed_the_same_plan() -> None:
    cases = plan(1, 24, "1287")
    assert cases == plan(1, 24, "1287") != plan(2, 24, "1287")
    assert len({case.number for case in cases}) == 24
    answers = {case.kind.name: case.answer for case in cases}
    assert answers["first_place"] == {
        "outcome": "granted", "amount_ore": 136_500, "reasons": [], "answer": "accepted",
        "effects": {"right": "35/2027-01-11/136500", "offer": "Solrosen/Bina 02/2027-01-11", "answer": "accepted"},
    }  # fmt: skip
    assert list(answers["guarantee_elsewhere"]["effects"]) == ["right", "offer"]
    assert (answers["support_assessed"]["effects"], answers["support_assessed"]["answer"]) == ({}, None)


def test_every_unit_and_place_stands_once_and_every_place_that_is_offered_is_free() -> None:
    for municipality, count in TOWNS.items():
        cases = plan(1, count, municipality)
        made = units_of(cases)
        places = [place for unit in made for place in unit["places"]]
        assert len(places) == len(set(places))
        free = {(unit["unit"], place) for unit in made for place, day in unit["places"].items() if day}
        assert {case.offer[:2] for case in cases if case.offer} <= free
