"""`coe keys`: the municipalities' keys: how they stand, replaced, wrapped anew, destroyed."""

import getpass
import time
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from sqlalchemy import select

from orchestrator.core.db import Municipality, Scope, own_database
from orchestrator.core.errors import NotFound
from orchestrator.entrypoints.cli import show
from orchestrator.governance.catalogue.lifecycle import end_all
from orchestrator.governance.vault import keys
from orchestrator.governance.vault.keyring import LOOK_SECONDS
from orchestrator.governance.vault.master import master
from orchestrator.governance.vault.rekey import FILES, left, rekey

app = typer.Typer(help="The municipalities' keys, with which everything personal is sealed.", no_args_is_help=True)
Code = Annotated[str, typer.Argument(help="The municipality's four digits, for example 1287.")]
_COLUMNS = {
    "municipality": "municipality", "name": "name", "version": "version", "opens": "also opens", "master": "wrapped by",
    "rotated_at": "rotated", "left": "left to seal anew", "files": "files done", "destroyed_at": "destroyed",
    "destroyed_by": "by",
}  # fmt: skip


def cli_scope(*codes: str) -> Scope:
    """The command line stands beside the database; the trail says which of the machine's users was there."""
    actor = f"cli:{getpass.getuser()}"
    return Scope.of(actor, *codes) if codes else Scope.steward(actor)


@app.command()
def status(as_json: show.AsJson = False) -> None:
    """Every municipality's key: its version, what is left to be sealed anew, and what was destroyed."""
    with own_database().session(cli_scope()) as session:
        rows = [
            {
                "municipality": told.municipality, "name": told.name, "version": told.version,
                "opens": ", ".join(map(str, told.opens)), "master": told.master, "rotated_at": told.rotated_at,
                "left": left(session, told.municipality) if told.rotation is not None else None,
                "files": told.rotation.get(FILES, 0) if told.rotation is not None else None,
                "destroyed_at": told.destroyed_at, "destroyed_by": told.destroyed_by,
            }
            for told in keys.status(session)
        ]  # fmt: skip
    show.rows(rows, _COLUMNS, as_json, "No municipality yet.")


@app.command(epilog="Example: coe keys rotate 1287")
def rotate(
    municipality: Code,
    go_on: Annotated[bool, typer.Option("--go-on", help="No new version: only go on with what is left.")] = False,
) -> None:
    """Make a new version of the data key, and seal everything anew with it while work goes on.

    Broken off, it goes on by itself in the portal, or with --go-on. The index key stays: personal numbers are not
    stored, so their keys could not be made anew. The old version opens for ten minutes more, then it is let go.
    """
    database, console = own_database(), Console()
    with database.session(cli_scope(municipality)) as session:
        if not go_on:
            console.print(f"Version {keys.rotate(session, municipality)} seals from now on.")
    with database.session(cli_scope(municipality)) as session:
        total = left(session, municipality)
    columns = (TextColumn("  {task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        rows = progress.add_task("database", total=total)
        files = progress.add_task("evidence", total=None)
        for piece in rekey(database, municipality, cli_scope().actor):
            progress.advance(files if piece.place == FILES else rows, piece.done)
    with database.session(cli_scope(municipality)) as session:
        remaining = left(session, municipality)
    if remaining:
        console.print(f"{remaining} were written meanwhile by a process that had not noticed: the portal goes on.")
    else:
        console.print("Everything is sealed with the new version. The portal lets the old one go in ten minutes.")


@app.command()
def wrap(
    again: Annotated[bool, typer.Option("--again", help="Also what the present master key has wrapped.")] = False,
) -> None:
    """Wrap every municipality's keys with the present master key, after it was replaced. No data are touched.

    First set COE_MASTER_KEY to the new key and COE_MASTER_KEY_BEFORE to the old one, and start everything again; then
    this; then COE_MASTER_KEY_BEFORE can go.
    """
    database = own_database()
    with database.session(cli_scope()) as session:
        codes = [told.municipality for told in keys.status(session) if told.destroyed_at is None]
    wrapped = 0
    for code in codes:
        with database.session(cli_scope(code)) as session:
            wrapped += keys.wrap_anew(session, code, again=again)
    print(f"{wrapped} keys of {len(codes)} municipalities are wrapped anew, with {master().id}.")


@app.command(epilog='Example: coe keys destroy 1287 --yes-i-mean-it --reason "the municipality has left the region"')
def destroy(
    municipality: Code,
    reason: Annotated[str, typer.Option(prompt="Why", help="Why; it stands in the trail.")],
    yes_i_mean_it: Annotated[
        bool, typer.Option("--yes-i-mean-it", help="Without it, only what would happen is told.")
    ] = False,
) -> None:
    """Destroy a municipality's keys: its cases, letters, files, pictures and secrets can never be read again.

    Its subscriptions end, and what was still to be sent to its applicants is not. Backups from before still hold the
    keys, wrapped: what they hold is gone only when they are, or the master key.
    """
    database = own_database()
    with database.session(cli_scope()) as session:
        name = session.scalar(select(Municipality.name).where(Municipality.code == municipality))
    if name is None:
        raise NotFound(f"There is no municipality {municipality}.")
    if not yes_i_mean_it:
        print(f"This would make everything personal of {name} unreadable for ever. Say --yes-i-mean-it to do it.")
        raise typer.Exit(1)
    typed = typer.prompt(f"Type the municipality's name ({name}) to destroy its keys for ever")
    with database.session(cli_scope(municipality)) as session:
        keys.destroy(session, municipality, typed, reason)
        end_all(session, municipality, "the municipality leaves, its keys are destroyed")
    if not database.is_postgres:
        with database.engine.connect() as connection:
            connection.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]
    time.sleep(LOOK_SECONDS)  # until every process has looked again
    print(f"The keys of {name} are destroyed, and no process has them any more.")
