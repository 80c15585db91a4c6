"""`coe run`: start, list, show and stop runs."""

from typing import Annotated

import typer

from orchestrator.core.db import Scope, own_database
from orchestrator.core.errors import BadInput
from orchestrator.entrypoints.cli import show
from orchestrator.operations.runs import queries, service
from orchestrator.operations.runs.models import Run

app = typer.Typer(help="Runs: one execution of one task.", no_args_is_help=True)
_COLUMNS = {
    "number": "number", "process": "process", "task": "task", "state": "state", "cause": "why it ended", "id": "run",
}  # fmt: skip
Code = Annotated[str, typer.Argument(help="The municipality's four digits, for example 1287.")]


@app.command(
    epilog='Example: coe run start 1287 economic_assistance "Handle Applications" --reason "after the upgrade"'
)
def start(
    municipality: Code,
    process: Annotated[str, typer.Argument(help="The process, for example economic_assistance.")],
    task: Annotated[str, typer.Argument(help="A task of the subscribed release.")],
    reason: Annotated[str, typer.Option(help="Why; shown on the run's page.")] = "command line",
    as_json: show.AsJson = False,
) -> None:
    """Ask for a run; Prefect starts it as soon as a worker is free. Prints its id."""
    with own_database().session(Scope.of("cli", municipality)) as session:
        line = _line(service.request(session, municipality, process, task, reason))
    if as_json:
        show.whole(line)
    else:
        print(line["id"])


@app.command("list", epilog="Example: coe run list 1287 --state troubled")
def list_runs(
    municipality: Code,
    state: Annotated[str, typer.Option(help="alive, completed, troubled or stopped.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 20,
    as_json: show.AsJson = False,
) -> None:
    """The municipality's newest runs."""
    if state and state not in queries.GROUPS:
        raise BadInput(f"--state is one of {', '.join(queries.GROUPS)}; not {state!r}.")
    with own_database().session(Scope.of("cli", municipality)) as session:
        found, _next = queries.find(session, queries.RunFilter((municipality,), state), limit)
    show.rows([_line(run) for run in found], _COLUMNS, as_json, "No run yet.")


@app.command("show", epilog="Example: coe run show 1287 0193…")
def show_run(municipality: Code, run_id: str, as_json: show.AsJson = False) -> None:
    """One run: what it worked on, how that ended, and its last lines."""
    with own_database().session(Scope.of("cli", municipality)) as session:
        run = queries.one(session, run_id)
        worked = [
            {"reference": item.reference, "purpose": attempt.purpose, "end": attempt.end or "going on",
             "code": attempt.code, "seconds": attempt.seconds and round(attempt.seconds, 1)}
            for attempt, item in queries.attempts_of(session, run_id)
        ]  # fmt: skip
        lines = [line.text for line in queries.last_lines(session, run_id, 20)]
    whole = {
        **_line(run), "does_now": run.does_now, "worker": run.worker, "stop": run.stop, "stop_reason": run.stop_reason,
        "exit_code": run.exit_code,
    }  # fmt: skip
    if as_json:
        show.whole({**whole, "attempts": worked, "lines": lines})
        return
    show.facts(whole)
    columns = {name: name for name in ("reference", "purpose", "end", "code", "seconds")}
    show.rows(worked, columns, False, "It has worked on no case.")
    print("\n".join(lines))


@app.command(epilog='Example: coe run stop 1287 0193… --reason "wrong month" --kill')
def stop(
    municipality: Code,
    run_id: str,
    reason: Annotated[str, typer.Option(prompt="Why", help="Why; it stands in the trail.")],
    kill: Annotated[bool, typer.Option(help="At once, instead of after the case it works on.")] = False,
    as_json: show.AsJson = False,
) -> None:
    """Stop a run; nothing is lost."""
    with own_database().session(Scope.of("cli", municipality)) as session:
        line = _line(service.stop(session, run_id, "kill" if kill else "finish", reason))
    if as_json:
        show.whole(line)
    else:
        print("The run stops." if kill else "The run finishes its case and takes no more.")


def _line(run: Run) -> show.Row:
    return {
        "id": run.id, "number": run.number, "municipality": run.municipality_code, "process": run.process,
        "package": run.package, "task": run.task, "state": run.state, "cause": run.exit_cause, "reason": run.reason,
        "requested_at": run.requested_at, "started_at": run.started_at, "ended_at": run.ended_at,
    }  # fmt: skip
