"""The caseworker's form: every path leads somewhere in the facts, every word is said in both languages."""

import re
from typing import Any, get_args

import pytest

from processes.economic_assistance import facts, gates, households
from processes.economic_assistance.registers import AGENCIES
from processes.kit.process import load

FORM: dict[str, Any] = dict(load("economic_assistance").form)
PATHS = [field["path"] for group in FORM["correct"] for field in group["fields"]]
FULL = households.facts({
    "couple": True, "children": [{"born": "2018-03-05"}], "costs": {"rent": 6900},
    "incomes": [{"kind": "housing_allowance", "kronor": 2100}],
})  # fmt: skip


def _texts(value: Any) -> list[dict[str, str]]:
    if isinstance(value, dict) and set(value) == {"sv", "en"}:
        return [value]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return [text for part in parts for text in _texts(part)]


def test_the_form_is_part_of_the_description() -> None:
    assert load("economic_assistance").describe()["form"]["words"]["rent"] == {"sv": "Hyra", "en": "Rent"}


@pytest.mark.parametrize("path", PATHS)
def test_every_field_leads_to_a_place_in_the_facts(path: str) -> None:
    found: list[Any] = [FULL]
    for name in path.split("."):
        found = [part for value in found for part in (value if name == "*" else [value[name]])]
    assert found
    assert not any(isinstance(value, dict | list) for value in found)


def test_every_text_is_said_in_both_languages_with_the_same_places() -> None:
    for text in _texts(FORM):
        assert all(part.strip() for part in text.values()), text
        assert set(re.findall(r"{\w+}", text["sv"])) == set(re.findall(r"{\w+}", text["en"])), text


def test_every_reason_of_a_group_is_one_that_the_rules_give() -> None:
    known = {code for codes in gates.GATES.values() for code in codes}
    assert {code for group in FORM["correct"] for code in group["reasons"]} <= known


def test_every_field_and_every_value_of_the_facts_has_a_word() -> None:
    names = {name for part in facts.json_schema()["$defs"].values() for name in part["properties"]}
    kinds = (facts.CostKind, facts.IncomeKind, facts.Agency, facts.HousingForm, facts.CivilStatus, facts.Adult)
    values = {value for kind in kinds for value in get_args(kind)}
    unsaid = {"answers", "rows", "benefit", "part", "amount_type", "error_code", "error_text", "schema"}
    assert (names | values) - unsaid - set(FORM["words"]) == set()


def test_every_agency_has_an_answer_that_the_income_table_knows() -> None:
    assert tuple(sorted(FORM["answers"]["agencies"])) == tuple(sorted(AGENCIES))
    table = next(v["value"] for v in load("economic_assistance").describe()["parameters"] if v["key"] == "income_table")
    known = {(row["agency"], row["benefit"], row["amount_type"]) for row in table if row["action"] == "include"}
    for agency, rows in FORM["answers"]["agencies"].items():
        for row in rows:
            places = {(agency, row["benefit"], row["amount_type"]), (agency, row["benefit"], "*")}
            assert places & known, row
