"""The floors are a build check: downwards only, no circles, every folder has its place."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from orchestrator.core.settings import ROOT

_PURE = sorted([*ROOT.glob("processes/*/*.py")])
_KIT_MAY_USE = {"pydantic", "pydantic_core", "yaml"}
_FORBIDDEN_IN_RULES = {"socket", "subprocess", "http", "urllib", "ssl", "requests", "httpx", "os", "random", "time"}


def test_every_import_contract_holds() -> None:
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([str(program), "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", _PURE, ids=lambda path: str(path.relative_to(ROOT)))
def test_rules_import_the_standard_library_the_kit_and_their_own_folder_only(path: Path) -> None:
    own = {"processes.kit", f"processes.{path.parent.name}"}
    for name in _imports(path):
        top = name.split(".")[0]
        if top == "processes":
            assert any(name == allowed or name.startswith(allowed + ".") for allowed in own), name
        elif top not in _KIT_MAY_USE:
            assert top in sys.stdlib_module_names, name
        if path.parent.name != "kit":
            assert top not in _FORBIDDEN_IN_RULES, f"{name}: rules are pure"


def test_no_file_names_a_machine_path_or_a_registry() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split(
        "\n"
    )
    needles = ("/work" + "/", "pypi" + ".org", "registry.npmjs" + ".org", "deb.debian" + ".org")
    found = []
    for name in listed:
        path = ROOT / name
        if path.suffix in {".png", ".jpg", ".woff2", ".gz"} or not path.is_file():
            continue
        text = path.read_text(errors="ignore")
        found += [f"{name}: {needle}" for needle in needles if needle in text]
        if name != ".ci/run" and ".." + "/shared" in text:
            found.append(f"{name}: names shared material")
    assert found == []


def _imports(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names.add(node.module)
    return names
