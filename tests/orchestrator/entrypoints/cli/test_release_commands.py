"""`coe release` and the gates: what is run, what it leaves, and what cannot be run here."""

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from orchestrator.core.db import Database, Scope
from orchestrator.core.errors import BadInput, CoeError, Conflict, Unavailable
from orchestrator.core.settings import ROOT, settings
from orchestrator.entrypoints import gate_runs
from orchestrator.entrypoints.cli import release
from orchestrator.entrypoints.cli.main import app
from orchestrator.governance.packages import service as packages
from orchestrator.governance.packages import signing
from orchestrator.governance.packages.queries import find, gates_of
from orchestrator.governance.people import service as people
from orchestrator.governance.people.rules import Role
from orchestrator.governance.pipeline import gates

PEOPLE = {"sofia": Role.DEVELOPER, "ali": Role.DEVELOPER, "maria": Role.CHIEF_PROCESS_OFFICER, "johan": Role.OPERATIONS}
NAMED = ["robot", "small", "1.0.0"]


@pytest.fixture
def root(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A tree with the smallest package, and people of the region."""
    folder = tmp_path / "tree"
    (folder / "robots" / "small" / "tests").mkdir(parents=True)
    (folder / "shared_library").mkdir()
    (folder / "robots.lock").write_text("# nothing\n")
    (folder / "robots" / "small" / "robot.yaml").write_text("tasks: {}\n")
    whole = (ROOT / "robots" / "leave" / "manifest.yaml").read_text().replace("package: leave", "package: small")
    (folder / "robots" / "small" / "manifest.yaml").write_text(whole)
    (folder / "robots" / "small" / "tests" / "test_one.py").write_text("def test_one(): assert 1 + 1 == 2\n")
    signing.ensure_keys(settings().home)
    with sqlite_database.session(Scope.steward("test")) as session:
        for username, role in PEOPLE.items():
            people.grant_role(session, people.add_person(session, username, username.title(), None), role, None)
    monkeypatch.setattr(release, "own_database", lambda: sqlite_database)
    monkeypatch.setattr(release, "ROOT", folder)
    return folder


def coe(*words: str) -> Any:
    return CliRunner().invoke(app, words, catch_exceptions=True)


@pytest.mark.usefixtures("root")
def test_a_release_goes_its_way_by_commands_each_asked_for_the_right_and_kept_by_name(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    zen = {"unit": ["this"], "faults": ["this"]}
    monkeypatch.setattr(gate_runs, "commands", lambda *_named: zen)
    assert "is built, sha256" in coe("release", "build", "robot", "small", "--as", "sofia").output
    told = coe("release", "test", *NAMED, "--as", "sofia", "--gate", "rebuilt", "--gate", "unit").output
    assert "passed  unit: Namespaces are one honking great idea" in told
    assert "Not tested yet: lint, testbed, faults." in told
    with sqlite_database.session(Scope.steward("test")) as session:
        found = gates_of(session, find(session, *NAMED))["unit"]
        assert "Beautiful is better than ugly" in gates.evidence_of(found)
    refused = coe("release", "waive", *NAMED, "lint", "--as", "ali", "--reason", "no time")
    assert isinstance(refused.exception, CoeError)
    for gate in ("lint", "testbed"):
        coe("release", "waive", *NAMED, gate, "--as", "maria", "--reason", "the testbed is rebuilt")
    assert "Not tested" not in coe("release", "test", *NAMED, "--as", "sofia", "--gate", "faults").output
    assert isinstance(coe("release", "approve", *NAMED, "--as", "sofia", "--reason", "mine").exception, CoeError)
    assert "small 1.0.0: approved" in coe("release", "approve", *NAMED, "--as", "ali", "--reason", "read").output
    assert "small 1.0.0: published, testbed" in coe("release", "publish", *NAMED, "--as", "johan").output
    assert "small 1.0.0: halted" in coe("release", "halt", *NAMED, "--as", "sofia", "--reason", "wrong").output
    assert "halted" in coe("release", "list").output


def test_a_gate_is_not_run_on_files_that_have_changed_since(root: Path, sqlite_database: Database) -> None:
    with sqlite_database.session(Scope.steward("test")) as session:
        built = packages.draft_robot(session, root, "small")
    assert gate_runs.run_gate(root, built, "rebuilt").passed
    (root / "robots" / "small" / "tasks.robot").write_text("*** Tasks ***\n")
    with pytest.raises(Conflict, match="have changed since"):
        gate_runs.run_gate(root, built, "unit")


def test_a_gate_that_cannot_run_here_did_not_fail_and_is_not_passed(
    root: Path, sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate_runs, "commands", lambda *_named: {"testbed": ["pytest", "-q", "tests/elsewhere"]})
    with sqlite_database.session(Scope.steward("test")) as session:
        built = packages.draft_robot(session, root, "small")
    with pytest.raises(Unavailable, match="tests/elsewhere is not there"):
        gate_runs.run_gate(root, built, "testbed")


def test_a_gate_that_fails_says_so_and_what_it_said_is_kept_masked(
    root: Path, sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate_runs, "commands", lambda *_named: {"unit": ["json.tool", "19880112-2384"]})
    with sqlite_database.session(Scope.steward("test")) as session:
        built = packages.draft_robot(session, root, "small")
    found = gate_runs.run_gate(root, built, "unit")
    assert not found.passed
    assert "No such file" in found.summary
    assert "19880112-2384" not in found.evidence


def test_a_manifest_that_does_not_say_all_is_refused_with_every_place(root: Path) -> None:
    (root / "robots" / "small" / "manifest.yaml").write_text("version: 1.0.0\nretry: safe\n")
    with pytest.raises(BadInput, match="must know") as refused:
        packages.draft_robot(None, root, "small")  # type: ignore[arg-type]  # refused before anything is asked
    assert len(refused.value.problems) > 3
