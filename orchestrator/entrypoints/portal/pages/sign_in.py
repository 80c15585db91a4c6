"""Sign in: choose one's municipality, or use a local account; and out again, here or everywhere."""

from typing import Annotated

from fastapi import APIRouter, Form, Response
from fastapi.responses import RedirectResponse

from orchestrator.core.db import Scope
from orchestrator.core.errors import NotAllowed
from orchestrator.core.settings import settings
from orchestrator.entrypoints.portal.context import OwnAccount, Public, Visit
from orchestrator.entrypoints.portal.pages.provider_sign_in import leave_provider
from orchestrator.entrypoints.portal.render import render
from orchestrator.entrypoints.portal.security import (
    caller_address,
    check_csrf,
    drop_token,
    keep_token,
    own_path,
    remembered_place,
)
from orchestrator.entrypoints.rates import Rates
from orchestrator.governance.identity import queries as providers
from orchestrator.governance.people import service as people
from orchestrator.governance.people import sign_ins

router = APIRouter()
_SCOPE = Scope.steward("portal")


@router.get("/sign-in")
def ask(visiting: Public, next: str = "/") -> Response:
    return _form(visiting, next)


@router.post("/sign-in")
def enter(
    visiting: Public,
    username: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "/",
) -> Response:
    """Right: on to where the person was going. Wrong: one sentence that does not say which part was."""
    if not settings().local_accounts:
        raise NotAllowed("There are no local accounts here. Sign in at your municipality.")
    rates: Rates = visiting.request.app.state.rates
    address = caller_address(visiting.request)
    rates.may_sign_in(address, username)
    with visiting.database.session(_SCOPE) as session:
        token = people.sign_in(session, username, password)
        if token is not None:
            people.sign_out(session, visiting.token)  # the browser's old one is worth nothing from now on
    if token is None:
        rates.sign_in_failed(address, username)
        return _form(visiting, next, 422, wrong=True, username=username)
    answer = RedirectResponse(own_path(next), 303)
    keep_token(visiting.request, answer, token)
    return answer


@router.post("/sign-out")
def leave(visiting: OwnAccount, csrf: Annotated[str, Form()] = "") -> Response:
    """Out of this browser, and at the provider too if the sign-in came from there."""
    return _leave(visiting, csrf, everywhere=False)


@router.post("/sign-out/everywhere")
def leave_everywhere(visiting: OwnAccount, csrf: Annotated[str, Form()] = "") -> Response:
    """Out of every browser and machine."""
    return _leave(visiting, csrf, everywhere=True)


def _leave(visiting: Visit, csrf: str, *, everywhere: bool) -> Response:
    visitor = visiting.visitor()
    check_csrf(visitor.sign_in.csrf_token, csrf)
    further = leave_provider(visiting)
    with visiting.database.session(_SCOPE) as session:
        people.sign_out(session, visiting.token)
        if everywhere:
            sign_ins.end_all(session, visitor.person.id)
    # A form may lead to our own pages only (the policy's form-action): the page leads on to the provider.
    answer: Response = RedirectResponse("/sign-in", 303)
    if further:
        answer = render(visiting.request, visiting.browser_words, "signed_out.html", further=further)
    drop_token(visiting.request, answer)
    return answer


def _form(visiting: Visit, next: str, status: int = 200, *, wrong: bool = False, username: str = "") -> Response:
    with visiting.database.session(_SCOPE) as session:
        places = providers.places(session)
    chosen = remembered_place(visiting.request)
    return render(
        visiting.request, visiting.browser_words, "sign_in.html", status, next=own_path(next), wrong=wrong,
        username=username, places=places, local=settings().local_accounts,
        remembered=[row for row in places if row[0] == chosen],
    )  # fmt: skip
