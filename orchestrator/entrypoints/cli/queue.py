"""`coe queue`: see what waits and why, add cases, and act on one or many with a reason."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import typer

from orchestrator.core.clock import machine_now
from orchestrator.core.db import Database, own_database
from orchestrator.core.errors import BadInput
from orchestrator.entrypoints.cli import queue_add, queue_reads, show
from orchestrator.entrypoints.cli.queue_reads import scope
from orchestrator.operations.queues import lease
from orchestrator.outcomes.decisions import bulk
from orchestrator.outcomes.decisions.release import after_loss

_HELP = """The queue: what waits and why, add cases, act on one or many.

A work item is named by its id or, where only one has it, by its reference. Every change wants a --reason, which
stands in the item's history. Exit code 1: some were refused, each is told with why; 2: nothing was done.
"""
app = typer.Typer(help=_HELP, no_args_is_help=True)
_COLUMNS = {
    "reference": "reference", "occurrence": "occurrence", "municipality": "municipality", "process": "process",
    "state": "state", "priority": "priority", "attempts": "attempts", "exception": "exception", "id": "id",
}  # fmt: skip
_ATTEMPT = {name: name for name in ("number", "purpose", "started_at", "seconds", "end", "code", "message")}
_CHANGE = {name: name for name in ("at", "from", "to", "actor", "reason")}
Items = Annotated[list[str], typer.Argument(help="Ids or references, one or many.")]
Reason = Annotated[str, typer.Option(prompt="Why", help="Why; it stands in the item's history.")]


def _database() -> Database:
    return own_database()


@app.command("list", epilog="Example: coe queue list --state new --order next -m 1287")
def list_items(
    state: Annotated[str, typer.Option(help="new, leased, committing, verify, waiting_human, on_hold, done …")] = "",
    process: Annotated[str, typer.Option(help="Only this process.")] = "",
    municipality: show.Municipality = "",
    reference: Annotated[str, typer.Option(help="What the reference begins with.")] = "",
    order: Annotated[str, typer.Option(help="newest; or next: what robots take, in their order.")] = "newest",
    limit: Annotated[int, typer.Option(min=1, max=10000)] = 50,
    as_json: show.AsJson = False,
) -> None:
    """List work items, without what they hold."""
    with _database().session(scope(municipality)) as session:
        lines = [
            queue_reads.line_of(row) for row in queue_reads.listed(session, state, process, reference, order, limit)
        ]
    show.rows(lines, _COLUMNS, as_json, "No work item fits.")


@app.command("show", epilog="Example: coe queue show EB-2026-12-0001")
def show_item(
    item: Annotated[str, typer.Argument(help="An id or a reference.")],
    municipality: show.Municipality = "",
    as_json: show.AsJson = False,
) -> None:
    """Show one work item: its state, why it waits, every attempt and every change."""
    with _database().session(scope(municipality)) as session:
        whole = queue_reads.whole_of(session, queue_reads.found(session, item))
    if as_json:
        show.whole(whole)
        return
    attempts, changes = whole.pop("attempts_made"), whole.pop("transitions")
    show.facts(whole)
    show.rows(attempts, _ATTEMPT, False, "No robot has had it yet.")
    show.rows(changes, _CHANGE, False, "No change yet.")


@app.command(
    epilog='Example: echo \'{"reference": "A-1", "occurrence": "1"}\' | coe queue add - -m 1287 --process parking'
)
def add(
    file: Annotated[str, typer.Argument(help="A JSON list, or a JSON object a line; - reads standard input.")],
    municipality: Annotated[str, typer.Option("--municipality", "-m", help="Whose cases: four digits.")],
    process: Annotated[str, typer.Option(help="The process that they belong to.")],
    as_json: show.AsJson = False,
) -> None:
    """Add cases, all or none. The same reference and occurrence again is the same work item."""
    items = queue_add.read(file, process)
    with _database().session(scope(municipality)) as session:
        told = queue_add.add(session, municipality, process, items)
    new = [found.id for found in told if found.is_new]
    if as_json:
        show.whole({"added": new, "existing": [found.id for found in told if not found.is_new]})
    else:
        print(f"{len(new)} added, {len(told) - len(new)} were there before.")


@app.command(epilog='Example: coe queue hold A-1 A-2 --reason "the case system is being upgraded"')
def hold(items: Items, reason: Reason, municipality: show.Municipality = "", as_json: show.AsJson = False) -> None:
    """Keep waiting items from robots until they are let go."""
    _act("hold", items, reason, municipality, as_json)


@app.command("let-go", epilog='Example: coe queue let-go A-1 --reason "upgraded"')
def let_go(items: Items, reason: Reason, municipality: show.Municipality = "", as_json: show.AsJson = False) -> None:
    """Let held items be taken again; they have kept their place."""
    _act("let_go", items, reason, municipality, as_json)


@app.command(epilog='Example: coe queue defer A-1 --until 2h --reason "register closed"')
def defer(
    items: Items,
    until: Annotated[str, typer.Option(help="30m, 2h, 3d, or a time: 2026-12-01T08:00+01:00.")],
    reason: Reason,
    municipality: show.Municipality = "",
    as_json: show.AsJson = False,
) -> None:
    """Let no robot take them before a time."""
    _act("defer", items, reason, municipality, as_json, until=_moment(until))


@app.command(epilog='Example: coe queue prioritise A-1 --priority 10 --reason "promised today"')
def prioritise(
    items: Items,
    priority: Annotated[int, typer.Option(help="0 first, 100 usual, 1000 last.")],
    reason: Reason,
    municipality: show.Municipality = "",
    as_json: show.AsJson = False,
) -> None:
    """Let them go before or behind others."""
    _act("prioritise", items, reason, municipality, as_json, priority=priority)


@app.command(epilog='Example: coe queue cancel A-1 --reason "withdrawn by the applicant"')
def cancel(items: Items, reason: Reason, municipality: show.Municipality = "", as_json: show.AsJson = False) -> None:
    """End cases that shall not be handled here. It cannot be undone."""
    _act("cancel", items, reason, municipality, as_json)


@app.command()
def reclaim(as_json: show.AsJson = False) -> None:
    """Take back, now, what lost robots still hold. The portal does so by itself every few seconds."""
    with _database().session(scope()) as session:
        taken = lease.reclaim_lost(session)
        for item in taken:
            after_loss(session, item)
        lines = [queue_reads.line_of(item) for item in taken]
    show.rows(lines, _COLUMNS, as_json, "No lease has run out.")


def _act(name: str, named: list[str], reason: str, municipality: str, as_json: bool, **arguments: Any) -> None:
    """One action on each item, in its own municipality; what was refused is told with why, and is exit code 1."""
    with _database().session(scope(municipality)) as session:
        items = [queue_reads.found(session, one) for one in dict.fromkeys(named)]
    references = {item.id: item.reference for item in items}
    done: list[str] = []
    refused: list[show.Row] = []
    for code in sorted({item.municipality_code for item in items}):
        with _database().session(scope(code)) as session:
            own = [item.id for item in items if item.municipality_code == code]
            told = bulk.act(session, name, own, reason, **arguments)
        done += told.done
        refused += [
            {"id": one.item_id, "reference": references[one.item_id], "why": one.why} for one in told.refused
        ]  # fmt: skip
    if as_json:
        show.whole({"done": done, "refused": refused})
    else:
        print(f"Done: {', '.join(references[one] for one in done) or 'none'}.")
        if refused:
            show.rows(refused, {"reference": "refused", "why": "why"}, False, "")
    if refused:
        raise typer.Exit(1)


def _moment(text: str) -> datetime:
    spans = {"m": "minutes", "h": "hours", "d": "days"}
    if text[:-1].isdigit() and text[-1:] in spans and len(text) < 8:
        return machine_now() + timedelta(**{spans[text[-1]]: int(text[:-1])})
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise BadInput(f"--until {text!r}: write 30m, 2h, 3d, or a time such as 2026-12-01T08:00+01:00.") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
