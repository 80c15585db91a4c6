"""`coe robot new`: a robot that works, to be changed into one's own."""

import keyword
import re
from pathlib import Path
from typing import Annotated

import typer

from orchestrator.core.errors import BadInput, Conflict
from orchestrator.core.settings import ROOT

TEMPLATE = Path("infra") / "robot_template"
_NAME = re.compile(r"[a-z][a-z0-9_]{2,59}")


def new(
    name: Annotated[str, typer.Argument(help="Lower case with underscores, for example incoming_documents.")],
    title: Annotated[str, typer.Option(help="What people call it; from the name if left out.")] = "",
) -> None:
    """Make robots/NAME: tasks, page object, work items, tests, manifest and README, working in the test environment."""
    folder = make(ROOT, name, title)
    print(f"robots/{name} is made. Next:\n"
          f"  coe robot test {name}              its tests, and its tasks in the test environment\n"
          f"  coe robot run {name} --testbed     watch it on {folder.name}/devdata/work-items.json\n"
          f"Then read robots/{name}/README.md: what to change, and where.")  # fmt: skip


def make(root: Path, name: str, title: str = "") -> Path:
    """Copy the template. Raises BadInput for a name that cannot be one, Conflict where there is something already."""
    if not _NAME.fullmatch(name) or keyword.iskeyword(name):
        raise BadInput(f"{name!r} is no name for a package: 3 to 60 of a-z, 0-9 and _, a letter first.")
    folder = root / "robots" / name
    if folder.exists():
        raise Conflict(f"There is a robots/{name} already. Choose another name, or change what is there.")
    told = " ".join(title.split()) or name.replace("_", " ").capitalize()
    if any(sign in told for sign in "\\\"'#{}[]:") or len(told) > 80:
        raise BadInput("A title is plain words, at most 80 characters, without quotes, colons and brackets.")
    for path in sorted((root / TEMPLATE).rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            target = folder / path.relative_to(root / TEMPLATE)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(path.read_text().replace("__NAME__", name).replace("__TITLE__", told))
    return folder
