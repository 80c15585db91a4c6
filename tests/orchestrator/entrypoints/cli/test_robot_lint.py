"""`coe robot lint`: each rule is broken once in a package that is otherwise in order."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from orchestrator.core.errors import BadInput
from orchestrator.core.settings import ROOT
from orchestrator.entrypoints import robot_lint
from orchestrator.entrypoints.cli.robot_new import TEMPLATE, make
from orchestrator.governance.packages.manifest import problems_of

NAME = "incoming_documents"
Break = Callable[[Path], object]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A new package, with the one thing done that its author has to do: its legal basis is found."""
    shutil.copytree(ROOT / TEMPLATE, tmp_path / TEMPLATE)
    folder = make(tmp_path, NAME, "Inkomna handlingar")
    text = (folder / "manifest.yaml").read_text()
    told = 'legal_basis_verified_on: "2026-11-23"\n  legal_basis_confidence: V'
    (folder / "manifest.yaml").write_text(text.replace("legal_basis_confidence: U", told))
    return tmp_path


def _append(name: str, line: str) -> Break:
    return lambda folder: (folder / name).write_text((folder / name).read_text() + line + "\n")


def _replace(name: str, old: str, new: str) -> Break:
    def broken(folder: Path) -> None:
        text = (folder / name).read_text()
        assert old in text
        (folder / name).write_text(text.replace(old, new))

    return broken


@pytest.mark.parametrize(
    ("broken", "rule", "at", "said"),
    [
        (_append("resources/units.py", 'PASSWORD = "sommar2026"'), "secret", "resources/units.py:", "secret of the"),
        (_append("README.md", "-----BEGIN PRIVATE KEY-----"), "secret", "README.md:", "a private key"),
        (_append("README.md", "https://robot:hemligt@sambis.example"), "secret", "README.md:", "in an address"),
        (_append("resources/units.py", "K = 'q9f8Zk2LmX0vT7bRw5sYdE1uHcJ6nA3g'"), "secret", "resources/units.py:",
         "random"),
        (_append("README.md", "nyckel 5f2b8c1d9e7a4f60b3c2d1e0f9a8b7c6"), "secret", "README.md:", "random"),
        (_append("resources/units.py", "# 19121212-1212"), "person", "resources/units.py:", "personal number"),
        (_append("resources/units.py", "import httpx"), "import", "resources/units.py:", "shared_library"),
        (_append("resources/units.py", "from orchestrator.core import db"), "import", "resources/units.py:", "HTTP"),
        (_append("resources/units.py", "def ("), "python", "resources/units.py:", "no Python"),
        (_replace("manifest.yaml", "handle: Handle Documents", "handle: Handle Papers"), "names",
         "manifest.yaml: tasks.handle", "no task 'Handle Papers'"),
        (_replace("manifest.yaml", "secrets: [diary]", "secrets: []"), "names", "manifest.yaml: secrets",
         "the secret diary"),
        (_replace("manifest.yaml", "secrets: [diary]", "secrets: [diary, payroll]"), "names", "manifest.yaml: secrets",
         "payroll is neither"),
        (_replace("manifest.yaml", "retry: safe", "effects: [registration]"), "names", "manifest.yaml: effects",
         "never done"),
        (_replace("manifest.yaml", "retry: safe", "retry: maybe"), "manifest", "manifest.yaml: retry", "Choose one"),
        (_replace("manifest.yaml", "  0.1.0:", "  0.0.9:"), "manifest", "manifest.yaml: changelog", "has no entry"),
        (_replace("manifest.yaml", "      title: Diariet\n", ""), "manifest", "manifest.yaml: configuration.diary",
         "give it a title"),
        (_append("manifest.yaml", "colour: blue"), "manifest", "manifest.yaml: manifest", "Take it out"),
        (_append("manifest.yaml", "  : ["), "manifest", "manifest.yaml", "cannot be read"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_found_at_its_place_with_what_to_do(
    broken: Break, rule: str, at: str, said: str, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(robot_lint, "_style", lambda *_places: iter(()))
    assert robot_lint.lint(root, NAME) == []
    broken(root / "robots" / NAME)
    found = [one for one in robot_lint.lint(root, NAME) if one.rule == rule]
    assert found, robot_lint.lint(root, NAME)
    assert found[0].at.startswith(at)
    assert said in found[0].what


def test_style_is_robocops(root: Path) -> None:
    _append("tasks.robot", "    Log    " + "x" * 130)(root / "robots" / NAME)
    assert {one.rule for one in robot_lint.lint(root, NAME)} == {"style"}


def test_test_numbers_may_stand_in_devdata_and_a_folder_that_is_none_is_told(root: Path) -> None:
    (root / "robots" / NAME / "devdata" / "more.txt").write_text("19121212-1212\n")
    assert [one for one in robot_lint.lint(root, NAME) if one.rule == "person"] == []
    with pytest.raises(BadInput, match="no robot package 'nothing'"):
        robot_lint.lint(root, "nothing")


def test_a_new_package_is_told_to_find_its_legal_basis_and_our_own_has_one(tmp_path: Path) -> None:
    shutil.copytree(ROOT / TEMPLATE, tmp_path / TEMPLATE)
    made = yaml.safe_load((make(tmp_path, NAME) / "manifest.yaml").read_text())
    assert [one.at for one in problems_of(made)] == ["personal_data.legal_basis"]
    ours = yaml.safe_load((ROOT / "robots" / "economic_assistance" / "manifest.yaml").read_text())
    assert problems_of(ours) == []
