"""Gates are run: each is a command on the working tree that the release was built from, and its output is the evidence.

Before a gate counts, the tree is archived anew and must give the release's very bytes: what is tested was built.
"""

import importlib.util
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from orchestrator.core.db import Database, Scope
from orchestrator.core.errors import BadInput, Conflict, Unavailable
from orchestrator.core.masking import mask_personal_numbers
from orchestrator.governance.packages import archive as archives
from orchestrator.governance.packages.changes import kind_of
from orchestrator.governance.packages.models import AnyRelease
from orchestrator.governance.packages.queries import again
from orchestrator.governance.pipeline import gates
from orchestrator.governance.pipeline.rules import GATES

_TRY = ("orchestrator.entrypoints.cli", "robot", "test")
_LONGEST_SECONDS = 1800
_LAST_LINES = 400
_PYTEST = ["pytest", "-o", "addopts=--import-mode=importlib", "-p", "no:cacheprovider", "-W", "ignore"]
# What runs in seconds and needs nothing but the tree.
QUICK = ("rebuilt", "lint", "unit", "cases")


@dataclass(frozen=True)
class Ran:
    """What a gate found. `summary` is one line, `evidence` the whole output."""

    passed: bool
    summary: str
    evidence: str


def commands(kind: str, name: str) -> dict[str, list[str]]:
    """gate → its command, run at the root of the tree. `rebuilt` has none: it compares bytes."""
    if kind == "process":
        return {
            "lint": ["ruff", "check", f"processes/{name}"],
            "cases": [*_PYTEST, f"tests/processes/{name}/test_cases.py"],
        }
    return {
        "lint": ["orchestrator.entrypoints.cli", "robot", "lint", name],
        "unit": [*_PYTEST, f"robots/{name}/tests"],
        "testbed": [*_TRY, name],
        "faults": [*_TRY, name, "--faults"],
    }


def run_and_keep(database: Database, scope: Scope, root: Path, release: AnyRelease, name: str) -> Ran:
    """Run one gate of a draft and keep what it found. No transaction is open while it runs: some take minutes."""
    found = run_gate(root, release, name)
    with database.session(scope) as session:
        gates.record(session, again(session, release), name, found.passed, found.summary, found.evidence.encode())
    return found


def run_gate(root: Path, release: AnyRelease, name: str) -> Ran:
    """One gate on the tree below `root`. Conflict when the tree is no longer what the release was built from."""
    once, twice = _build(root, release), _build(root, release)
    if once != release.sha256:
        raise Conflict(f"The files have changed since {release.name} {release.version} was built. Build it again.")
    if name == "rebuilt":
        return Ran(once == twice, f"sha256 {once[:12]} twice", f"{once}\n{twice}\n")
    command = commands(kind_of(release), release.name).get(name)
    if command is None:
        raise BadInput(f"There is no gate {name!r} here. There is: {', '.join(GATES[kind_of(release)])}.")
    _require_possible(root, name, command)
    return _run(root, command)


def _require_possible(root: Path, name: str, command: list[str]) -> None:
    """A gate whose tool or tests are not on this machine was not run: it did not fail."""
    module, last = command[0].partition(".")[0], command[-1]
    if importlib.util.find_spec(module) is None:
        raise Unavailable(f"The gate {name} is not run here: {module} is not installed (make install).")
    if "/" in last and not (root / last).exists():
        raise Unavailable(f"The gate {name} is not run here: {last} is not there.")


def _build(root: Path, release: AnyRelease) -> str:
    make = archives.build_archive if kind_of(release) == "robot" else archives.build_process_archive
    return archives.digest(make(root, release.name))


def _run(root: Path, command: list[str]) -> Ran:
    told = mask_personal_numbers(f"$ {' '.join(command)}\n")
    try:
        done = subprocess.run(
            [sys.executable, "-m", *command], cwd=root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            check=False, timeout=_LONGEST_SECONDS,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return Ran(False, f"no end within {_LONGEST_SECONDS // 60} minutes", told)
    lines = mask_personal_numbers(done.stdout).splitlines()
    said = [line.strip(" =") for line in lines if line.strip(" =")]
    return Ran(done.returncode == 0, said[-1][:200] if said else "no output", told + "\n".join(lines[-_LAST_LINES:]))
