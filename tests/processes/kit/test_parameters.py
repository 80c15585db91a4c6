"""Dated values: in force or not, abolished, overlapping, and a municipality's own."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from processes.kit.errors import ContentInvalid, ParameterMissing
from processes.kit.municipal import Municipal
from processes.kit.parameters import Parameter, Parameters, load_parameters

DAY = date(2026, 12, 1)


def version(start: int, end: int | None, value: Any, confidence: str = "V") -> Parameter:
    until = date(end, 12, 31) if end else None
    return Parameter("rate", value, "percent", date(start, 1, 1), until, "SoL", "read", confidence)


def test_the_value_in_force_on_the_day_counts_from_its_first_to_its_last_day() -> None:
    parameters = Parameters([version(2026, None, 2), version(2025, 2025, 1)])
    assert parameters.on("rate", date(2025, 12, 31)).value == 1
    assert parameters.on("rate", date(2026, 1, 1)).value == 2


def test_a_day_without_a_value_says_what_is_known() -> None:
    with pytest.raises(ParameterMissing, match=r"No value of rate is known for 2026-12-01 \(known from 2025-01-01 to"):
        Parameters([version(2025, 2025, 1)]).on("rate", DAY)


def test_null_says_that_the_rule_is_abolished() -> None:
    with pytest.raises(ParameterMissing, match="abolished from 2026-01-01"):
        Parameters([version(2026, None, None)]).on("rate", DAY)


def test_a_value_marked_u_is_refused() -> None:
    with pytest.raises(ParameterMissing, match="could not be verified"):
        Parameters([version(2026, None, 1, "U")]).on("rate", DAY)


def test_two_values_for_the_same_day_are_refused_when_loaded() -> None:
    with pytest.raises(ContentInvalid, match="Two values of rate"):
        Parameters([version(2025, None, 1), version(2026, None, 2)])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{valid_from: 2026-01-01, value: 1}", "lacks"),
        ("{valid_from: 2026-01-01, valid_to: 2025-01-01, value: 1, unit: x, legal: x, source: x, confidence: V,"
         " last_checked_on: 2026-01-01}", "ends before it begins"),
        ("{valid_from: 2026-01-01, valid_to: null, value: 1, unit: x, legal: x, source: x, confidence: sure,"
         " last_checked_on: 2026-01-01}", "confidence is one of"),
    ],
)  # fmt: skip
def test_a_file_that_is_wrong_is_refused_when_loaded(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "parameters").mkdir()
    (tmp_path / "parameters" / "x.yaml").write_text(f"rate:\n  - {text}\n")
    with pytest.raises(ContentInvalid, match=said):
        load_parameters(tmp_path)


def dated(value: Any, start: str = "2026-01-01", end: str | None = None) -> dict[str, Any]:
    return {"valid_from": start, "valid_to": end, "value": value, "source": "Socialnämnden § 12"}


def test_a_municipal_value_is_read_as_it_is_dated() -> None:
    municipal = Municipal({"ceiling_ore": [dated(1, "2025-01-01", "2025-12-31"), dated(2)]})
    found = municipal.on("ceiling_ore", DAY)
    assert (found.value, found.confidence, found.source) == (2, "local", "Socialnämnden § 12")


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ({}, "has no value"),
        ({"rate": 12}, "is not dated"),
        ({"rate": [12]}, "is not dated"),
        ({"rate": [{"value": 12}]}, "is not dated"),
        ({"rate": [dated(None)]}, "has no value in force"),
        ({"rate": [dated(1, "2027-01-01")]}, "has no value in force"),
        ({"rate": [dated(1), dated(2)]}, "has two values"),
        ({"rate": [dated(1, "2026-01-01", "soon")]}, "valid_to that is no date"),
    ],
)
def test_a_municipal_value_that_cannot_be_used_is_missing_and_says_why(config: dict[str, Any], said: str) -> None:
    with pytest.raises(ParameterMissing, match=said):
        Municipal(config).on("rate", DAY)
