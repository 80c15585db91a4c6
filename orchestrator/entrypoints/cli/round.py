"""`coe round`: rounds of a process that ranks its cases, and each computed again from what is stored."""

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy import select

from orchestrator.core.db import Database, Scope, own_database
from orchestrator.core.errors import BadInput
from orchestrator.governance.catalogue import released
from orchestrator.outcomes.rounds import queries
from orchestrator.outcomes.rounds.models import Round

app = typer.Typer(help="Rounds, in which cases are ranked for a person to decide on.", no_args_is_help=True)


@app.command("list")
def show() -> None:
    """Every round, the newest first: how many took part, and by which rules."""
    table = Table("round", "municipality", "process", "day", "children", "state", "rules", "id")
    with own_database().session(Scope.steward("cli")) as session:
        for row in session.scalars(select(Round).order_by(Round.id.desc())):
            table.add_row(
                str(row.number), row.municipality_code, row.process, row.on.isoformat(), str(row.children), row.state,
                f"{row.rules_version} {row.rules_sha256[:12]}", row.id,
            )  # fmt: skip
    Console().print(table if table.row_count else "No round has been laid here.")


@app.command()
def verify(
    round_id: Annotated[str, typer.Argument(help="A round's id; leave it out with --all.")] = "",
    every: Annotated[bool, typer.Option("--all", help="Every round that is kept.")] = False,
) -> None:
    """Compute stored rounds again, each by its own process release: the same proposals, for the same reasons."""
    if bool(round_id) is every:
        raise BadInput("Give one round's id, or --all.")
    again = verify_all(own_database(), round_id)
    for row in again:
        if not row.same:
            print(f"{row.round_id} (round {row.number}): {row.why}")
    print(f"{sum(row.same for row in again)} of {len(again)} rounds came out the same.")
    if not all(row.same for row in again):
        raise typer.Exit(1)


def verify_all(database: Database, round_id: str = "") -> list[queries.Verified]:
    """Every round (or this one) again."""
    try:
        with database.session(Scope.steward("cli")) as session:
            ids = [round_id] if round_id else list(session.scalars(select(Round.id).order_by(Round.id)))
            return [queries.verify(session, one) for one in ids]
    finally:
        released.hosts.close()
