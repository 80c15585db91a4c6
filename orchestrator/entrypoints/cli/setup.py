"""`coe setup`, `coe person add`: before the first start."""

from typing import Annotated

import typer

from orchestrator.core.db import Scope, own_database
from orchestrator.core.settings import settings
from orchestrator.entrypoints.migrate import migrate_own
from orchestrator.governance.packages import signing
from orchestrator.governance.people import service as people
from orchestrator.governance.people.rules import Role

person = typer.Typer(help="Local accounts, for one machine.", no_args_is_help=True)


def setup() -> None:
    """Make the database and the Center's signing key, if they are not there yet."""
    settings().home.mkdir(parents=True, exist_ok=True)
    migrate_own()
    signing.ensure_keys(settings().home)
    print(f"Database and signing key are ready in {settings().home}.")


@person.command("add")
def add(
    username: str,
    name: str,
    role: Role,
    municipality: Annotated[str | None, typer.Option(help="Four digits; the whole region if left out.")] = None,
    password: Annotated[str, typer.Option(prompt=True, hide_input=True, confirmation_prompt=True)] = "",
) -> None:
    """Add a person with one role."""
    with own_database().session(Scope.steward("cli")) as session:
        added = people.add_person(session, username, name, password)
        people.grant_role(session, added, role, municipality)
    print(f"{name} can sign in as {username}.")
