"""The login, the day, the queue, and all places."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from infra.testbed.myllra import access, records
from infra.testbed.myllra.desk import ADDRESS, myllra, signed_in
from infra.testbed.shell import form_of, go_to

router = APIRouter()


@router.get("/logga-in")
def login(request: Request) -> Response:
    return myllra(request).pages("login.html", error="")


@router.post("/logga-in")
def enter(request: Request, form: dict[str, str] = Depends(form_of)) -> Response:
    system = myllra(request)
    token = access.sign_in(system.store, form.get("anvandare", ""), form.get("losenord", ""))
    if token is None:
        return system.pages("login.html", 401, error="Fel användare eller lösenord.")
    answer = go_to(f"{ADDRESS}/")
    answer.set_cookie(access.COOKIE, token, path=ADDRESS, httponly=True, samesite="lax")
    return answer


@router.get("/logga-ut")
def leave(request: Request) -> Response:
    access.sign_out(myllra(request).store, request.cookies.get(access.COOKIE, ""))
    answer = go_to(f"{ADDRESS}/logga-in")
    answer.delete_cookie(access.COOKIE, path=ADDRESS)
    return answer


@router.get("/")
def day(request: Request, placer: access.Placer = Depends(signed_in)) -> Response:
    system = myllra(request)
    rows = records.places(system.store, placer.municipality)
    free = sum(row["name"] is not None and row["state"] == "free" for row in rows)
    return system.pages("day.html", placer=placer, free=free)


@router.get("/ko")
def queue(request: Request, sida: int = 1, placer: access.Placer = Depends(signed_in)) -> Response:
    system = myllra(request)
    return system.pages("queue.html", **records.queue(system.store, placer, sida))


@router.get("/forskolor")
def places(request: Request, sida: int = 1, placer: access.Placer = Depends(signed_in)) -> Response:
    system = myllra(request)
    rows = records.places(system.store, placer.municipality)
    pages = max(1, -(-len(rows) // records.PLACE_ROWS))
    page = min(max(sida, 1), pages)
    shown = rows[(page - 1) * records.PLACE_ROWS : page * records.PLACE_ROWS]
    return system.pages("places.html", rows=shown, page=page, pages=pages)
