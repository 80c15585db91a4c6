"""The configuration as a form: whatever fits the schema can be shown and read back, and errors stand at their field."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.core.settings import ROOT
from orchestrator.governance.catalogue.form import groups_of, read, shown

SCHEMA: dict[str, Any] = yaml.safe_load(
    Path(ROOT / "robots" / "economic_assistance" / "manifest.yaml").read_text()
)["configuration"]  # fmt: skip
GOOD = {
    "case_system.vendor": "sambis", "case_system.url": "https://sambis.example/",
    "register_portal.purpose": "Utredning", "register_portal.url": "https://ssbtek.example/",
    "register_portal.organisation_number": "162120001199", "register_portal.legal_text": "SoL 12 kap. 1 §",
}  # fmt: skip
NUMBERS = {"type": "object", "required": ["a"], "properties": {
    "a": {"type": "integer", "minimum": 1}, "b": {"type": "boolean"}, "c": {"type": "number"},
}}  # fmt: skip


def test_the_groups_are_the_systems_with_their_swedish_titles() -> None:
    first, second = groups_of(SCHEMA)
    assert (first.name, second.name) == ("case_system", "register_portal")
    assert [(field.name, field.kind, field.required) for field in first.fields] == [
        ("case_system.vendor", "choice", True), ("case_system.url", "address", True),
    ]  # fmt: skip


def test_what_was_typed_becomes_the_configuration_and_optional_fields_may_stay_empty() -> None:
    configuration, wrong = read(SCHEMA, GOOD)
    assert wrong == {}
    assert configuration["case_system"] == {"vendor": "sambis", "url": "https://sambis.example/"}
    assert "handler_id" not in configuration["register_portal"]


@pytest.mark.parametrize(("field", "value", "code"), [
    ("case_system.vendor", "okänd", "choice"), ("case_system.url", "", "empty"),
    ("case_system.url", "sambis", "address"),
    ("register_portal.organisation_number", "12", "pattern"), ("register_portal.purpose", "  ", "empty"),
    ("case_system.url", "javascript:alert(1)", "address"),
])  # fmt: skip
def test_each_error_stands_at_its_own_field(field: str, value: str, code: str) -> None:
    _configuration, wrong = read(SCHEMA, GOOD | {field: value})
    assert wrong == {field: code}


def test_numbers_are_written_as_in_swedish_and_a_flag_is_on_or_off() -> None:
    assert read(NUMBERS, {"a": "1 200", "b": "on", "c": "2,5"}) == ({"a": 1200, "b": True, "c": 2.5}, {})
    assert read(NUMBERS, {"a": "många"})[1] == {"a": "type"}
    assert read(NUMBERS, {"a": "0"})[1] == {"a": "small"}


@given(st.fixed_dictionaries({name: st.text(max_size=30) for name in GOOD}))
def test_nothing_that_is_typed_breaks_the_form_or_is_lost(typed: dict[str, str]) -> None:
    configuration, wrong = read(SCHEMA, typed)
    kept = shown(groups_of(SCHEMA), configuration)
    assert set(wrong) <= set(kept)
    assert {name: kept[name] for name in typed} == {name: text.strip() for name, text in typed.items()}
