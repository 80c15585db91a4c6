"""Every step, gate, reason and word of a round can be said in both languages, plainly."""

import re
from pathlib import Path
from typing import Any, get_args

import pytest

from orchestrator.core.errors import Conflict
from orchestrator.governance.catalogue.rules import check_mode
from processes.kit.process import PROCESSES, load
from processes.preschool import applications, facts, gates
from processes.preschool.settings import CRITERIA

PROCESS = load("preschool")
FOLDER = PROCESSES / "preschool"
FORM: dict[str, Any] = dict(PROCESS.form)
NOTICES = sorted((FOLDER / "notices").glob("*.txt"))
PATHS = [field["path"] for group in FORM["correct"] for field in group["fields"]]
WAITS = ("promptly", "no_wish", "no_order", "no_categories", "priority_unknown", "no_sibling_scope", "too_many_wishes",
         "distance_unknown", "after_no", "after_silence")  # fmt: skip


def test_it_can_never_decide() -> None:
    assert PROCESS.manifest["modes"] == ["shadow", "prepare", "propose"]
    assert PROCESS.manifest["outcome_kind"] == "authority"
    assert "only_outcomes" not in PROCESS.manifest["decide"]
    ground = {"board": "Nämnden", "decided_on": "2026-01-01", "paragraph": "1", "case_number": "1", "appeal_route": "x"}
    with pytest.raises(Conflict, match="does not allow decide"):
        check_mode(dict(PROCESS.manifest), "decide", ground)
    check_mode(dict(PROCESS.manifest), "propose", None)


def test_every_reason_gate_and_word_of_a_round_is_there() -> None:
    wanted = [f"reasons.{code}.text" for codes in gates.GATES.values() for code in codes]
    wanted += [f"gates.{gate}" for gate in gates.GATES]
    wanted += [f"round.decided.{criterion}" for criterion in (*CRITERIA, "category", "lot")]
    wanted += [f"round.waits.{code}" for code in WAITS]
    assert [key for key in wanted if key not in PROCESS.texts] == []


def test_no_word_of_a_round_stands_unused() -> None:
    said = {key.split(".")[2] for key in PROCESS.texts.keys if key.startswith("round.waits.")}
    assert said == set(WAITS)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_tone_is_plain(language: str) -> None:
    words = (FOLDER / "locale" / f"{language}.yaml").read_text(encoding="utf-8")
    assert "!" not in words
    assert not re.search(r"\b(tyvärr|ogiltig|felaktig|unfortunately|invalid)\w*", words, re.IGNORECASE)


@pytest.mark.parametrize("path", NOTICES, ids=lambda path: path.name)
def test_a_notice_tells_neither_service_nor_outcome(path: Path) -> None:
    words = path.read_text(encoding="utf-8")
    assert set(re.findall(r"{(\w+)}", words)) == {"municipality"}
    assert not re.search(r"förskola|barn|plats|beslut|erbjud|preschool|child|place|offer", words, re.IGNORECASE)


def test_every_notice_of_the_manifest_is_there() -> None:
    named = {FOLDER / file for channel in PROCESS.manifest["notices"].values() for file in channel.values()}
    assert named == set(NOTICES)


@pytest.mark.parametrize("path", PATHS)
def test_every_field_of_the_form_leads_to_a_place_in_the_facts(path: str) -> None:
    found: list[Any] = [applications.facts({})]
    for name in path.split("."):
        found = [part for value in found for part in (value if name == "*" else [value[name]])]
    assert found
    assert not any(isinstance(value, dict | list) for value in found)


def test_every_reason_of_a_group_is_one_that_the_rules_give() -> None:
    known = {code for codes in gates.GATES.values() for code in codes}
    assert {code for group in FORM["correct"] for code in group["reasons"]} <= known


def test_every_field_and_every_value_of_the_facts_has_a_word() -> None:
    schema = facts.json_schema()
    names = {name for part in schema["$defs"].values() for name in part["properties"]} | set(schema["properties"])
    kinds = (facts.Occupation, facts.Support, facts.Place, facts.Adult)
    values = {value for kind in kinds for value in get_args(kind)}
    assert (names | values) - {"schema"} - set(FORM["words"]) == set()
