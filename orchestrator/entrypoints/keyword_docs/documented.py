"""Every keyword with its documentation (Libdoc) and the places that call it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from robot.libdocpkg import LibraryDocumentation
from robot.libdocpkg.htmlutils import DocToHtml

from orchestrator.entrypoints.keyword_docs.calls import Call, calls_of, same

Json = dict[str, Any]
_HTML = DocToHtml("ROBOT")
# A library of several vendors names it; one that has a single vendor asks for it by name.
_CONFIGURED = re.compile(r"(?:\bSYSTEM = |\.configuration\(\)\[)\"(\w+)\"")


def documented(root: Path) -> list[Json]:
    """Libraries in order of name: `{name, package, system, doc, keywords}`; `package` is empty for what is shared, and
    `system` is the configuration's name of where it works. A keyword: `{name, args, doc, short, used}`, `used` being
    `[{package, file, line, within}]`."""
    calls = [call for package in _packages(root) for call in calls_of(root, package)]
    shared = [_library(name, "", calls) for name in shared_libraries(root)]
    own = [_own(root, package, calls) for package in _packages(root)]
    found = [library for library in (*shared, *(one for part in own for one in part)) if library["keywords"]]
    return sorted(found, key=lambda library: (library["package"], library["name"]))


def shared_libraries(root: Path) -> list[str]:
    """Classes of the shared library that Robot Framework imports: those with the decorator `@library`."""
    found = []
    for path in sorted((root / "shared_library").rglob("*.py")):
        module = ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".library")
        found += [f"{module}.{name}" for name in _decorated(path)]
    return found


def _decorated(path: Path) -> Iterator[str]:
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ClassDef) and any("library" in ast.unparse(mark) for mark in node.decorator_list):
            yield node.name


def _packages(root: Path) -> list[str]:
    return sorted(path.parent.name for path in root.glob("robots/*/tasks.robot"))


def _own(root: Path, package: str, calls: list[Call]) -> list[Json]:
    """A package's own libraries, and the keywords of its task file."""
    folder = root / "robots" / package
    mine = [call for call in calls if call.package == package]
    libraries = [path for path in sorted(folder.glob("resources/*.py")) if any(_decorated(path))]
    resources = [folder / "tasks.robot", *sorted(folder.glob("resources/*.resource"))]
    return [_library(str(path), package, mine) for path in (*libraries, *resources)]


def _library(source: str, package: str, calls: list[Call]) -> Json:
    told = LibraryDocumentation(source)
    name = told.name if not package else Path(source).name
    return {
        "name": name, "package": package, "system": _system(told.source),
        "doc": _HTML(told.doc.split("\n\n")[0]),
        "keywords": [_keyword(one, calls) for one in told.keywords],
    }  # fmt: skip


def _system(source: str | Path | None) -> str:
    """The system of a package's configuration that a library works in, by its own source; empty where it is none."""
    found = _CONFIGURED.search(Path(source).read_text(encoding="utf-8")) if source and Path(source).is_file() else None
    return found[1] if found else ""


def _keyword(one: Any, calls: list[Call]) -> Json:
    used = [call.as_json() for call in calls if same(call.name, one.name)]
    return {
        "name": one.name, "args": [str(argument) for argument in one.args], "doc": _HTML(one.doc),
        "short": one.short_doc, "used": used,
    }  # fmt: skip
