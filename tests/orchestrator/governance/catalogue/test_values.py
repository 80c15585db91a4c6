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
DAY = date(2026, 11, 23)
RENT = {f"rent_ceiling_ore.{part}": text for part, text in (("adults_1_2", "6330"), ("child_1", "6970"),
                                                              ("child_2", "9425"), ("each_more", "1800"))}  # fmt: skip


def test_every_value_that_the_process_asks_for_has_its_field_but_for_what_a_person_confirms() -> None:
    asked = {name for name in PROCESS["municipal_parameters"] if name != "confirmed"}
    assert {field.name.partition(".")[0] for field in FIELDS} == asked


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
