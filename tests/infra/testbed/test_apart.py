"""The testbed stands alone: its answer key would be worth nothing if it asked the rules."""

import ast
from pathlib import Path

TESTBED = Path(__file__).parents[3] / "infra" / "testbed"
OURS = {"orchestrator", "processes", "shared_library", "robots", "dashboards"}


def _imported(file: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.split(".")[0] in OURS:
            names.add(node.value)
    return names


def test_the_testbed_imports_nothing_of_the_platform_the_rules_or_the_robots() -> None:
    files = list(TESTBED.rglob("*.py"))
    assert len(files) > 20
    found = {(file.name, name) for file in files for name in _imported(file) if name.split(".")[0] in OURS}
    assert not found


def test_sambis_shares_nothing_with_the_other_systems_but_the_shell() -> None:
    systems = ("sambis", "ssbtek", "eservice", "messages", "generator")
    for system in systems:
        others = {f"infra.testbed.{other}" for other in systems if other != system}
        for file in (TESTBED / system).rglob("*.py"):
            names = _imported(file)
            assert not {name for name in names for other in others if name.startswith(other)}, file


def test_every_file_is_short() -> None:
    long = {file.name for file in TESTBED.rglob("*.py") if len(file.read_text().splitlines()) > 250}
    assert not long
