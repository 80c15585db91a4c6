"""The door, the list of requests, and the way to one by its number."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from infra.testbed.shell import form_of, go_to
from infra.testbed.tidvis import access, records
from infra.testbed.tidvis.desk import ADDRESS, inside, tidvis

router = APIRouter()
REASONS = {"tid": "Din session har gått ut. Stig in igen.", "ute": "Du har lämnat Tidvis."}


@router.get("/")
def start(_: access.Handler = Depends(inside)) -> Response:
    return go_to(f"{ADDRESS}/lista")


@router.get("/in")
def door(request: Request, orsak: str = "") -> Response:
    return tidvis(request).pages("door.html", notice=REASONS.get(orsak, ""), error="")


@router.post("/in")
def enter(request: Request, form: dict[str, str] = Depends(form_of)) -> Response:
    system = tidvis(request)
    token = access.enter(system.store, form.get("namn", ""), form.get("kod", ""))
    if token is None:
        return system.pages("door.html", 401, notice="", error="Namn och kod hör inte ihop.")
    answer = go_to(f"{ADDRESS}/lista")
    answer.set_cookie(access.COOKIE, token, path=ADDRESS, httponly=True, samesite="lax")
    return answer


@router.post("/ut")
def leave(request: Request) -> Response:
    access.leave(tidvis(request).store, request.cookies.get(access.COOKIE, ""))
    answer = go_to(f"{ADDRESS}/in?orsak=ute")
    answer.delete_cookie(access.COOKIE, path=ADDRESS)
    return answer


@router.get("/lista")
def todo(request: Request, blad: int = 1, urval: str = "new", user: access.Handler = Depends(inside)) -> Response:
    system = tidvis(request)
    found = records.todo(system.store, user, "all" if urval == "all" else "new", blad)
    return system.pages("todo.html", user=user, missing="", **found)


@router.get("/hitta")
def look_up(request: Request, nr: str = "", user: access.Handler = Depends(inside)) -> Response:
    """By number; what is not found is told on the list."""
    system, wanted = tidvis(request), nr.strip().upper()
    if wanted and records.find(system.store, user, wanted):
        return go_to(f"{ADDRESS}/ansokan/{wanted}")
    found = records.todo(system.store, user, "new", 1)
    return system.pages("todo.html", user=user, missing=wanted or "–", **found)
