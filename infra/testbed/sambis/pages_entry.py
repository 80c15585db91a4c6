"""Login, worklist and search."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from infra.testbed.sambis import access, cases
from infra.testbed.sambis.desk import ADDRESS, sambis, signed_in
from infra.testbed.shell import form_of, go_to

router = APIRouter()
REASONS = {"inaktiv": "Du har loggats ut på grund av inaktivitet. Logga in igen.", "utloggad": "Du är utloggad."}


@router.get("/")
def start(_: access.User = Depends(signed_in)) -> Response:
    return go_to(f"{ADDRESS}/arbetslista")


@router.get("/logga-in")
def login_form(request: Request, skal: str = "") -> Response:
    return sambis(request).pages("login.html", notice=REASONS.get(skal, ""), error="")


@router.post("/logga-in")
def login(request: Request, form: dict[str, str] = Depends(form_of)) -> Response:
    system = sambis(request)
    token = access.sign_in(system.store, form.get("anvandarnamn", ""), form.get("losenord", ""))
    if token is None:
        return system.pages("login.html", 401, notice="", error="Felaktigt användarnamn eller lösenord.")
    answer = go_to(f"{ADDRESS}/arbetslista")
    answer.set_cookie(access.COOKIE, token, path=ADDRESS, httponly=True, samesite="lax")
    return answer


@router.post("/logga-ut")
def logout(request: Request) -> Response:
    access.sign_out(sambis(request).store, request.cookies.get(access.COOKIE, ""))
    answer = go_to(f"{ADDRESS}/logga-in?skal=utloggad")
    answer.delete_cookie(access.COOKIE, path=ADDRESS)
    return answer


@router.get("/arbetslista")
def worklist(request: Request, sida: int = 1, visa: str = "open", user: access.User = Depends(signed_in)) -> Response:
    system = sambis(request)
    found = cases.worklist(system.store, user, "all" if visa == "all" else "open", sida)
    return system.pages("worklist.html", user=user, **found)


@router.get("/sok")
def search(request: Request, referens: str = "", user: access.User = Depends(signed_in)) -> Response:
    system = sambis(request)
    wanted = referens.strip().upper()
    if wanted and cases.find(system.store, user, wanted):
        return go_to(f"{ADDRESS}/arende/{wanted}")
    return system.pages("search.html", user=user, wanted=wanted)
