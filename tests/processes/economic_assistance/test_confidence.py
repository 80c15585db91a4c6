"""Values are used for what they are worth: U never, S and M only confirmed in `decide`, the rest freely."""

from collections.abc import Callable
from typing import Any

import pytest

from processes.economic_assistance import households
from processes.kit import host
from processes.kit.errors import ParameterMissing
from processes.kit.parameters import Parameter, Parameters
from processes.kit.process import load

Json = dict[str, Any]
Assess = Callable[..., Json]
YOUTH_AT_WORK = {
    "children": [{"born": "2010-02-14", "school": "upper_secondary"}],
    "child_earnings": [{"person": "child_1", "year": 2026, "earned_before_ore": 0, "own_work_ore": 100}],
}


def blocked(assessment: Json) -> set[str]:
    assert all(blocker["code"] == "unconfirmed_parameter" for blocker in assessment["blockers"])
    return {blocker["key"] for blocker in assessment["blockers"]}


def test_values_marked_s_or_m_block_until_confirmed_and_the_amount_is_shown(assess: Assess, config: Json) -> None:
    config.pop("confirmed")
    assessment = assess(YOUTH_AT_WORK, config=config)
    assert blocked(assessment) == {"income_table", "prisbasbelopp", "youth_school.counts_when"}
    assert assessment["outcome"] == "granted"


def test_a_value_that_is_not_used_does_not_block(assess: Assess, config: Json) -> None:
    config["confirmed"] = [{"key": "income_table", "by": "Anna Ek", "on": "2026-01-10"}]
    assert blocked(assess({}, config=config)) == set()


@pytest.mark.parametrize(
    "entry",
    [
        {"key": "income_table", "by": "", "on": "2026-01-10"},
        {"key": "income_table", "by": "Anna Ek"},
        {"key": "income_table", "by": "Anna Ek", "on": "2026-11-24"},
        {"key": "income_table", "by": "Anna Ek", "on": "2026-01-10", "valid_from": "2024-01-01"},
        {"key": "income", "by": "Anna Ek", "on": "2026-01-10"},
    ],
    ids=["by nobody", "on no day", "after the assessment", "of another version", "of another key"],
)
def test_a_confirmation_counts_only_by_name_and_day(assess: Assess, config: Json, entry: Json) -> None:
    assert blocked(assess({}, config={**config, "confirmed": [entry]})) == {"income_table"}


def test_a_confirmation_may_be_dated_like_other_values(assess: Assess, config: Json) -> None:
    entries = [{"key": "income_table", "by": "Anna Ek", "on": "2026-01-10"}]
    config["confirmed"] = [{"valid_from": "2026-01-01", "valid_to": None, "value": entries}]
    assert blocked(assess({}, config=config)) == set()


UNSURE = [version for version in load("economic_assistance").parameters if version.confidence == "U"]


@pytest.mark.parametrize("key", sorted({version.key for version in UNSURE}))
def test_a_value_that_could_not_be_verified_is_refused(key: str) -> None:
    parameters = load("economic_assistance").parameters
    for version in (found for found in UNSURE if found.key == key):
        with pytest.raises(ParameterMissing, match="could not be verified"):
            parameters.on(key, version.valid_from)


@pytest.mark.parametrize("key", ["riksnorm.single_adult", "riksnorm.common.2", "riksnorm.child.15_18", "prisbasbelopp"])
def test_no_rule_uses_a_value_once_it_is_marked_u(key: str, config: Json, monkeypatch: pytest.MonkeyPatch) -> None:
    process = load("economic_assistance")
    doubted = Parameters(
        Parameter(**{**vars(version), "confidence": "U" if version.key == key else version.confidence})
        for version in process.parameters
    )
    monkeypatch.setattr(host, "load", lambda _name: type(process)(**{**vars(process), "parameters": doubted}))
    answer = host.answer({
        "op": "assess", "process": "economic_assistance", "facts": households.facts(YOUTH_AT_WORK),
        "municipality": "1287", "config": config, "on": "2026-11-23",
    })  # fmt: skip
    refused = not answer["ok"] and answer["error"]["kind"] == "parameter_missing"
    handed_over = answer["ok"] and "parameter_missing" in {r["code"] for r in answer["assessment"]["reasons"]}
    assert refused or handed_over


def test_every_value_used_is_listed_with_its_ground(assess: Assess) -> None:
    assessment = assess({"costs": {"rent": 6200}, "incomes": [{"kind": "housing_allowance", "kronor": 2100}]})
    used = {parameter["key"]: parameter for parameter in assessment["parameters"]}
    assert {
        "riksnorm.single_adult", "riksnorm.common.1", "rent_ceiling_ore", "income_table",
        "activity_requirement.in_force", "income_change_threshold_percent",
    } <= set(used)  # fmt: skip
    assert used["riksnorm.single_adult"]["value"] == 394_000
    assert used["riksnorm.single_adult"]["legal"] == "SoF 12 kap. 2 §"
    assert [row["benefit"] for row in used["income_table"]["value"]] == ["Bostadsbidrag"]
    assert all(parameter["source"] and parameter["confidence"] for parameter in used.values())
