"""Tokens of machines: whose, until when, last used; a new one is shown once, and one that is no longer wanted ends."""

from typing import Annotated

from fastapi import APIRouter, Form, Response
from fastapi.responses import RedirectResponse

from orchestrator.core.clock import in_domain
from orchestrator.core.errors import BadInput, Conflict, NotAllowed, NotFound
from orchestrator.entrypoints.portal.context import Page, Visit, needs
from orchestrator.governance.people import systems
from orchestrator.governance.people.rules import Action

router = APIRouter()
Managing = Annotated[Visit, needs(Action.MANAGE_TOKENS)]
Csrf = Annotated[str, Form()]


@router.get("/tokens")
def show(visiting: Managing) -> Response:
    with visiting.read() as page:
        return _page(page)


@router.post("/tokens/new")
def new(
    visiting: Managing, csrf: Csrf = "", kind: Csrf = systems.ESERVICE, municipality: Csrf = "",
    name: Annotated[str, Form(max_length=200)] = "",
) -> Response:  # fmt: skip
    """The answer is the one place where the token stands: it is not kept, and no address leads to it again."""
    with visiting.act(csrf) as page:
        if kind in systems.OF_MUNICIPALITY:
            (code,) = page.choose(municipality or page.codes[0])
            return _page(page, made=systems.new_token(page.session, code, kind), whose=page.place(code).name)
        if kind != systems.WORKER or not page.regional:
            raise NotAllowed("Tokens of workers are the region's.")
        try:
            made = systems.new_worker_token(page.session, name)
        except (BadInput, Conflict):
            return _page(page, wrong=True, name=name)
        return _page(page, made=made, whose=name.strip())


@router.post("/tokens/{token_id}/end")
def end(visiting: Managing, token_id: str, csrf: Csrf = "") -> Response:
    with visiting.act(csrf) as page:
        own = {row.id for row in systems.system_tokens(page.session, page.codes)}
        if not page.regional and token_id not in own:
            raise NotFound("There is no such token here.")
        systems.end_by_id(page.session, token_id)
    return RedirectResponse("/tokens", 303)


def _page(page: Page, *, made: str = "", whose: str = "", wrong: bool = False, name: str = "") -> Response:
    return page.html(
        "tokens.html", 422 if wrong else 200, made=made, whose=whose, wrong=wrong, name=name, page=page,
        of_systems=systems.system_tokens(page.session, page.codes),
        of_workers=systems.worker_tokens(page.session) if page.regional else [],
        ends_soon=systems.ends_soon, in_domain=in_domain,
    )  # fmt: skip
