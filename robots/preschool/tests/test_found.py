"""What the package puts together, without a browser."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import yaml

PACKAGE = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PACKAGE / "resources"))

from Preschool import Preschool  # noqa: E402

from shared_library.cases import Case  # noqa: E402
from shared_library.systems.child_care import ChildCareSystem  # noqa: E402
from shared_library.systems.child_care.interface import Answer, Offer, Right  # noqa: E402

TERMS = {"unit": "Sol", "place": "Sol 1", "start_on": "2027-01-11", "answer_by": "2026-12-03", "hours_week": 30,
         "guarantee_on": "2027-02-01"}  # fmt: skip


def decided(**decision: object) -> Case:
    told = {
        "id": "d",
        "number": 2,
        "outcome": "granted",
        "amount_ore": 154700,
        "extent": None,
        "terms": TERMS,
        **decision,
    }
    return Case({"id": "1", "reference": "BO-1", "occurrence": "1", "decision": told})


def test_the_facts_hold_what_was_read_and_nothing_else() -> None:
    case = Case({"id": "1", "reference": "BO-1", "occurrence": "1"})
    case.notes.update({"application": {"child": {}}, "decided": "not a fact"})
    Preschool().gather_facts(case)
    assert case.notes["facts"] == {"schema": "preschool/1", "child": {}}


def test_a_page_that_was_not_read_leaves_no_hole_in_the_facts() -> None:
    with pytest.raises(Exception, match=r"unexpected|KeyError"):
        Preschool().gather_facts(Case({"id": "1", "reference": "BO-1", "occurrence": "1"}))


def test_what_a_person_approved_is_written_under_the_decisions_own_keys() -> None:
    system, case = ChildCareSystem(), decided()
    assert system.right(case) == Right("BO-1:1:2:right", 30, "2027-02-01", 154700)
    assert system.offer(case) == Offer("BO-1:1:2:offer", "Sol", "Sol 1", "2027-01-11", "2026-12-03")


def test_an_answer_is_written_with_its_day_and_silence_without() -> None:
    said = decided(outcome="declined", terms=TERMS | {"answered_on": "2026-11-30"})
    assert ChildCareSystem().answer(said) == Answer("BO-1:1:2:answer", "declined", "2026-11-30", "Sol 1")
    silent = decided(outcome="expired", terms=TERMS | {"answered_on": None})
    assert ChildCareSystem().answer(silent).answered_on is None


def test_drafts_take_hours_and_guarantee_date_from_what_the_rules_found() -> None:
    case = decided(terms={})
    case.notes["application"] = {"application": {"hours_week": 15}}
    case.assessment = {"steps": [{"group": "guarantee", "data": {"guarantee_on": None}}]}
    assert ChildCareSystem().right(case) == Right("BO-1:1:2:right", 15, None, 154700)


def test_after_a_crash_drafts_take_the_hours_from_the_facts_that_came_with_the_decision() -> None:
    found = {"steps": [{"group": "guarantee", "data": {"guarantee_on": "2027-02-01"}}]}
    case = decided(terms={}, facts={"application": {"hours_week": 15}}, assessment=found)
    assert ChildCareSystem().right(case) == Right("BO-1:1:2:right", 15, "2027-02-01", 154700)


def test_the_manifest_names_the_tasks_that_the_package_has() -> None:
    manifest = yaml.safe_load((PACKAGE / "manifest.yaml").read_text())
    tasks = yaml.safe_load((PACKAGE / "robot.yaml").read_text())["tasks"]
    assert set(manifest["tasks"].values()) == set(tasks)
