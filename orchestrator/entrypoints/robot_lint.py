"""What is wrong in a robot package before anybody runs it: style, manifest, secrets, personal numbers, imports, names.

Each finding says where, what, and what to do. Style is robocop's, with the project's settings; the rest is this file's.
"""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from personnummer import personnummer

from orchestrator.core.errors import BadInput
from orchestrator.entrypoints.random_text import looks_random
from orchestrator.governance.packages.manifest import problems_of

_TEXTS = {".py", ".robot", ".resource", ".yaml", ".yml", ".json", ".md", ".txt", ".toml"}
# Test data lies there, and nothing of it goes into a release's tasks.
_TEST_DATA = ("devdata", "tests")
_CLIENT = "use shared_library, which knows tokens and retries"
_FORBIDDEN = {
    "orchestrator": "only HTTP crosses: use shared_library", "processes": "rules are asked: use `Assess Case`",
    "sqlalchemy": "a robot holds no database", "prefect": "the worker knows Prefect, robots do not",
    "requests": _CLIENT, "httpx": _CLIENT, "urllib": _CLIENT, "selenium": "use shared_library.browser",
}  # fmt: skip
_SECRETS = (
    (re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"), "a private key"),
    (re.compile(r"\bcoe_(run|worker|eservice)_[0-9a-z]{4,6}_\S{8,}"), "a token of the platform's"),
    (re.compile(r"\bAKIA[0-9A-Z]{16}\b"), "a cloud access key"),
    (re.compile(r"(?i)\b(password|passwd|lösenord|secret|token|api[_-]?key)\b\"?'?\s*[:=]\s*[\"'][^\"'{}$\s]{6,}[\"']"),
     "a password or token"),
    (re.compile(r"\bhttps?://[^/\s:@]+:[^/\s:@]+@"), "a password in an address"),
)  # fmt: skip
_NUMBER = re.compile(r"(?<!\d)(?:\d{2})?\d{6}[-+]?\d{4}(?!\d)")
_USES_SECRET = re.compile(r"(?:credentials\(|get_secret\(|Get Secret\s{2,})[\"']?([A-Za-z0-9_]+)")
_TASK = re.compile(r"^\*\*\* Tasks \*\*\*$(.*?)(?=^\*\*\*|\Z)", re.M | re.S)


@dataclass(frozen=True)
class Finding:
    """`at`: file:line below the package's folder. `what` says also what to do."""

    rule: str
    at: str
    what: str


def lint(root: Path, name: str) -> list[Finding]:
    """Everything that was found in robots/NAME; empty when nothing is wrong. BadInput when there is no such package."""
    folder = root / "robots" / name
    if not (folder / "manifest.yaml").is_file():
        raise BadInput(f"There is no robot package {name!r}: robots/{name}/manifest.yaml is missing.")
    found = [*_style(root, folder), *_files(folder)]
    try:
        manifest = yaml.safe_load((folder / "manifest.yaml").read_text())
    except yaml.YAMLError as error:
        return [*found, Finding("manifest", "manifest.yaml", f"It cannot be read: {' '.join(str(error).split())}")]
    if not isinstance(manifest, dict):
        return [*found, Finding("manifest", "manifest.yaml", "It holds no fields. Write it as another package does.")]
    found += [Finding("manifest", f"manifest.yaml: {one.at}", one.message) for one in problems_of(manifest)]
    return [*found, *_names(folder, manifest)]


def _style(root: Path, folder: Path) -> Iterator[Finding]:
    command = [sys.executable, "-m", "robocop", "check", str(folder)]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    for line in done.stdout.splitlines() if done.returncode else ():
        if found := re.match(r"(.+?\.(?:robot|resource):\d+):\d+ (.+)", line):
            yield Finding("style", str(Path(found[1]).name), f"{found[2]}.")


def _files(folder: Path) -> Iterator[Finding]:
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if not path.is_file() or path.suffix not in _TEXTS or {"__pycache__", "output"} & set(inside.parts):
            continue
        text = path.read_text(errors="replace")
        for number, line in enumerate(text.splitlines(), 1):
            yield from _line(f"{inside}:{number}", line, is_test=inside.parts[0] in _TEST_DATA)
        if path.suffix == ".py" and inside.parts[0] != "tests":
            yield from _imports(inside, text)


def _line(at: str, line: str, *, is_test: bool) -> Iterator[Finding]:
    for pattern, what in _SECRETS:
        if pattern.search(line):
            yield Finding("secret", at, f"It looks like {what}. Take it out; enter it as a secret of the municipality.")
    if looks_random(line) and not any(pattern.search(line) for pattern, _ in _SECRETS):
        yield Finding(
            "secret", at, "A long random text, such as a key. Take it out; enter it as a secret of the municipality."
        )
    if not is_test and any(_is_person(found[0]) for found in _NUMBER.finditer(line)):
        yield Finding(
            "person", at, "A personal number. Take it out: published test numbers stand in devdata and tests only."
        )


def _is_person(text: str) -> bool:
    return bool(personnummer.valid(text))


def _imports(inside: Path, text: str) -> Iterator[Finding]:
    try:
        tree = ast.parse(text)
    except SyntaxError as error:
        yield Finding("python", f"{inside}:{error.lineno}", "It is no Python. Look at the line.")
        return
    for node in ast.walk(tree):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else (
            [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
        )  # fmt: skip
        for name in names:
            why = _FORBIDDEN.get(name.partition(".")[0])
            if why:
                yield Finding(
                    "import", f"{inside}:{getattr(node, 'lineno', 0)}", f"A robot does not import {name}: {why}."
                )


def _names(folder: Path, manifest: dict[str, Any]) -> Iterator[Finding]:
    """What the manifest names is there, and what is used is named."""
    robots = "\n".join(path.read_text() for path in sorted(folder.glob("*.robot")))
    code = robots + "\n".join(path.read_text() for path in sorted(folder.rglob("resources/*.py")))
    known = {line.strip() for part in _TASK.findall(robots) for line in part.splitlines() if line[:1].strip()}
    for role, task in (manifest.get("tasks") or {}).items():
        if task not in known:
            yield Finding("names", f"manifest.yaml: tasks.{role}", f"There is no task {task!r} in the package's files.")
    declared = set(manifest.get("secrets") or [])
    for name in sorted(set(_USES_SECRET.findall(code)) - declared):
        yield Finding(
            "names", "manifest.yaml: secrets", f"The package uses the secret {name}. Name it, or it is not given."
        )
    for name in sorted(declared - set(manifest.get("systems") or []) - set(_USES_SECRET.findall(code))):
        yield Finding("names", "manifest.yaml: secrets", f"{name} is neither a system nor used. Take it out.")
    for kind in manifest.get("effects") or []:
        if not re.search(rf"(?m)(?:Declare Effects|Do Effect).*?\b{re.escape(str(kind))}\b", code):
            yield Finding(
                "names", "manifest.yaml: effects", f"The effect {kind} is declared and never done. Take it out."
            )
