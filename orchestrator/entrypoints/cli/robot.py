"""`coe robot`: run a package on a laptop."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer
import yaml
from rich.console import Console
from rich.table import Table

from orchestrator.core.browser import find_chromium
from orchestrator.core.errors import BadInput, Unavailable
from orchestrator.core.settings import ROOT, settings
from orchestrator.entrypoints.cli.doctor import answers
from orchestrator.entrypoints.cli.furnish import REGION, ROBOT_PASSWORD, configuration_of
from orchestrator.entrypoints.cli.laptop import laptop_api, serve
from orchestrator.entrypoints.cli.process import municipal_values

app = typer.Typer(help="Robot packages.", no_args_is_help=True)


@app.command()
def run(
    package: str,
    task: Annotated[str, typer.Option(help="The task to run.")] = "Handle Applications",
    items: Annotated[Path | None, typer.Option(help="Work items; the package's devdata if left out.")] = None,
    municipality: Annotated[str, typer.Option(help="Whose configuration and values.")] = "1287",
    output: Annotated[Path, typer.Option(help="Where log, pictures and record go.")] = Path("output"),
) -> None:
    """Run a package here, on file work items, against the testbed. Nothing goes to the platform's queue."""
    folder = ROOT / "robots" / package
    if not (folder / "robot.yaml").is_file():
        raise BadInput(f"There is no robot package {package!r}: robots/{package}/robot.yaml is missing.")
    if not answers(f"{settings().testbed_url}/health"):
        raise Unavailable(
            "The testbed does not answer. Start it in another window with `coe testbed`, or run `coe demo`."
        )
    region = {row["code"]: row for row in yaml.safe_load(REGION.read_text())["municipalities"]}
    values = municipal_values(municipality, None)
    account = {"username": f"robot-{municipality}", "password": ROBOT_PASSWORD}
    api = laptop_api(package, municipality, values, configuration_of(region[municipality]), account)
    output.mkdir(parents=True, exist_ok=True)
    with serve(api) as address:
        env = _environment(address, folder, items, municipality, package, output)
        command = [sys.executable, "-m", "robot", "--outputdir", str(output.resolve()), "--task", task, "tasks.robot"]
        code = subprocess.run(command, cwd=folder, env=env, check=False).returncode
    _tell(output)
    raise typer.Exit(code)


def _environment(
    address: str, folder: Path, items: Path | None, municipality: str, process: str, output: Path
) -> dict[str, str]:
    found = (items or folder / "devdata" / "work-items.json").resolve()
    if not found.is_file():
        raise BadInput(f"There are no work items in {found}. Give a file with --items.")
    return os.environ | {
        "PYTHONPATH": str(ROOT), "COE_API_URL": address, "COE_RUN_TOKEN": "laptop",
        "COE_RUN_ID": f"laptop-{os.getpid()}", "COE_MUNICIPALITY": municipality, "COE_PROCESS": process,
        "COE_CHROMIUM": find_chromium() or "",
        "COE_TODAY": os.environ.get("COE_TODAY", "2026-11-23"), "ROBOT_ARTIFACTS": str(output.resolve()),
        "ROBOT_ROOT": str(folder), "RPA_WORKITEMS_ADAPTER": "shared_library.work_items.FileCases",
        "RPA_INPUT_WORKITEM_PATH": str(found),
        "RPA_OUTPUT_WORKITEM_PATH": str((output / "work-items-out.json").resolve()),
        "RPA_SECRET_MANAGER": "shared_library.vault.PlatformVault",
    }  # fmt: skip


def _tell(output: Path) -> None:
    record = output / "work_items_record.json"
    if not record.exists():
        return
    table = Table("case", "state", "why")
    for entry in json.loads(record.read_text()):
        why = entry.get("exception") or {}
        table.add_row(
            entry["reference"], entry.get("state", ""), f"{why.get('code', '')} {why.get('message', '')}".strip()
        )
    Console().print(table)
