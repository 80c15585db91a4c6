"""The tutorial of `robots/README.md`, line by line, in a copy of the project: as somebody new would follow it."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from orchestrator.core.settings import ROOT

pytestmark = [pytest.mark.road, pytest.mark.timeout(400)]
_COPIED = ("orchestrator", "processes", "robots", "shared_library", "infra", "pyproject.toml", "robots.lock")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """What a developer has after cloning, without what tests and builds leave."""
    for name in _COPIED:
        source, target = ROOT / name, tmp_path / "project" / name
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", ".*", "output"))
        else:
            shutil.copy(source, target)
    return tmp_path / "project"


def test_whoever_follows_the_tutorial_has_a_robot_that_passes(project: Path, tmp_path: Path) -> None:
    lines = _commands((project / "robots" / "README.md").read_text())
    assert len(lines) >= 5, "the tutorial's lines are not where they were"
    log = tmp_path / "tutorial.log"
    for line in lines:
        done = _run(line, project)
        with log.open("a") as kept:
            kept.write(f"$ {line}\n{done.stdout}\n(exit code {done.returncode})\n\n")
        assert done.returncode == 0, log.read_text()
    told = log.read_text()
    _keep(told)
    assert "7 of 7 passed" in told, told
    assert re.search(r"save_does_nothing\W+passed\W+read_back_missing", told), told
    assert (project / "robots" / "incoming_documents" / "README.md").read_text().startswith("# Inkomna handlingar")


def test_a_name_that_cannot_be_one_and_one_that_is_taken_are_refused_gently(project: Path) -> None:
    for name, said in (("Mina-Ärenden", "is no name for a package"), ("economic_assistance", "Choose another name")):
        done = _run(f"coe robot new {name}", project)
        assert done.returncode != 0
        assert said in " ".join(done.stdout.split())
    taken = sorted(path.name for path in (project / "robots").iterdir() if path.is_dir())
    assert taken == ["economic_assistance", "leave", "preschool", "supplier_invoices"]


def _keep(told: str) -> None:
    """The log of each step, as evidence: what somebody new met, in the order they met it."""
    kept = ROOT / "build" / "evidence" / "tutorial.log"
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text(told)


def _commands(text: str) -> list[str]:
    tutorial = text.split("## Your first robot", 1)[1].split("\n## ", 1)[0]
    return [line for block in re.findall(r"```sh\n(.*?)```", tutorial, flags=re.S) for line in block.splitlines()]


def _run(line: str, project: Path) -> subprocess.CompletedProcess[str]:
    words = shlex.split(line)
    if words[0] == "coe":
        words = [sys.executable, "-m", "orchestrator.entrypoints.cli", *words[1:]]
    env = {name: value for name, value in os.environ.items() if name not in ("COE_HOME", "COE_TESTBED_URL")}
    return subprocess.run(
        words, cwd=project, env=env | {"PYTHONPATH": str(project), "COLUMNS": "200"}, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
    )  # fmt: skip
