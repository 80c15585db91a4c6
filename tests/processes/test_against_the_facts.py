"""The parameters against the table of facts that they were taken from, where that table is at hand."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
import yaml

from orchestrator.core.masking import holds_personal_number, mask_personal_numbers
from orchestrator.core.settings import ROOT

_PARAMETERS = ROOT / "processes" / "economic_assistance" / "parameters" / "riksnorm.yaml"


def _material(name: str) -> Path:
    path = os.environ.get(name)
    if not path or not Path(path).exists():
        pytest.skip(f"{name} names no test material here: these values are checked by the worked cases only")
    return Path(path)


def _in_year(key: str, year: str) -> Any:
    rows = yaml.safe_load(_PARAMETERS.read_text())[key]
    return next(row["value"] for row in rows if str(row["valid_from"]).startswith(year))


@pytest.mark.parametrize("year", ["2025", "2026"])
def test_every_amount_of_the_riksnorm_is_the_one_in_the_table(year: str) -> None:
    table = json.loads(_material("COE_TEST_FACTS").read_text())["riksnorm"][year]
    expected = {f"riksnorm.child.{age.replace('-', '_')}": kr for age, kr in table["personal_children"].items()}
    expected |= {"riksnorm.single_adult": table["single_adult"], "riksnorm.couple": table["couple_total"]}
    assert {key: _in_year(key, year) for key in expected} == {key: kr * 100 for key, kr in expected.items()}


def test_a_year_whose_amounts_were_not_found_has_no_value() -> None:
    assert _in_year("riksnorm.single_adult", "2024") is None


def test_every_published_test_number_is_masked() -> None:
    numbers = (_material("COE_TEST_DATA") / "test_personnummer.txt").read_text().split()
    unmasked = [number for number in numbers if holds_personal_number(mask_personal_numbers(f"nr {number}."))]
    assert len(numbers) > 1000
    assert unmasked == []
