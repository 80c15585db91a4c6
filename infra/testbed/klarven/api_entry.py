"""Entering Klarven in two steps, the inbox, and holding an akt."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from infra.testbed.klarven import access, records, words
from infra.testbed.klarven.office import Opened, Refused, answer, at_work, klarven, opened, ticket_of

Json = dict[str, Any]
SOMEBODY = "Erik Sand"
router = APIRouter(prefix="/api")


@router.post("/entry/name")
def name(request: Request, typed: Json) -> Response:
    return answer({"step": access.first_step(klarven(request).store, str(typed.get("name", "")).strip())})


@router.post("/entry/phrase")
def phrase(request: Request, typed: Json) -> Response:
    store = klarven(request).store
    ticket = access.second_step(store, str(typed.get("step", "")), str(typed.get("phrase", "")))
    if ticket is None:
        raise Refused(403, "entry")
    return answer({"ticket": ticket, "name": access.staff_of(store, ticket).name})


@router.post("/entry/leave")
def leave(request: Request) -> Response:
    access.end(klarven(request).store, ticket_of(request))
    return answer(None)


@router.get("/codes")
def codes(_: access.Staff = Depends(at_work)) -> Response:
    return answer(words.CODES)


@router.get("/me")
def me(staff: access.Staff = Depends(at_work)) -> Response:
    return answer({"name": staff.name, "login": staff.login, "municipality": staff.municipality})


@router.get("/akter")
def inbox(
    request: Request, text: str = "", start: int = 0, count: int = 20, staff: access.Staff = Depends(at_work)
) -> Response:
    return answer(records.inbox(klarven(request).store, staff, text.strip(), max(start, 0), count))


@router.post("/akter/{reference}/hold")
def hold(reference: str, at: Opened = Depends(opened)) -> Response:
    if at.system.faults.strikes("lock_held"):
        access.lock_for(at.store, reference, None)
        raise Refused(423, "held", by=SOMEBODY)
    return answer({"held": reference})


@router.delete("/akter/{reference}/hold")
def let_go(reference: str, at: Opened = Depends(opened)) -> Response:
    access.lock_for(at.store, reference, None)
    return answer(None)


@router.get("/jobs/{number}")
def job(request: Request, number: int, _: access.Staff = Depends(at_work)) -> Response:
    state = klarven(request).saver.state(number)
    if state is None:
        raise Refused(404, "missing")
    return answer({"state": state})
