"""`coe oidc`: where each municipality's people sign in, and whom we expect from there."""

import sys
from typing import Annotated

import typer

from orchestrator.core.db import Database, Scope
from orchestrator.core.errors import NotFound
from orchestrator.core.settings import settings
from orchestrator.entrypoints.cli import show
from orchestrator.governance.identity import metadata, queries
from orchestrator.governance.identity import service as identity
from orchestrator.governance.identity.service import Told
from orchestrator.governance.people import queries as people_queries
from orchestrator.governance.people import service as people
from orchestrator.governance.people.rules import Role

app = typer.Typer(help="Sign-in at the municipalities' identity providers (OpenID Connect).", no_args_is_help=True)
Code = Annotated[str, typer.Argument(help="The municipality's four digits, for example 1287.")]
_SCOPE = Scope.steward("cli")


@app.command("set")
def set_provider(
    municipality: Code,
    issuer: Annotated[str, typer.Option(help="As the provider says it, for example https://login.example.se/realm.")],
    client_id: Annotated[str, typer.Option(help="What the provider calls us.")],
    name: Annotated[str, typer.Option(help="What the button says; the municipality's name if left out.")] = "",
    subject_claim: Annotated[
        str, typer.Option(help="The claim that never changes for a person; Entra ID: oid.")
    ] = "sub",
    public: Annotated[bool, typer.Option("--public", help="The provider has given no client secret.")] = False,
    keep_secret: Annotated[bool, typer.Option("--keep-secret", help="The secret that is there stays.")] = False,
) -> None:
    """Keep a municipality's provider, after a look at it. The client's secret is asked for, or read from stdin."""
    told = metadata.discover(issuer)
    secret = None if keep_secret else "" if public else _secret()
    with Database(settings().database).session(_SCOPE) as session:
        row = identity.set_provider(session, municipality, Told(issuer, client_id, secret, name, subject_claim))
        print(f"{row.name} signs in at {told['issuer']}.")
    print("Tell the provider these addresses:")
    print(f"  redirect URI              {settings().people_url}/sign-in/{municipality}/callback")
    print(f"  post-logout redirect URI  {settings().people_url}/sign-in")
    print(f"  back-channel logout URI   {settings().people_url}/sign-in/{municipality}/logout")
    print(f"People sign in at           {settings().people_url}/sign-in/{municipality}")


@app.command("test")
def test_provider(municipality: Code) -> None:
    """Look at a municipality's provider as a sign-in does: its description and its keys."""
    with Database(settings().database).session(_SCOPE) as session:
        issuer = identity.provider(session, municipality).issuer
    told = metadata.discover(issuer)
    keys = metadata.keys(str(told["jwks_uri"]))
    show.facts({
        "issuer": told["issuer"], "authorization": told["authorization_endpoint"], "token": told["token_endpoint"],
        "keys": len(keys.keys), "PKCE S256": _yes("S256" in told.get("code_challenge_methods_supported", ())),
        "sign-out from here": _yes("end_session_endpoint" in told),
        "sign-out from there": _yes(told.get("backchannel_logout_supported") is True),
    })  # fmt: skip


@app.command("list")
def list_providers(as_json: show.AsJson = False) -> None:
    """Every municipality with a provider."""
    with Database(settings().database).session(_SCOPE) as session:
        found: list[show.Row] = []
        for code, place, name in queries.places(session):
            row = identity.provider(session, code)
            found.append({
                "municipality": code, "place": place, "name": name, "issuer": row.issuer, "client_id": row.client_id,
                "subject_claim": row.subject_claim,
            })  # fmt: skip
    columns = {"municipality": "Code", "place": "Municipality", "issuer": "Issuer", "client_id": "Client"}
    show.rows(found, columns, as_json, "No municipality has a provider. Add one with `coe oidc set`.")


@app.command("remove")
def remove_provider(municipality: Code) -> None:
    """Nobody signs in at this provider any more."""
    with Database(settings().database).session(_SCOPE) as session:
        identity.remove_provider(session, municipality)
    print("Removed. Who is signed in stays so until they sign out or their time ends.")


@app.command()
def expect(
    municipality: Code,
    username: Annotated[str, typer.Argument(help="Ours, for example karin.bergstrom.")],
    email: Annotated[str, typer.Option(help="The address that the provider has verified.")] = "",
    subject: Annotated[str, typer.Option(help="What the provider calls the person, in the subject claim.")] = "",
    name: Annotated[str, typer.Option(help="For somebody new: first and last name.")] = "",
    role: Annotated[Role | None, typer.Option(help="For somebody new: their role in this municipality.")] = None,
) -> None:
    """Say whom a person will come as; they are linked once, at their first sign-in. Makes somebody new with --name."""
    with Database(settings().database).session(_SCOPE) as session:
        person = people_queries.by_username(session, username)
        if person is None:
            if not name:
                raise NotFound(f"There is nobody called {username} here. Add --name to make them new.")
            person = people.add_person(session, username, name, None)
        if role is not None:
            people.grant_role(session, person, role, municipality)
        identity.expect(session, person, municipality, email=email, subject=subject)
        told = person.name
    print(f"{told} can sign in at {settings().people_url}/sign-in/{municipality}")


def _secret() -> str:
    """Never an argument: other users of the machine can read those."""
    if sys.stdin.isatty():
        return str(typer.prompt("The client's secret", hide_input=True))
    return sys.stdin.readline().rstrip("\n")


def _yes(what: bool) -> str:
    return "yes" if what else "no"
