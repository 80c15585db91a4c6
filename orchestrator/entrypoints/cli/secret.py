"""`coe secret`: the robots' accounts of a municipality. Values are typed or piped in: arguments are seen by others."""

import json
import sys
from typing import Annotated

import typer

from orchestrator.core.db import own_database
from orchestrator.core.errors import BadInput
from orchestrator.core.settings import new_secret
from orchestrator.entrypoints.cli import show
from orchestrator.entrypoints.cli.keys import cli_scope
from orchestrator.governance.vault import secrets

app = typer.Typer(help="The robots' accounts, and secrets for the settings.", no_args_is_help=True)
Code = Annotated[str, typer.Argument(help="The municipality's four digits, for example 1287.")]
Name = Annotated[str, typer.Argument(help="As the package's manifest names it, for example case_system.")]
_COLUMNS = {
    "name": "name", "changed_at": "changed", "changed_by": "by", "used_at": "last used", "used_by": "by the run",
}  # fmt: skip


@app.command("new")
def new() -> None:
    """Print a fresh secret, for example for COE_MASTER_KEY or COE_WORKER_TOKEN."""
    print(new_secret())


@app.command(epilog="Example: coe secret put 1287 case_system      or: pass show eb | coe secret put 1287 case_system")
def put(
    municipality: Code,
    name: Name,
    fields: Annotated[list[str] | None, typer.Argument(help="What it is made of; username and password.")] = None,
) -> None:
    """Enter a secret, or replace it whole. It is asked for; piped in, it is a JSON object of its fields."""
    values = _typed(fields or ["username", "password"]) if sys.stdin.isatty() else _piped(sys.stdin.read())
    with own_database().session(cli_scope(municipality)) as session:
        is_new = secrets.put(session, municipality, name, values)
    print(f"The secret {name} is {'kept' if is_new else 'replaced'}. It is not shown again.")


@app.command("list")
def list_secrets(municipality: Code, as_json: show.AsJson = False) -> None:
    """Names, last change and last use. Values are never shown."""
    with own_database().session(cli_scope(municipality)) as session:
        rows = [vars(row) for row in secrets.listed(session, municipality)]
    show.rows(rows, _COLUMNS, as_json, "No secret yet.")


@app.command()
def remove(municipality: Code, name: Name) -> None:
    """Take a secret away: robots that need it are refused from now on."""
    with own_database().session(cli_scope(municipality)) as session:
        secrets.remove(session, municipality, name)
    print(f"The secret {name} is removed.")


def _typed(fields: list[str]) -> dict[str, str]:
    return {field: typer.prompt(field, hide_input=field != "username", err=True) for field in fields}


def _piped(text: str) -> dict[str, str]:
    try:
        told = json.loads(text)
    except ValueError:
        told = None
    if not isinstance(told, dict) or not all(isinstance(value, str) for value in told.values()):
        raise BadInput('Pipe a JSON object of texts in, for example {"username": "robot", "password": "…"}.')
    return told
