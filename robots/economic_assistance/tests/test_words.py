"""What the package writes and puts together, without a browser."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import yaml

PACKAGE = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PACKAGE / "resources"))

from EconomicAssistance import FoundCases, months_before  # noqa: E402
from motivation import calculation_lines, journal_text, motivation_text  # noqa: E402


def step(group: str, label: str, amount: int | None, rule: str = "") -> dict[str, Any]:
    return {"group": group, "code": label, "label": {"sv": label}, "rule": {"sv": rule}, "amount_ore": amount}


ASSESSMENT: dict[str, Any] = {
    "rules_version": "1.0.0",
    "on": "2026-11-23",
    "amount_ore": 730200,
    "steps": [
        step("norm", "Ensamstående vuxen", 394000, "SoF 12 kap. 2 §"),
        step("costs", "Hyra", 545050),
        step("incomes", "Bostadsbidrag", 210000),
        step("result", "Att bevilja", 730200),
        step("costs", "Övrigt", None),
    ],
    "summary": {"norm_ore": 522000, "costs_ore": 545050, "incomes_ore": 210000, "result_ore": 730200},
}


def test_the_motivation_tells_every_amount_and_every_rule() -> None:
    text = motivation_text(ASSESSMENT, "2026-12").replace("\u00a0", " ")
    assert text.startswith("Ni beviljas ekonomiskt bistånd för december 2026 med 7 302 kronor.")
    for told in ("ensamstående vuxen 3 940 kr", "hyra 5 450,50 kr", "bostadsbidrag 2 100 kr", "SoF 12 kap. 2 §"):
        assert told in text


def test_a_step_without_an_amount_is_no_line_of_the_calculation() -> None:
    assert [line["label"] for line in calculation_lines(ASSESSMENT)] == [
        "Ensamstående vuxen",
        "Hyra",
        "Bostadsbidrag",
        "Att bevilja",
    ]


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
