"""What three municipalities have published, as configuration with its sentence; what nobody has found stands empty."""

import json
import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from processes.kit.process import load
from processes.preschool import published
from processes.preschool.settings import FORMS, Settings
from tests.processes.preschool.rounds import by_child, child, computed, given, round_of, unit

Json = dict[str, Any]
ON = date(2026, 11, 23)
JANUARY = "2027-01-11"
TRELLEBORG, LANDSKRONA, KRISTIANSTAD = "1287", "1282", "1290"
NAMES = {TRELLEBORG: "Trelleborg", LANDSKRONA: "Landskrona", KRISTIANSTAD: "Kristianstad"}


def facts_table() -> Json:
    path = os.environ.get("COE_TEST_FACTS")
    if not path or not Path(path).exists():
        pytest.skip("COE_TEST_FACTS names no test material here: these values are checked by the worked cases only")
    table: Json = json.loads(Path(path).read_text())
    return table


def of(municipality: str, config: Json | None = None) -> dict[str, Json]:
    return {setting["key"]: setting for setting in published.settings(municipality, config or {}, ON)}


def a_round(municipality: str, config: Json | None = None) -> Json:
    children = [
        child("A", "Sol", "2026-06-01"), child("B", "Sol", "2026-06-02", sibling_units=["Sol"]),
        child("C", "Sol", "2026-06-03"),
    ]  # fmt: skip
    settings = published.settings(municipality, config or {}, ON)
    return round_of(children, [unit("Sol", JANUARY)], municipality=municipality, settings=settings)


@pytest.mark.parametrize("municipality", NAMES)
def test_every_published_sentence_stands_in_the_table_of_facts(municipality: str) -> None:
    rows = facts_table()["preschool_queue_examples"]
    row = next(row for row in rows if row["municipality"] == NAMES[municipality])
    said = [value for value in published.files() if value.key.startswith(municipality) and value.value is not None]
    assert said
    for value in said:
        assert value.value["en"] in row["rule"], value.key
        assert value.source == row["source"]


@pytest.mark.parametrize("municipality", NAMES)
def test_every_setting_of_a_round_is_named_even_when_it_is_empty(municipality: str) -> None:
    named = {value.key.split(".")[1] for value in published.files() if value.key.startswith(municipality)}
    assert set(FORMS) <= named
    assert set(of(municipality)) == set(FORMS)


@pytest.mark.parametrize(
    ("municipality", "known"),
    [
        (TRELLEBORG, {"order", "priority_categories", "sibling_scope", "wishes_most", "guarantee_anywhere",
                      "guarantee_with_place", "apply_months_ahead"}),
        (LANDSKRONA, {"priority_categories", "sibling_scope", "offer_earliest_months", "answer_days"}),
        (KRISTIANSTAD, set()),
    ],
)  # fmt: skip
def test_what_is_known_is_what_the_facts_say_and_no_more(municipality: str, known: set[str]) -> None:
    found = of(municipality)
    assert {key for key, setting in found.items() if setting["value"] is not None} == known
    assert all(found[key]["confidence"] == "U" for key in set(FORMS) - known)


@pytest.mark.parametrize("municipality", NAMES)
def test_every_published_value_has_a_form_that_the_rules_know(municipality: str) -> None:
    assert computed(a_round(municipality))["settings"]["unusable"] == []


def test_trelleborg_ranks_by_priority_and_then_the_application_date() -> None:
    result = computed(a_round(TRELLEBORG))
    assert given(result) == {"B": "Sol"}
    told = by_child(result)["A"]["because"]["sv"]
    assert "Kommunens regel: Gemensam kö som sorteras efter förturskategori och därefter ansökningsdatum." in told
    assert [turn["turn"] for child in "BAC" for turn in by_child(result)[child]["turns"]] == [1, 2, 3]


def test_where_a_sibling_counts_in_trelleborg_is_our_reading_and_is_to_be_confirmed() -> None:
    assert computed(a_round(TRELLEBORG))["settings"]["to_confirm"] == ["sibling_scope"]
    config = {"confirmed": [{"key": "1287.sibling_scope", "by": "Anna Ek, rektor", "on": "2026-11-01"}]}
    assert computed(a_round(TRELLEBORG, config))["settings"]["to_confirm"] == []


@pytest.mark.parametrize("municipality", [LANDSKRONA, KRISTIANSTAD])
def test_where_no_order_is_published_every_child_waits_with_words(municipality: str) -> None:
    result = computed(a_round(municipality))
    assert {(one["outcome"], *one["waits"]) for one in result["children"]} >= {("waits", "no_order")}
    assert given(result) == {}
    assert all("Ingen regel är känd" in one["because"]["sv"] for one in result["children"])
    assert result["units"][0]["settle_first"] == ["A", "B", "C"]


def test_the_municipality_fills_what_is_empty_and_its_own_word_goes_before_the_page() -> None:
    own = [{"valid_from": "2026-01-01", "valid_to": None, "value": ["applied_on"], "source": "Nämnden 2026-01-20 § 4"}]
    for municipality in NAMES:
        result = computed(a_round(municipality, {"ranking_order": own}))
        assert given(result) == {"A": "Sol"}
        assert "Nämnden 2026-01-20 § 4" in by_child(result)["B"]["because"]["sv"]


def test_a_subscription_filled_in_from_what_is_published_changes_nothing_but_the_rules_of_an_application(
    assess: Any,
) -> None:
    for municipality in NAMES:
        filled = a_round(municipality, published.config(municipality))
        assert computed(filled)["children"] == computed(a_round(municipality))["children"]
    told = {"wishes": ["A", "B", "C", "D", "E", "F"]}
    assert [reason["code"] for reason in assess(told, config={})["reasons"]] == ["parameter_missing"]
    filled_in = published.config(TRELLEBORG)
    assert [reason["code"] for reason in assess(told, config=filled_in)["reasons"]] == ["wishes_too_many"]


def test_what_is_to_be_confirmed_is_not_filled_in_as_if_it_were_decided() -> None:
    assert "ranking_sibling_scope" not in published.config(TRELLEBORG)
    assert "ranking_sibling_scope" in published.config(LANDSKRONA)
    assert published.config(KRISTIANSTAD)["fee_cohabiting_income"][0]["value"] == "counts"


def test_a_cohabiting_adult_counts_in_kristianstad_by_its_own_page(assess: Any) -> None:
    told = {"guardians": ["work"], "incomes": [30_000, 20_000], "change": {"household.1.parent": False}}
    found = assess(told, municipality=KRISTIANSTAD, config=published.config(KRISTIANSTAD))
    assert found["amount_ore"] == 120_000
    used = next(row for row in found["parameters"] if row["key"] == "fee_cohabiting_income")
    assert "kristianstad.se" in used["source"]


def test_a_value_of_its_own_that_is_not_in_force_yet_does_not_count() -> None:
    later = [{"valid_from": "2027-01-01", "valid_to": None, "value": ["applied_on"], "source": "Nämnden"}]
    assert given(computed(a_round(TRELLEBORG, {"ranking_order": later}))) == {"B": "Sol"}


def test_a_value_marked_u_is_never_used() -> None:
    doubted = [setting | {"confidence": "U"} for setting in a_round(TRELLEBORG)["settings"]]
    result = computed(a_round(TRELLEBORG) | {"settings": doubted})
    assert given(result) == {}
    assert set(result["settings"]["empty"]) == set(FORMS)


def test_every_own_setting_is_declared_to_the_platform() -> None:
    declared = {name.removeprefix(published.OWN) for name in load("preschool").manifest["municipal_parameters"]
                if name.startswith(published.OWN)}  # fmt: skip
    assert declared == set(FORMS)


@pytest.mark.parametrize("year", ["2016", "2018", "2019", "2020", "2021", "2022", "2024", "2025", "2026-01-01"])
def test_every_ceiling_is_the_one_in_the_table_with_its_confidence(year: str) -> None:
    row = facts_table()["maxtaxa_forskola"][year]
    found = load("preschool").parameters.on("maxtaxa.income_ceiling", date.fromisoformat(f"{year[:4]}-06-30"))
    assert (found.value, found.confidence) == (row["income_ceiling"] * 100, row["confidence"])


def test_what_is_taken_off_from_july_2026_is_secondary() -> None:
    row = facts_table()["maxtaxa_forskola"]["2026-07-01"]
    found = load("preschool").parameters.on("maxtaxa.income_disregard", date(2026, 7, 1))
    assert (found.value, found.confidence) == (row["income_disregard"] * 100, row["confidence"][0])


def test_every_fee_of_the_table_comes_out_of_the_rules(assess: Any) -> None:
    """Each date's published fee for the first, second and third child, at an income above every ceiling."""
    younger = ["2025-11-02", "2025-05-01"]
    for when, row in facts_table()["maxtaxa_forskola"].items():
        day = when if "-" in when else f"{when}-06-30"
        for number, fee in enumerate(row.get("fees", [])):
            told = {"born": "2024-02-01", "fee_on": day, "incomes": [50_000, 40_000], "siblings": younger[:number]}
            assert assess(told)["amount_ore"] == fee * 100, (when, number + 1)


def test_no_setting_stands_that_the_round_does_not_know() -> None:
    fee = ("fee_cohabiting_income", "fee_changed_income_months_ahead", "fee_months_a_year", "fee_free_settling_in_days")
    keys = {value.key.split(".")[1] for value in published.files()}
    assert keys == {*FORMS, *fee}


def test_settings_say_what_is_unusable() -> None:
    wrong = [setting | {"value": "soon", "confidence": "local"} if setting["key"] == "answer_days" else setting
             for setting in a_round(TRELLEBORG)["settings"]]  # fmt: skip
    assert computed(a_round(TRELLEBORG) | {"settings": wrong})["settings"]["unusable"] == ["answer_days"]
    assert Settings.of([]).criteria == ()
