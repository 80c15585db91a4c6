"""`coe run`: start, list and stop runs."""

import json
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy import select

from orchestrator.core.db import Database, Scope
from orchestrator.core.settings import settings
from orchestrator.operations.runs import service
from orchestrator.operations.runs.models import Run

app = typer.Typer(help="Runs: one execution of one task.", no_args_is_help=True)


@app.command()
def start(municipality: str, process: str, task: str, reason: Annotated[str, typer.Option()] = "command line") -> None:
    """Ask for a run; Prefect starts it as soon as a worker is free."""
    with Database(settings().database).session(Scope.of("cli", municipality)) as session:
        run = service.request(session, municipality, process, task, reason)
        print(run.id)


@app.command("list")
def list_runs(municipality: str, as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """The municipality's newest runs."""
    with Database(settings().database).session(Scope.of("cli", municipality)) as session:
        rows = session.scalars(select(Run).order_by(Run.id.desc()).limit(20)).all()
    if as_json:
        print(
            json.dumps([{"id": run.id, "task": run.task, "state": run.state, "cause": run.exit_cause} for run in rows])
        )
        return
    table = Table("run", "task", "state", "why it ended")
    for run in rows:
        table.add_row(run.id, run.task, run.state, run.exit_cause or "")
    Console().print(table)


@app.command()
def stop(
    municipality: str,
    run_id: str,
    reason: Annotated[str, typer.Option(prompt="Why")],
    kill: Annotated[bool, typer.Option(help="At once, instead of after the case it works on.")] = False,
) -> None:
    """Stop a run; nothing is lost."""
    with Database(settings().database).session(Scope.of("cli", municipality)) as session:
        service.stop(session, run_id, "kill" if kill else "finish", reason)
    print("The run stops." if kill else "The run finishes its case and takes no more.")
