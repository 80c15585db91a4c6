"""The floors of processes/: the kit stands alone, and rules stand on nothing but the kit."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROCESSES = ROOT / "processes"
FOLDERS = sorted(path.parent for path in PROCESSES.glob("*/process.yaml"))
FILES = sorted(PROCESSES.rglob("*.py"))
# The facts' form is written in pydantic; nothing else of a process is.
FACTS_MAY_ALSO = {"pydantic"}
OUTSIDE = {"os", "time", "socket", "urllib", "random", "pathlib"}


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name} imports relatively"
            yield node.module or ""


def foreign(path: Path, homes: tuple[str, ...], also: frozenset[str]) -> set[str]:
    return {
        name for name in imported(path)
        if not name.startswith(homes) and name.split(".")[0] not in sys.stdlib_module_names | also
    }  # fmt: skip


@pytest.mark.parametrize("path", sorted((PROCESSES / "kit").glob("*.py")), ids=lambda path: path.name)
def test_the_kit_imports_nothing_of_ours_but_itself(path: Path) -> None:
    assert not foreign(path, ("processes.kit",), frozenset({"yaml"}))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_process_imports_the_standard_library_the_kit_and_its_own_folder(folder: Path) -> None:
    for path in folder.rglob("*.py"):
        also = FACTS_MAY_ALSO if path.name.endswith("facts.py") else set()
        found = foreign(path, ("processes.kit", f"processes.{folder.name}"), frozenset(also))
        assert not found, f"{path.name} imports {found}"


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_rules_ask_neither_clock_nor_network_nor_files(folder: Path) -> None:
    for path in folder.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        asked = {name.split(".")[0] for name in imported(path)} & OUTSIDE
        calls = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        assert not asked, f"{path.name} imports {asked}"
        assert not calls & {"today", "now", "utcnow"}, f"{path.name} asks what time it is"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PROCESSES)))
def test_a_file_is_one_idea_of_at_most_250_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 250


def test_money_is_never_a_float_outside_the_words_of_a_case() -> None:
    for path in FILES:
        floats = [n for n in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
                  if isinstance(n, ast.Constant) and isinstance(n.value, float)]  # fmt: skip
        assert not floats, path.name
