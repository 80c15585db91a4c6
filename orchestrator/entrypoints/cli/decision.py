"""`coe decision replay`: again from its own releases. `coe process whatif`: what another would change."""

from collections import Counter
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from orchestrator.core.db import Database, Scope, own_database
from orchestrator.core.errors import BadInput
from orchestrator.governance.catalogue import released
from orchestrator.governance.packages.models import ProcessRelease
from orchestrator.governance.packages.queries import find
from orchestrator.outcomes.decisions import replay as replays

app = typer.Typer(help="Decisions, made again.", no_args_is_help=True)


@app.command()
def replay(
    decision: Annotated[str, typer.Argument(help="A decision's id; leave it out with --all.")] = "",
    every: Annotated[bool, typer.Option("--all", help="Every decision that is not void.")] = False,
) -> None:
    """Make stored decisions again, each by its own process release, values and day: the same, to the krona."""
    if bool(decision) is every:
        raise BadInput("Give one decision's id, or --all.")
    again = replay_all(own_database(), decision)
    for row in again:
        if not row.same:
            print(f"{row.decision_id}: {row.why}")
    print(f"{sum(row.same for row in again)} of {len(again)} decisions came out the same.")
    if not all(row.same for row in again):
        raise typer.Exit(1)


def replay_all(database: Database, decision: str = "") -> list[replays.Replayed]:
    """Every decision (or this one) again."""
    try:
        with database.session(Scope.steward("cli")) as session:
            return [replays.replay(session, one) for one in replays.decisions(session, decision)]
    finally:
        released.hosts.close()


def whatif(
    process: str,
    release: Annotated[str, typer.Option(help="The version of a process release, a draft too: coe release list.")],
    on: Annotated[str, typer.Option(help="As if it were this day; each case's own day if left out.")] = "",
) -> None:
    """Run stored facts through another process release and show who would get another outcome. Nothing is stored."""
    database = own_database()
    try:
        with database.session(Scope.steward("cli")) as session:
            row = session.get_one(ProcessRelease, find(session, "process", process, release).id)
            found = list(replays.what_if(session, row, on))
    finally:
        released.hosts.close()
    others = [one for one in found if one is not None]
    table = Table("municipality", "case", "was", "kronor", "becomes", "kronor", "difference", "reasons")
    for one in others:
        table.add_row(
            one.municipality, one.reference, one.was, _kronor(one.was_ore), one.becomes, _kronor(one.becomes_ore),
            _kronor(one.difference_ore), ", ".join(one.reasons),
        )  # fmt: skip
    if others:
        Console().print(table)
    moves = Counter((one.was, one.becomes) for one in others)
    for (was, becomes), count in sorted(moves.items()):
        print(f"{was} → {becomes}: {count}")
    print(f"{len(others)} of {len(found)} cases would come out otherwise with {process} {release}.")


def _kronor(ore: int | None) -> str:
    return "" if ore is None else f"{ore / 100:.0f}" if ore % 100 == 0 else f"{ore / 100:.2f}"
