"""Sign in with a local account, and out again."""

from typing import Annotated

from fastapi import APIRouter, Form, Response
from fastapi.responses import RedirectResponse

from orchestrator.core.db import Scope
from orchestrator.entrypoints.portal.context import OwnAccount, Public
from orchestrator.entrypoints.portal.render import render
from orchestrator.entrypoints.portal.security import COOKIE, check_csrf, keep_token, own_path, refuse_other_sites
from orchestrator.governance.people import service as people

router = APIRouter()


@router.get("/sign-in")
def ask(visiting: Public, next: str = "/") -> Response:
    return render(
        visiting.request, visiting.browser_words, "sign_in.html", next=own_path(next), wrong=False, username=""
    )


@router.post("/sign-in")
def enter(
    visiting: Public,
    username: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "/",
) -> Response:
    """Right: on to where the person was going. Wrong: one sentence that does not say which part was."""
    refuse_other_sites(visiting.request)
    with visiting.database.session(Scope.steward("portal")) as session:
        token = people.sign_in(session, username, password)
    if token is None:
        return render(
            visiting.request, visiting.browser_words, "sign_in.html", 422, next=own_path(next), wrong=True,
            username=username,
        )  # fmt: skip
    answer = RedirectResponse(own_path(next), 303)
    keep_token(visiting.request, answer, token)
    return answer


@router.post("/sign-out")
def leave(visiting: OwnAccount, csrf: Annotated[str, Form()] = "") -> Response:
    check_csrf(visiting.visitor().sign_in.csrf_token, csrf)
    with visiting.database.session(Scope.steward("portal")) as session:
        people.sign_out(session, visiting.token)
    answer = RedirectResponse("/sign-in", 303)
    answer.delete_cookie(COOKIE, path="/")
    return answer
