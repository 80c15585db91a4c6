"""What the package writes and puts together, without a browser."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from shared_library.errors import ApplicationException

PACKAGE = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PACKAGE / "resources"))

from EconomicAssistance import FoundCases, months_before  # noqa: E402
from motivation import calculation_lines, draft_text, journal_text, motivation_text  # noqa: E402


def step(group: str, code: str, amount: int, rule: str = "", label: str = "") -> dict[str, Any]:
    return {"group": group, "code": code, "label": {"sv": label or code}, "rule": {"sv": rule}, "amount_ore": amount}


ASSESSMENT: dict[str, Any] = {
    "rules_version": "1.0.0",
    "on": "2026-11-23",
    "amount_ore": 730200,
    "steps": [
        step("norm", "Ensamstående vuxen", 394000, "SoF 12 kap. 2 §"),
        step("costs", "rent", 545050, label="Hyra"),
        step("incomes", "housing_allowance", -210000, label="Bostadsbidrag, sökande"),
        step("result", "Avrundning", -50),
        step("costs", "other", 0),
    ],
    "summary": {"norm_ore": 522000, "costs_ore": 545050, "incomes_ore": 210000, "result_ore": 730200},
}


def test_the_motivation_tells_every_amount_and_every_rule() -> None:
    text = motivation_text(ASSESSMENT, "2026-12").replace("\u00a0", " ")
    assert text.startswith("Ni beviljas ekonomiskt bistånd för december 2026 med 7 302 kronor.")
    for told in (
        "ensamstående vuxen 3 940 kr",
        "hyra 5 450,50 kr",
        "bostadsbidrag, sökande 2 100 kr",
        "SoF 12 kap. 2 §",
    ):
        assert told in text


def test_the_calculations_lines_add_up_to_the_steps_and_tell_whose_an_income_is() -> None:
    stated = [{"kind": "housing_allowance", "person": "co_applicant", "net_ore": 210000}]
    lines = calculation_lines(ASSESSMENT, stated)
    assert [(line["part"], line["kind"], line["person"], line["amount_ore"]) for line in lines] == [
        ("norm", "", "", 394000),
        ("costs", "rent", "", 545050),
        ("incomes", "housing_allowance", "co_applicant", 210000),
        ("norm", "", "", -50),
    ]


def test_an_income_that_nobody_has_stated_is_never_typed_on_somebody() -> None:
    with pytest.raises(ApplicationException, match="housing_allowance"):
        calculation_lines(ASSESSMENT, [])


def test_the_assessments_own_person_is_the_one_who_is_typed() -> None:
    """Two incomes of the same kind and amount: what is stated cannot tell them apart, the step can."""
    steps = [{**step("incomes", "salary", -400000), "person": person} for person in ("co_applicant", "applicant")]
    child = {**step("incomes", "child_own_work", -90000), "person": "child_1"}
    lines = calculation_lines({"steps": [*steps, child]}, [])
    assert [(line["kind"], line["person"]) for line in lines] == [
        ("salary", "co_applicant"),
        ("salary", "applicant"),
        ("salary", "child_1"),
    ]


def test_a_drafts_note_says_that_nothing_is_decided_and_what_to_look_at_first() -> None:
    blocker = {"code": "unconfirmed_parameter", "key": "x", "text": {"sv": "Värdet x är inte bekräftat."}}
    text = draft_text({**ASSESSMENT, "blockers": [blocker]}, "2026-12").replace("\u00a0", " ")
    assert "Inget beslut är fattat: en handläggare prövar ärendet och beslutar." in text
    assert "Värdet x är inte bekräftat." in text
    assert "7 302 kr" in text
    assert "beviljat" not in text


def test_the_journal_names_the_version_of_the_rules_and_no_cost() -> None:
    text = journal_text(ASSESSMENT, "2026-12")
    assert "version 1.0.0" in text
    assert "hyra" not in text.lower()


def test_found_cases_print_as_their_number_only() -> None:
    assert repr(FoundCases([{"person": "x"}, {"person": "y"}])) == str(FoundCases([{}, {}])) == "2 cases"


def test_control_and_comparison_months_cross_the_turn_of_the_year() -> None:
    assert (months_before("2027-01", 1), months_before("2027-01", 2)) == ("2026-12", "2026-11")


def test_the_manifest_and_robot_yaml_name_the_same_tasks() -> None:
    manifest = yaml.safe_load((PACKAGE / "manifest.yaml").read_text(encoding="utf-8"))
    robot = yaml.safe_load((PACKAGE / "robot.yaml").read_text(encoding="utf-8"))
    assert set(manifest["tasks"].values()) == set(robot["tasks"])
    declared = (PACKAGE / "tasks.robot").read_text(encoding="utf-8")
    assert f"Declare Effects    ${{case}}    {'    '.join(manifest['effects'])}" in declared
