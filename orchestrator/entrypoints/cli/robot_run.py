"""`coe robot run`: a package here, on file work items."""

import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from orchestrator.core.browser import find_windowed
from orchestrator.core.errors import BadInput, Unavailable
from orchestrator.core.settings import ROOT, settings
from orchestrator.entrypoints.cli.doctor import answers
from orchestrator.entrypoints.cli.furnish import ROBOT_PASSWORD
from orchestrator.entrypoints.cli.robot_laptop import Json, Start, package_of, start
from orchestrator.entrypoints.testbed_process import fill, own_testbed

_CASES = 6


def run(
    package: Annotated[str, typer.Argument(help="The package's folder below robots/.")],
    task: Annotated[str, typer.Option(help="The task; the one that handles cases if left out.")] = "",
    items: Annotated[Path | None, typer.Option(help="Work items; the package's devdata if left out.")] = None,
    municipality: Annotated[str, typer.Option(help="Whose dated values.")] = "1287",
    vendor: Annotated[str, typer.Option(help="With which vendor's system; the first if left out.")] = "",
    testbed: Annotated[bool, typer.Option(help="Start a test environment for it, and end it afterwards.")] = False,
    watch: Annotated[bool, typer.Option(help="Open a window and go slowly, so that one can follow.")] = False,
    output: Annotated[Path, typer.Option(help="Where log, pictures and record go.")] = Path("output"),
) -> None:
    """Run a package here, on file work items, against the test environment. Nothing goes to the platform's queue."""
    found = package_of(package)
    chosen = task or found.task("handle") or ""
    if not chosen:
        raise BadInput("manifest.yaml names no task that handles cases. Say which with --task.")
    if vendor and vendor not in found.vendors:
        raise BadInput(f"{package} works with {', '.join(found.vendors)}, not with {vendor}.")
    given = items or found.folder / "devdata" / "work-items.json"
    if not given.is_file():
        raise BadInput(f"There are no work items in {given}. Give a file with --items.")
    with ExitStack() as stack:
        system = vendor or found.vendors[0]
        code, record = start(found, chosen, Start(
            _address(stack, testbed, municipality, system), system, municipality, output, given,
            env=_window() if watch else {},
        ))  # fmt: skip
    tell(record)
    Console().print(f"Log: {output / 'log.html'}   pictures: {output / 'pictures'}", highlight=False)
    raise typer.Exit(code)


def _window() -> dict[str, str]:
    browser = find_windowed()
    if browser is None:
        raise Unavailable(
            "A window needs a screen and a Chromium that has windows (Debian's package chromium). Without them, run it "
            "without --watch and look at the pictures in the output folder."
        )
    return {"COE_WATCH": "1", "COE_CHROMIUM": browser}


def _address(stack: ExitStack, own: bool, municipality: str, vendor: str) -> str:
    """One of its own is filled as always, so that the references of devdata stand for the same cases each time."""
    if own:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="coe-testbed-"))
        url = stack.enter_context(own_testbed(ROOT, Path(folder), ROBOT_PASSWORD))
        if vendor:
            fill(url, municipality, vendor, _CASES)
        return url
    if not answers(f"{settings().testbed_url}/health"):
        raise Unavailable("The test environment does not answer. Add --testbed, or start it with `coe testbed`.")
    return settings().testbed_url


def tell(record: list[Json]) -> None:
    """What became of each item."""
    if not record:
        return
    table = Table("case", "state", "why")
    for entry in record:
        why = entry.get("exception") or {}
        said = f"{why.get('code', '')} {why.get('message', '')}".strip()
        table.add_row(str(entry["reference"]), str(entry.get("state", "")), said)
    Console().print(table)
