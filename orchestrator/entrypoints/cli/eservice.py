"""`coe eservice`: the token by which a municipality's e-service fetches letters and tells when they were opened."""

from typing import Annotated

import typer

from orchestrator.core.db import Scope, own_database
from orchestrator.governance.people import systems

app = typer.Typer(help="The municipalities' e-services: their tokens for the machine API.", no_args_is_help=True)
Code = Annotated[str, typer.Argument(help="The municipality's four digits, for example 1287.")]


@app.command()
def token(municipality: Code) -> None:
    """Make the e-service's token and show it, this once. A token made before ends now."""
    with own_database().session(Scope.steward("cli")) as session:
        made = systems.new_token(session, municipality)
    print(made)


@app.command()
def end(municipality: Code) -> None:
    """End the e-service's token: it fetches and tells nothing any more."""
    with own_database().session(Scope.steward("cli")) as session:
        ended = systems.end_token(session, municipality)
    print("The token has ended." if ended else "There was no token in force.")
