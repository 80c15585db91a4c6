"""Where task files call keywords: by name, or by naming one for another keyword (`write=Write Decision`)."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from robot.api.parsing import (
    Keyword,
    KeywordCall,
    ModelVisitor,
    SuiteSetup,
    SuiteTeardown,
    TestCase,
    get_model,
)


@dataclass(frozen=True)
class Call:
    """`within` is the task or keyword that calls; `file` stands below the package's folder."""

    package: str
    name: str
    file: str
    line: int
    within: str

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def same(one: str, other: str) -> bool:
    """Robot Framework looks past case, spaces and underscores."""
    return _plain(one) == _plain(other)


def _plain(name: str) -> str:
    return name.replace(" ", "").replace("_", "").casefold()


def calls_of(root: Path, package: str) -> Iterator[Call]:
    """Every call in the package's task files. An argument that names a keyword is a call too."""
    folder = root / "robots" / package
    for path in (folder / "tasks.robot", *sorted(folder.glob("resources/*.resource"))):
        seen = _Calls()
        seen.visit(get_model(path))
        for name, line, within in seen.found:
            yield Call(package, name, str(path.relative_to(folder)), line, within)


class _Calls(ModelVisitor):
    def __init__(self) -> None:
        self.found: list[tuple[str, int, str]] = []
        self._within = ""

    def visit_TestCase(self, node: TestCase) -> None:
        self._within = node.name
        self.generic_visit(node)

    def visit_Keyword(self, node: Keyword) -> None:
        self._within = node.name
        self.generic_visit(node)

    def visit_KeywordCall(self, node: KeywordCall) -> None:
        names = [node.keyword, *(value.partition("=")[2] or value for value in node.args)]
        self.found += [(name, node.lineno, self._within) for name in names if name and "$" not in name]

    def visit_SuiteSetup(self, node: SuiteSetup) -> None:
        self.found.append((node.name, node.lineno, "Suite Setup"))

    def visit_SuiteTeardown(self, node: SuiteTeardown) -> None:
        self.found.append((node.name, node.lineno, "Suite Teardown"))
