"""`coe robot test`: a package's own tests, and its tasks in the test environment, with every vendor and fault."""

import json
import subprocess
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from orchestrator.core.settings import ROOT
from orchestrator.entrypoints.cli.furnish import ROBOT_PASSWORD
from orchestrator.entrypoints.cli.robot_laptop import Package, package_of
from orchestrator.entrypoints.robot_trial import Check, Tell, Trial
from orchestrator.entrypoints.testbed_process import own_testbed

# The test environment gives the robot of any municipality its cases; the practice system knows this one.
_MUNICIPALITY = "1287"
_NO_TESTS = 5


def try_it(
    package: Annotated[str, typer.Argument(help="The package's folder below robots/.")],
    faults: Annotated[bool, typer.Option(help="Also with every fault of every system that it works in.")] = False,
    output: Annotated[Path, typer.Option(help="Where logs, pictures and results.json are kept.")] = Path("output/test"),
) -> None:
    """Try a package: its own tests, then its tasks in a test environment that is started for it."""
    found = package_of(package)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, transient=True) as progress:
        shown = progress.add_task("own tests")
        checks = try_package(found, output, faults=faults, tell=lambda text: progress.update(shown, description=text))
    table = Table("vendor", "what", "", "found")
    for check in checks:
        table.add_row(check.vendor or "–", check.what, "passed" if check.passed else "[bold]failed[/bold]", check.told)
    Console().print(table)
    failed = sum(not check.passed for check in checks)
    print(f"{len(checks) - failed} of {len(checks)} passed. Logs and pictures: {output}")
    raise typer.Exit(1 if failed else 0)


def try_package(package: Package, output: Path, *, faults: bool, tell: Tell = lambda _text: None) -> list[Check]:
    """All checks of a package, their evidence kept below `output` (results.json, and a folder for each robot)."""
    checks = [_own_tests(package)]
    output = output.resolve()
    output.mkdir(parents=True, exist_ok=True)
    for vendor in package.vendors:
        with tempfile.TemporaryDirectory(prefix="coe-trial-") as folder:
            data = Path(folder) / "data"
            with own_testbed(ROOT, data, ROBOT_PASSWORD) as url:
                trial = Trial(package, url, vendor, _MUNICIPALITY, output / (vendor or "one"), data)
                checks += trial.checks(faults=faults, tell=tell)
    (output / "results.json").write_text(
        json.dumps([asdict(check) for check in checks], ensure_ascii=False, indent=2) + "\n"
    )
    return checks


def _own_tests(package: Package) -> Check:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(package.folder / "tests")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    lines = [line.strip(" =") for line in done.stdout.splitlines() if line.strip(" =.")] or ["no output"]
    if done.returncode == _NO_TESTS:
        return Check("", "own tests", False, "there are none: write one in tests/")
    return Check("", "own tests", done.returncode == 0, "passed" if done.returncode == 0 else lines[-1])
