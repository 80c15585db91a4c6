"""The person's own page: name, roles, language, open sign-ins; and the switches of role and language."""

from typing import Annotated

from fastapi import APIRouter, Form, Response
from fastapi.responses import RedirectResponse

from orchestrator.core.clock import in_domain
from orchestrator.core.db import Scope
from orchestrator.entrypoints.portal.context import OwnAccount, Visit
from orchestrator.entrypoints.portal.security import check_csrf, own_path
from orchestrator.governance.people import queries
from orchestrator.governance.people import service as people
from orchestrator.governance.people import sign_ins as service

router = APIRouter()


@router.get("/account")
def account(visiting: OwnAccount) -> Response:
    with visiting.read() as page:
        sign_ins = queries.open_sign_ins(page.session, page.visitor.person.id)
        return page.html("account.html", sign_ins=sign_ins, in_domain=in_domain)


@router.post("/account/sign-ins/end")
def end_sign_ins(
    visiting: OwnAccount, csrf: Annotated[str, Form()] = "", which: Annotated[str, Form()] = ""
) -> Response:
    """One of one's own, or all but this one. Whoever ends the one they sit in comes to the sign-in."""
    with visiting.act(csrf) as page:
        me, here = page.visitor.person.id, page.visitor.sign_in.token_hash
        if which == "others":
            service.end_all(page.session, me, but=here)
        else:
            service.end_one(page.session, me, which)
    return RedirectResponse("/account#signins", 303)


@router.post("/account/language")
def language(
    visiting: OwnAccount,
    language: Annotated[str, Form()],
    csrf: Annotated[str, Form()] = "",
    back: Annotated[str, Form()] = "/account",
) -> Response:
    token = _checked(visiting, csrf)
    with visiting.database.session(Scope.steward("portal")) as session:
        people.choose_language(session, token, language)
    return RedirectResponse(own_path(back), 303)


@router.post("/account/role")
def role(visiting: OwnAccount, grant: Annotated[str, Form()], csrf: Annotated[str, Form()] = "") -> Response:
    token = _checked(visiting, csrf)
    with visiting.database.session(Scope.steward("portal")) as session:
        people.choose_role(session, token, grant)
    return RedirectResponse("/", 303)


def _checked(visiting: Visit, csrf: str) -> str:
    check_csrf(visiting.visitor().sign_in.csrf_token, csrf)
    return visiting.token or ""
