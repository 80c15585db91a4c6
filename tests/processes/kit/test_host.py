"""The protocol: JSON lines to rules in an interpreter of their own."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from processes.economic_assistance import households
from processes.kit import host

ROOT = Path(__file__).resolve().parents[3]
Json = dict[str, Any]
Ask = Callable[..., Json]


def run(lines: list[str]) -> list[Json]:
    """The answers of a host started as the platform starts it."""
    done = subprocess.run(
        [sys.executable, "-I", "-B", str(ROOT / "processes" / "kit" / "host.py"), str(ROOT)],
        input="\n".join(lines) + "\n", capture_output=True, text=True, env={"LANG": "C.UTF-8"}, check=True, cwd="/",
    )  # fmt: skip
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_host_of_its_own_answers_each_line_and_goes_on_after_an_error(config: Json) -> None:
    assess = {
        "op": "assess", "process": "economic_assistance", "facts": households.facts({"costs": {"rent": 6200}}),
        "municipality": "1287", "config": config, "on": "2026-11-23",
    }  # fmt: skip
    answers = run([json.dumps(assess), "this is no JSON", "[1]", json.dumps({"op": "fly"}), json.dumps(assess)])
    assert [answer["ok"] for answer in answers] == [True, False, False, False, True]
    assert answers[0] == answers[-1]
    assert answers[0]["assessment"]["amount_ore"] == 1_142_000
    assert {answer["error"]["kind"] for answer in answers[1:4]} == {"facts_invalid"}


def test_a_host_without_a_root_says_what_to_give() -> None:
    done = subprocess.run(
        [sys.executable, "-I", "-B", str(ROOT / "processes/kit/host.py"), "/nowhere"], capture_output=True, text=True
    )
    assert done.returncode != 0
    assert "Give the folder that contains processes/" in done.stderr


def test_an_unknown_process_is_told_with_those_that_exist() -> None:
    error = host.answer({"op": "schema", "process": "../kit"})["error"]
    assert error["kind"] == "process_unknown"
    assert "economic_assistance" in error["message"]


def test_the_schema_is_valid_and_takes_what_the_rules_take() -> None:
    schema = host.answer({"op": "schema", "process": "economic_assistance"})["schema"]
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(households.facts({"children": [{"born": "2018-03-05"}], "costs": {"rent": 1}}), schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(households.facts({"change": {"case.mood": "good"}}), schema)


def test_a_description_has_the_manifest_the_parameters_and_what_a_person_must_confirm() -> None:
    process = host.answer({"op": "describe", "process": "economic_assistance"})["process"]
    assert (process["name"], process["version"]) == ("economic_assistance", "1.0.0")
    assert process["outcome_kind"] == "authority"
    assert {"income_table", "prisbasbelopp", "youth_school.counts_when"} <= set(process["to_confirm"])
    dated = {(p["key"], p["valid_from"]): p for p in process["parameters"]}
    single = dated["riksnorm.single_adult", "2026-01-01"]
    assert single["value"] == 394_000
    assert single["confidence"] == "V"
    json.dumps(process)


@pytest.mark.parametrize("month", ["2023-05", "2024-05", "2027-01"])
def test_a_month_without_a_riksnorm_is_refused_in_one_sentence(ask: Ask, month: str) -> None:
    answer = ask(households.facts({}, month))
    assert answer["error"]["kind"] == "parameter_missing"
    assert f"No riksnorm in force is known for {month}" in answer["error"]["message"]


@pytest.mark.parametrize(
    ("changed", "at"),
    [
        ({"municipality": "Trelleborg"}, "municipality"), ({"municipality": None}, "municipality"),
        ({"on": "today"}, "on"), ({"on": None}, "on"), ({"config": None}, "config"), ({"facts": []}, ""),
        ({"facts": None}, ""),
    ],
)  # fmt: skip
def test_a_request_that_cannot_be_right_says_where(ask: Ask, changed: Json, at: str) -> None:
    error = ask(**{"facts": households.facts({}), **changed})["error"]
    assert error["kind"] == "facts_invalid"
    assert [problem["at"] for problem in error["problems"]] == [at]


def test_a_fault_of_ours_is_told_without_case_data(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_name: str) -> None:
        raise RuntimeError("Anna Andersson")

    monkeypatch.setattr(host, "load", broken)
    error = ask(households.facts({}))["error"]
    assert error["kind"] == "internal"
    assert "Anna" not in json.dumps(error)


def test_an_assessment_takes_a_fraction_of_what_a_page_load_takes(ask: Ask) -> None:
    facts = households.facts({"couple": True, "children": [{"born": "2018-03-05"}] * 1, "costs": {"rent": 9000}})
    ask(facts)
    begun = time.perf_counter()
    for _ in range(20):
        assert ask(facts)["ok"]
    assert (time.perf_counter() - begun) / 20 < 0.1
