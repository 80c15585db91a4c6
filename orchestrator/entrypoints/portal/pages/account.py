"""The person's own page: name, roles, language, open sign-ins; and the switches of role and language."""

from typing import Annotated

from fastapi import APIRouter, Form, Response
from fastapi.responses import RedirectResponse

from orchestrator.core.db import Scope
from orchestrator.entrypoints.portal.context import OwnAccount, Visit
from orchestrator.entrypoints.portal.security import check_csrf, own_path
from orchestrator.governance.people import queries
from orchestrator.governance.people import service as people

router = APIRouter()


@router.get("/account")
def account(visiting: OwnAccount) -> Response:
    with visiting.read() as page:
        sign_ins = queries.open_sign_ins(page.session, page.visitor.person.id)
        return page.html("account.html", sign_ins=sign_ins)


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
