"""A municipality's own values: typed in kronor, dated, never overwritten, and never two in force on one day."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.core.settings import ROOT
from orchestrator.governance.catalogue.values import dated, fields_of, in_force, read, shown
from processes.kit.municipal import Municipal

PROCESS: dict[str, Any] = yaml.safe_load(Path(ROOT / "processes" / "economic_assistance" / "process.yaml").read_text())
FIELDS = fields_of(PROCESS)
LEAVE = fields_of(yaml.safe_load((ROOT / "processes" / "leave" / "process.yaml").read_text()))
DAY = date(2026, 11, 23)
RENT = {f"rent_ceiling_ore.{part}": text for part, text in (("adults_1_2", "6330"), ("child_1", "6970"),
                                                              ("child_2", "9425"), ("each_more", "1800"))}  # fmt: skip


@pytest.mark.parametrize("name", sorted(path.parent.name for path in (ROOT / "processes").glob("*/process.yaml")))
def test_every_value_that_a_process_asks_for_has_its_field_but_for_what_a_person_confirms(name: str) -> None:
    told = yaml.safe_load((ROOT / "processes" / name / "process.yaml").read_text())
    asked = {key for key in told["municipal_parameters"] if key != "confirmed"}
    assert {field.name.partition(".")[0] for field in fields_of(told)} == asked


@pytest.mark.parametrize(("typed", "ore"), [("800", 80000), ("800,50", 80050), ("1 120 kr", 112000), ("0", 0)])
def test_kronor_become_ore(typed: str, ore: int) -> None:
    assert read(FIELDS, {"electricity_ceiling_ore": typed}) == ({"electricity_ceiling_ore": ore}, {})


@pytest.mark.parametrize("typed", ["-8", "åtta", "0,001", "9999999", "NaN", "Infinity"])
def test_what_is_no_amount_is_told_at_its_field(typed: str) -> None:
    assert read(FIELDS, {"electricity_ceiling_ore": typed})[1] == {"electricity_ceiling_ore": "amount"}


def test_of_a_ceiling_with_several_parts_all_are_given_or_none() -> None:
    assert read(FIELDS, RENT)[1] == {}
    assert read(FIELDS, RENT | {"rent_ceiling_ore.child_2": ""})[1] == {"rent_ceiling_ore.child_2": "part"}
    assert read(FIELDS, {"amount_rounding": "ungefär"})[1] == {"amount_rounding": "choice"}


def test_a_part_that_the_form_does_not_show_is_kept() -> None:
    before = {"income_change_threshold_percent": [{"valid_from": "2025-01-01", "valid_to": None,
                                                   "value": {"default": 12, "housing_allowance": 0}}]}  # fmt: skip
    after = dated(before, {"income_change_threshold_percent": {"default": 15}}, DAY, "§ 3")
    assert in_force(after, DAY)["income_change_threshold_percent"] == {"default": 15, "housing_allowance": 0}


def test_the_same_value_again_changes_nothing() -> None:
    once = dated({}, {"electricity_ceiling_ore": 80000}, DAY, "§ 3")
    assert dated(once, {"electricity_ceiling_ore": 80000}, DAY + timedelta(days=9), "§ 4") == once


@given(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 500_000)), max_size=6), st.integers(0, 400))
def test_whatever_is_decided_for_whichever_days_one_value_at_most_holds_on_each(
    decided: list[tuple[int, int]], asked: int
) -> None:
    first, parameters = date(2026, 1, 1), {}
    for days, ore in decided:
        parameters = dated(parameters, {"electricity_ceiling_ore": ore}, first + timedelta(days=days), "§ 3")
    entries = parameters.get("electricity_ceiling_ore", [])
    day = (first + timedelta(days=asked)).isoformat()
    holding = [entry for entry in entries if entry["valid_from"] <= day <= (entry["valid_to"] or "9999")]
    assert len(holding) <= 1
    if holding:  # and the rules read it as we do
        value = Municipal(parameters).on("electricity_ceiling_ore", date.fromisoformat(day)).value
        assert value == holding[0]["value"] == in_force(parameters, date.fromisoformat(day))["electricity_ceiling_ore"]


@given(st.integers(0, 100_000_000))
def test_what_is_shown_is_what_was_typed(ore: int) -> None:
    parameters = dated({}, {"electricity_ceiling_ore": ore}, DAY, "§ 3")
    typed = shown(FIELDS, parameters, DAY)
    assert read(FIELDS, typed)[0]["electricity_ceiling_ore"] == ore


def test_days_words_and_choices_with_words_of_their_own_have_fields() -> None:
    by_name = {field.name: field for field in LEAVE}
    assert by_name["approval_limit_days.vacation"].kind == "days"
    assert by_name["private_grounds"].kind == "words"
    assert by_name["main_holiday_rule"].words["manager"]["sv"] == "Chefen bestämmer"
    assert "confirmed" not in by_name


def test_what_was_typed_of_them_is_what_the_rules_take_and_what_is_shown_again() -> None:
    typed = {"approval_limit_days.vacation": "15", "vacation_notice_days": "14", "private_grounds": "funeral,  doctor",
             "main_holiday_rule": "manager"}  # fmt: skip
    found, wrong = read(LEAVE, typed)
    assert wrong == {}
    assert found == {"approval_limit_days": {"vacation": 15}, "vacation_notice_days": 14,
                     "private_grounds": ["funeral", "doctor"], "main_holiday_rule": "manager"}  # fmt: skip
    told = shown(LEAVE, dated({}, found, date(2026, 11, 23), "x"), date(2026, 11, 23))
    assert {name: told[name] for name in typed} == typed | {"private_grounds": "funeral, doctor"}


@pytest.mark.parametrize("typed", ["-1", "1,5", "två", "1001"])
def test_what_is_no_number_of_days_is_told_at_its_field(typed: str) -> None:
    assert read(LEAVE, {"vacation_notice_days": typed})[1] == {"vacation_notice_days": "count"}


@pytest.mark.parametrize(("typed", "read_as"), [("7", 7), ("100", 100), ("0", None), ("101", None), ("7,5", None)])
def test_years_are_whole_and_at_least_one(typed: str, read_as: int | None) -> None:
    """No years at all would erase a case on the day it ends."""
    fields = fields_of({"municipal_parameters": {"retention_years": {"kind": "years", "sv": "År", "en": "Years"}}})
    found, wrong = read(fields, {"retention_years": typed})
    assert (found.get("retention_years"), bool(wrong)) == (read_as, read_as is None)


@pytest.mark.parametrize(
    ("kind", "typed", "kept", "shown_again"),
    [
        ("number", "3", 3, "3"), ("weeks", "6", 6, "6"), ("months", "4", 4, "4"), ("yes or no", "yes", True, "yes"),
        ("yes or no", "no", False, "no"), ("month and day, MM-DD", "08-17", "08-17", "08-17"),
        ("percent", "25", 25, "25"),
    ],
)  # fmt: skip
def test_what_is_typed_is_what_the_rules_take_and_what_is_shown_again(
    kind: str, typed: str, kept: Any, shown_again: str
) -> None:
    fields = fields_of({"municipal_parameters": {"x": {"kind": kind, "sv": "X", "en": "X"}}})
    found, wrong = read(fields, {"x": typed})
    assert (found, wrong) == ({"x": kept}, {})
    assert shown(fields, dated({}, found, DAY, "§ 1"), DAY) == {"x": shown_again}


@pytest.mark.parametrize(
    ("kind", "typed", "code"),
    [("number", "1,5", "count"), ("weeks", "105", "count"), ("yes or no", "maybe", "choice"),
     ("month and day, MM-DD", "17/8", "month_day"), ("month and day, MM-DD", "02-32", "month_day"),
     ("years", "0", "years")],
)  # fmt: skip
def test_what_does_not_fit_is_told_by_what_is_asked_for(kind: str, typed: str, code: str) -> None:
    fields = fields_of({"municipal_parameters": {"x": {"kind": kind, "sv": "X", "en": "X"}}})
    assert read(fields, {"x": typed}) == ({}, {"x": code})


def test_a_tolerance_in_kronor_and_per_cent_is_text_to_the_decimal_and_both_are_given() -> None:
    fields = fields_of(yaml.safe_load((ROOT / "processes" / "supplier_invoices" / "process.yaml").read_text()))
    found, wrong = read(fields, {"match_tolerance.amount": "5,00", "match_tolerance.percent": "2"})
    assert (found, wrong) == ({"match_tolerance": {"amount": "5.00", "percent": "2"}}, {})
    told = shown(fields, dated({}, found, DAY, "§ 1"), DAY)
    assert (told["match_tolerance.amount"], told["match_tolerance.percent"]) == ("5,00", "2")
    assert read(fields, {"match_tolerance.amount": "5"})[1] == {"match_tolerance.percent": "part"}
    assert read(fields, {"match_tolerance.amount": "-5"})[1]["match_tolerance.amount"] == "amount"
