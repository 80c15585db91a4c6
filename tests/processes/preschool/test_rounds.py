"""A round as the platform lays it: earlier offers count, what a person settled stands, and it is computed again."""

import json
from typing import Any

import pytest

from processes.kit.errors import FactsInvalid
from processes.preschool import applications, rounds, stored
from processes.preschool import round as preschool_round
from tests.processes.preschool.conftest import Assess
from tests.processes.preschool.rounds import TEXTS, VERSION, by_child, given, unit

Json = dict[str, Any]
ON = "2026-11-23"
OFFER = {"unit": "Sol", "place": "Sol-1", "start_on": "2027-01-11", "answer_by": "2026-12-03"}


def own(value: Any) -> list[Json]:
    return [{"valid_from": "2025-01-01", "valid_to": None, "value": value, "source": "nämnden"}]


def case(assess: Assess, name: str, queue_on: str, wishes: list[str], **more: Any) -> Json:
    facts = applications.facts({
        "start": "2027-01-11", "received": "2026-10-01", "fee_on": ON, "wishes": wishes,
        "change": {"application.reference": name, "application.queue_on": queue_on},
    })  # fmt: skip
    return {"facts": facts, "assessment": assess(facts=facts), "lot": None, "offers": [], **more}


def laid(cases: list[Json], units: list[Json], settled: list[Json] | None = None, **rules: Any) -> Json:
    config = {
        f"ranking_{key}": own(value) for key, value in ({"order": ["applied_on"], "answer_days": 10} | rules).items()
    }
    told = {
        "round": "R1", "municipality": "1285", "on": ON, "config": config, "units": units, "current_places": {},
        "cases": cases, "settled": settled or [],
    }  # fmt: skip
    return rounds.lay(told, TEXTS, VERSION)


@pytest.fixture
def two(assess: Assess) -> list[Json]:
    return [case(assess, "A", "2026-10-02", ["Sol"]), case(assess, "B", "2026-10-03", ["Sol", "Ek"])]


def test_who_applied_first_is_proposed_the_place_and_the_terms_say_what_is_offered(two: list[Json]) -> None:
    found = laid(two, [unit("Sol", "2027-01-11"), unit("Ek")])
    assert given(found["result"]) == {"A": "Sol"}
    assert found["terms"]["A"] == {"hours_week": two[0]["facts"]["application"]["hours_week"],
                                   "guarantee_on": "2027-02-01"}  # fmt: skip


def test_the_stored_text_gives_the_same_result_again(two: list[Json]) -> None:
    found = laid(two, [unit("Sol", "2027-01-11"), unit("Ek")])
    again = preschool_round.compute(json.loads(found["input"]), TEXTS, VERSION)
    assert stored.result_text(again) == stored.result_text(found["result"])
    assert found["result"]["input_sha256"] == stored.fingerprint(found["input"])


def test_what_a_person_has_settled_is_given_to_nobody_else_and_the_rest_is_computed_again(two: list[Json]) -> None:
    units = [unit("Sol", "2027-01-11"), unit("Ek", "2027-02-01")]
    found = laid(two, units, [{"child": "B", "place": "Sol-1"}])
    assert found["settled"] == {"B": {"unit": "Sol", "place": "Sol-1", "start_on": "2027-01-11"}}
    assert given(found["result"]) == {}
    assert set(by_child(found["result"])) == {"A"}


def test_none_in_this_round_leaves_the_place_to_the_next(two: list[Json]) -> None:
    found = laid(two, [unit("Sol", "2027-01-11"), unit("Ek")], [{"child": "A", "place": None}])
    assert (found["settled"], given(found["result"])) == ({"A": None}, {"B": "Sol"})


def test_a_place_that_is_not_free_is_refused_with_its_name(two: list[Json]) -> None:
    with pytest.raises(FactsInvalid) as refused:
        laid(two, [unit("Sol", "2027-01-11"), unit("Ek")], [{"child": "A", "place": "Ek-9"}])
    assert "Ek-9" in refused.value.problems[0]["message"]


def test_after_a_no_the_child_asks_for_its_other_wishes_only(assess: Assess) -> None:
    declined = {**OFFER, "state": "declined", "answered_on": "2026-11-30", "code": "declined"}
    cases = [
        case(assess, "A", "2026-10-02", ["Sol", "Ek"], offers=[declined]),
        case(assess, "B", "2026-10-03", ["Sol"]),
    ]
    units = [unit("Sol", "2027-01-11"), unit("Ek", "2027-01-11")]
    assert given(laid(cases, units, after_no="keeps_turn")["result"]) == {"A": "Ek", "B": "Sol"}
    assert given(laid(cases, units, after_no="leaves_queue")["result"]) == {"B": "Sol"}
    assert by_child(laid(cases, units)["result"])["A"]["waits"] == ["after_no"]


def test_a_unit_that_has_closed_is_no_wish_any_more(two: list[Json]) -> None:
    assert given(laid(two, [unit("Ek", "2027-01-11")])["result"]) == {"B": "Ek"}


@pytest.mark.parametrize(
    ("code", "rules", "stays"),
    [
        ("accepted", {}, False),
        ("withdrawn", {}, True),
        ("declined", {"ranking_after_no": own("leaves_queue")}, False),
        ("declined", {"ranking_after_no": own("new_date")}, True),
        ("late", {"ranking_after_silence": own("leaves_queue")}, False),
        ("expired", {}, True),
    ],
)
def test_whether_a_child_takes_part_again_is_the_municipalitys_rule(code: str, rules: Json, stays: bool) -> None:
    told = {"municipality": "1285", "config": rules, "on": ON, "code": code}
    assert rounds.after_answer(told) == {"stays": stays}
