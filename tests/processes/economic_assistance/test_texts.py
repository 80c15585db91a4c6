"""Every step, gate and reason can be said in both languages, as one says it to a colleague."""

import re
from pathlib import Path
from typing import get_args

import pytest
import yaml

from processes.economic_assistance import facts, gates
from processes.kit.errors import ContentInvalid
from processes.kit.process import PROCESSES, load
from processes.kit.text import Texts

PROCESS = load("economic_assistance")
FOLDER = PROCESSES / "economic_assistance"
NOTICES = sorted((FOLDER / "notices").glob("*.txt"))
CONTRACT = [
    "application_not_renewal", "protected_identity", "case_warning", "month_already_decided", "agency_error",
    "agency_missing", "income_unknown", "income_changed", "income_missing", "income_new", "income_not_stated",
    "income_seasonal", "cost_changed", "cost_new", "cost_above_ceiling", "cost_other", "household_changed",
    "housing_changed", "children_residence_changed", "civil_status_changed", "assets_changed", "self_employment",
    "other_request", "previous_missing", "previous_norm_ambiguous", "activity_requirement", "medical_certificate",
    "work_incentive_boundary", "child_days_parameter_missing", "youth_school_unknown",
    "household_community_parameter_missing", "parameter_missing", "negative_outcome", "vehicle_found",
]  # fmt: skip


def test_the_reason_codes_are_those_of_the_contract() -> None:
    assert sorted(code for codes in gates.GATES.values() for code in codes) == sorted(CONTRACT)


@pytest.mark.parametrize("code", CONTRACT)
def test_a_reason_has_a_heading(code: str) -> None:
    assert f"reasons.{code}.text" in PROCESS.texts


def test_every_gate_and_kind_has_its_words() -> None:
    wanted = [f"gates.{gate}" for gate in gates.GATES]
    wanted += [f"income.{kind}" for kind in get_args(facts.IncomeKind)]
    wanted += [f"cost.{kind}" for kind in get_args(facts.CostKind) if kind != "other"]
    wanted += [f"agency.{agency}" for agency in get_args(facts.Agency)]
    wanted += [f"housing.{form}" for form in get_args(facts.HousingForm)]
    assert [key for key in wanted if key not in PROCESS.texts] == []


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_tone_is_plain(language: str) -> None:
    words = (FOLDER / "locale" / f"{language}.yaml").read_text(encoding="utf-8")
    assert "!" not in words
    assert not re.search(r"\b(tyvärr|ogiltig|felaktig|unfortunately|invalid)\w*", words, re.IGNORECASE)


def test_a_text_in_one_language_only_is_refused() -> None:
    with pytest.raises(ContentInvalid, match="one language only"):
        Texts({"a": "x"}, {})
    with pytest.raises(ContentInvalid, match="other placeholders"):
        Texts({"a": "{x}"}, {"a": "{y}"})


@pytest.mark.parametrize("path", NOTICES, ids=lambda path: path.name)
def test_a_notice_tells_neither_service_nor_outcome(path: Path) -> None:
    words = path.read_text(encoding="utf-8")
    assert set(re.findall(r"{(\w+)}", words)) == {"municipality"}
    assert not re.search(
        r"bistånd|försörjning|beslut|beviljat|bifall|avslag|social|ansökan|kronor|assistance|decision|granted|refus|robot",
        words, re.IGNORECASE,
    )  # fmt: skip


def test_every_notice_of_the_manifest_is_there() -> None:
    manifest = yaml.safe_load((FOLDER / "process.yaml").read_text(encoding="utf-8"))
    named = {FOLDER / file for channel in manifest["notices"].values() for file in channel.values()}
    assert named == set(NOTICES)
