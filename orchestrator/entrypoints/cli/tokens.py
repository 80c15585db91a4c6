"""`coe token`: the tokens of machines that call us: which there are, a new one, an end."""

from enum import StrEnum
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy import select

from orchestrator.core.clock import machine_now
from orchestrator.core.db import Municipality, Scope, own_database
from orchestrator.core.errors import BadInput
from orchestrator.governance.people import systems

app = typer.Typer(
    help="Tokens by which machines call us: e-services, senders of documents, workers.", no_args_is_help=True
)


class Kind(StrEnum):
    ESERVICE = systems.ESERVICE
    DOCUMENTS = systems.DOCUMENTS
    WORKER = systems.WORKER


@app.command("list")
def list_tokens() -> None:
    """Every token that has not been ended: whose, until when, and when it was last used."""
    table = Table("id", "kind", "whose", "ends", "last used", "made by")
    with own_database().session(Scope.steward("cli")) as session:
        codes = tuple(session.scalars(select(Municipality.code)))
        rows: list[tuple[systems.Token, str, str]] = []
        rows += [(row, row.system, row.municipality_code) for row in systems.system_tokens(session, codes)]
        rows += [(row, systems.WORKER, row.name) for row in systems.worker_tokens(session)]
        for row, kind, whose in rows:
            over = " (over)" if row.expires_at <= machine_now() else " (soon)" if systems.ends_soon(row) else ""
            used = f"{row.used_at:%Y-%m-%d %H:%M}" if row.used_at else "never"
            table.add_row(row.id, kind, whose, f"{row.expires_at:%Y-%m-%d}{over}", used, row.made_by)
    Console().print(table)


@app.command()
def new(
    kind: Annotated[Kind, typer.Argument(help="eservice or documents (a municipality's), or worker (the region's).")],
    municipality: Annotated[str, typer.Argument(help="For the first two: four digits, for example 1287.")] = "",
    name: Annotated[str, typer.Option(help="For worker: the machine that shall have it.")] = "",
    months: Annotated[int, typer.Option(help="How long it lasts.")] = systems.MONTHS,
) -> None:
    """Make a token and show it, this once. A municipality's token of that kind made before ends now."""
    if kind is not Kind.WORKER and not municipality:
        raise BadInput(f"Say which municipality it is of: `coe token new {kind.value} 1287`.")
    with own_database().session(Scope.steward("cli")) as session:
        if kind is not Kind.WORKER:
            made = systems.new_token(session, municipality, kind.value, months)
        else:
            made = systems.new_worker_token(session, name, months)
    print(made)


@app.command()
def end(token_id: Annotated[str, typer.Argument(help="Its id, from `coe token list`.")]) -> None:
    """End a token: whoever has it is let in no more."""
    with own_database().session(Scope.steward("cli")) as session:
        systems.end_by_id(session, token_id)
    print("The token has ended.")
