"""The robots' accounts: which are needed, which are there, who changed them and when; entered once and never shown.

Who works in the municipality enters them. Who sees several, sees only whether they are there.
"""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Response
from fastapi.responses import RedirectResponse

from orchestrator.core.errors import NotAllowed, NotFound
from orchestrator.entrypoints.portal.context import Page, Visit, needs
from orchestrator.governance.catalogue.service import Named, secrets_named
from orchestrator.governance.people.queries import actor_names
from orchestrator.governance.people.rules import Action
from orchestrator.governance.vault import secrets

router = APIRouter()
Seeing = Annotated[Visit, needs(Action.SEE_SECRETS)]
Entering = Annotated[Visit, needs(Action.ENTER_SECRET)]


@dataclass(frozen=True)
class Row:
    """One secret of a municipality: `kept` is None while it is missing; `named` says who asks for it."""

    code: str
    name: str
    named: Named | None
    kept: secrets.Listed | None
    by: str


@router.get("/secrets")
def listed(visiting: Seeing) -> Response:
    with visiting.read() as page:
        rows = [row for code in page.codes for row in _rows(page, code)]
        return page.html("secrets.html", rows=rows, page=page, enters=_enters(page))


@router.get("/secrets/{name}")
def one(visiting: Entering, name: str) -> Response:
    with visiting.read() as page:
        return _form(page, name)


@router.post("/secrets/{name}")
def put(
    visiting: Entering,
    name: str,
    csrf: Annotated[str, Form()] = "",
    username: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
) -> Response:
    """Keep it, or replace it whole. What is wrong is said at its field; a password is never sent back."""
    with visiting.act(csrf) as page:
        wrong = {
            field: "empty" if not value else "long"
            for field, value in (("username", username.strip()), ("password", password))
            if not 0 < len(value) <= secrets.LONGEST_VALUE
        }
        if wrong:
            return _form(page, name, 422, username=username[: secrets.LONGEST_VALUE], wrong=wrong)
        _row(page, name)
        secrets.put(page.session, _own(page), name, {"username": username.strip(), "password": password})
    return RedirectResponse(f"/secrets?saved={name}", 303)


def _form(
    page: Page, name: str, status: int = 200, username: str = "", wrong: dict[str, str] | None = None
) -> Response:
    return page.html(
        "secret.html", status, row=_row(page, name), place=page.place(_own(page)), username=username, wrong=wrong or {}
    )


def _own(page: Page) -> str:
    code = page.visitor.grant.municipality_code
    if code is None:
        raise NotAllowed("Secrets are entered by those who work in their municipality.")
    return code


def _enters(page: Page) -> bool:
    return page.visitor.may(Action.ENTER_SECRET)


def _row(page: Page, name: str) -> Row:
    found = next((row for row in _rows(page, _own(page)) if row.name == name), None)
    if found is None:
        raise NotFound("No robot of the municipality asks for that secret.")
    return found


def _rows(page: Page, code: str) -> list[Row]:
    """What the subscribed packages name, and what is kept besides."""
    named = secrets_named(page.session, code)
    kept = {row.name: row for row in secrets.listed(page.session, code)}
    names = actor_names(page.session, {row.changed_by for row in kept.values()})
    return [
        Row(code, name, named.get(name), kept.get(name), names.get(kept[name].changed_by, "") if name in kept else "")
        for name in sorted({*named, *kept})
    ]
