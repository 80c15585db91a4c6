"""What the package puts together, without a browser."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import yaml

PACKAGE = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PACKAGE / "resources"))

from Leave import READ, FoundCases, Leave  # noqa: E402

from shared_library.cases import Case  # noqa: E402


def test_found_requests_are_told_by_their_number_alone() -> None:
    found = FoundCases([{"payload": {"contact": {"address": "a@example.test"}}}])
    assert (repr(found), str(found)) == ("1 cases", "1 cases")


def test_the_facts_hold_what_was_read_and_nothing_else() -> None:
    case = Case({"id": "1", "reference": "LA-1", "occurrence": "1"})
    case.notes.update({name: name for name in READ} | {"decided": "not a fact"})
    Leave().gather_facts(case)
    assert case.notes["facts"] == {"schema": "leave/1", **{name: name for name in READ}}


def test_a_page_that_was_not_read_leaves_no_hole_in_the_facts() -> None:
    case = Case({"id": "1", "reference": "LA-1", "occurrence": "1"})
    with pytest.raises(Exception, match=r"unexpected|KeyError"):
        Leave().gather_facts(case)


def test_the_manifest_names_the_tasks_that_the_package_has() -> None:
    manifest = yaml.safe_load((PACKAGE / "manifest.yaml").read_text())
    tasks = yaml.safe_load((PACKAGE / "robot.yaml").read_text())["tasks"]
    assert set(manifest["tasks"].values()) == set(tasks)
