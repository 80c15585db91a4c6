"""Keyword documentation: what stands in it, where each keyword is used, and that it is made anew only when it must."""

from pathlib import Path

import pytest

from orchestrator.core.errors import Unavailable
from orchestrator.core.settings import ROOT
from orchestrator.entrypoints.keyword_docs import kept
from orchestrator.entrypoints.keyword_docs.calls import calls_of, same
from orchestrator.entrypoints.keyword_docs.documented import shared_libraries

TASKS = """\
*** Settings ***
Suite Teardown    Close All

*** Tasks ***
Handle
    For Each Case    assess=Look At Case    write=${None}

*** Keywords ***
Look At Case
    [Arguments]    ${case}
    Read case    ${case}
"""


@pytest.fixture(autouse=True)
def _nothing_known() -> None:
    kept._known.clear()


def test_every_shared_keyword_has_its_documentation_arguments_and_places() -> None:
    every = {(library["name"], one["name"]): (library, one) for library in kept.keyword_docs()
             for one in library["keywords"]}  # fmt: skip
    library, one = every["shared_library.cases.Cases", "Do Effect"]
    assert library["package"] == ""
    assert one["args"] == ["case: Case", "kind: str", "do: str", "check: str"]
    assert "Nothing is written twice" in one["doc"]
    places = {(use["package"], use["within"]) for use in one["used"]}
    assert ("economic_assistance", "Write Decision") in places


def test_a_library_says_in_which_system_of_the_configuration_it_works() -> None:
    systems = {library["name"].rpartition(".")[2]: library["system"] for library in kept.keyword_docs()}
    assert (systems["CaseSystem"], systems["Registers"], systems["Cases"]) == ("case_system", "register_portal", "")


def test_no_keyword_of_ours_is_without_a_word_of_what_it_does() -> None:
    silent = [one["name"] for library in kept.keyword_docs() for one in library["keywords"] if not one["short"]]
    assert silent == []


def test_a_keyword_named_for_another_one_is_a_use_and_so_is_a_teardown(tmp_path: Path) -> None:
    folder = tmp_path / "robots" / "small"
    folder.mkdir(parents=True)
    (folder / "tasks.robot").write_text(TASKS)
    found = {(call.name, call.within) for call in calls_of(tmp_path, "small")}
    wanted = {("For Each Case", "Handle"), ("Look At Case", "Handle"), ("Read case", "Look At Case"),
              ("Close All", "Suite Teardown")}  # fmt: skip
    assert wanted <= found
    assert not [name for name, _within in found if "$" in name]


@pytest.mark.parametrize("other", ["log in to case system", "LogInToCaseSystem", "log_in_to_case_system"])
def test_names_are_the_same_as_robot_framework_sees_them(other: str) -> None:
    assert same("Log In To Case System", other)
    assert not same("Log In To Registers", other)


def test_libraries_are_found_by_their_decorator() -> None:
    assert "shared_library.cases.Cases" in shared_libraries(ROOT)
    assert not [name for name in shared_libraries(ROOT) if name.endswith(".Case")]


def test_it_is_read_from_its_file_until_a_source_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    monkeypatch.setattr(kept, "_made", lambda: made.append(1) or "[]")
    monkeypatch.setattr(kept, "_digest", lambda: "one")
    kept.keyword_docs()
    kept._known.clear()
    kept.keyword_docs()
    assert len(made) == 1
    monkeypatch.setattr(kept, "_digest", lambda: "two")
    kept.keyword_docs()
    assert len(made) == 2


def test_a_library_that_cannot_be_imported_is_said_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "shared_library").mkdir()
    (tmp_path / "shared_library" / "__init__.py").touch()
    (tmp_path / "shared_library" / "broken.py").write_text("import nowhere\n\n@library\nclass Broken:\n    pass\n")
    monkeypatch.setattr(kept, "ROOT", tmp_path)
    with pytest.raises(Unavailable, match=r"could not be documented.*coe robot lint"):
        kept._made()
