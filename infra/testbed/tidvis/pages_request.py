"""A request in hand: what is asked for, the employment, balances, schedule, staffing, other leave. Nothing is saved."""

from __future__ import annotations

from datetime import date, timedelta

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from infra.testbed.shell import go_to
from infra.testbed.tidvis import access, records, words
from infra.testbed.tidvis.desk import ADDRESS, SOMEBODY, InHand, InOthersHands, in_hand

router = APIRouter(prefix="/ansokan/{reference}")


@router.get("")
def request_page(at: InHand = Depends(in_hand)) -> Response:
    if at.system.faults.strikes("lock_held"):
        access.hold_for(at.store, at.wish["reference"], None)
        raise InOthersHands(at.wish["reference"], SOMEBODY, at.user)
    return at.page("wish.html", settled=records.settled(at.store, at.wish),
                   registrations=records.registrations(at.store, at.wish),
                   refusals=records.refusals(at.store, at.wish))  # fmt: skip


@router.post("/slapp")
def let_go(at: InHand = Depends(in_hand)) -> Response:
    access.hold_for(at.store, at.wish["reference"], None)
    return go_to(f"{ADDRESS}/lista")


@router.get("/anstallning")
def employment(at: InHand = Depends(in_hand)) -> Response:
    return at.page("employment.html", remarks=records.remarks(at.store, at.wish))


@router.get("/saldon")
def balances(at: InHand = Depends(in_hand)) -> Response:
    pools = records.pools(at.store, at.wish["employee_id"])
    return at.page("balances.html", pools=pools, asked=records.asked_for(at.store, at.wish))


@router.get("/schema")
def schedule(vecka: str = "", at: InHand = Depends(in_hand)) -> Response:
    """One week a page, from the first of the period to its last."""
    first, last = words.week_of(at.wish["from_on"]), words.week_of(at.wish["to_on"])
    try:
        rows = records.week(at.store, at.wish["employee_id"], vecka or first)
    except ValueError:
        return go_to(at.address("schema"))
    monday, sunday = rows[0]["on"], rows[-1]["on"]
    shown = words.week_of(monday)
    before = words.week_of(_next(monday, -1)) if shown > first else ""
    after = words.week_of(_next(sunday, 1)) if shown < last else ""
    return at.page("schedule.html", rows=rows, week=shown, before=before, after=after)


@router.get("/bemanning")
def staffing(at: InHand = Depends(in_hand)) -> Response:
    return at.page("crew.html", rows=records.crew(at.store, at.wish))


@router.get("/ledighet")
def other_leave(at: InHand = Depends(in_hand)) -> Response:
    return at.page("other_leave.html", rows=records.other_leave(at.store, at.wish))


def _next(day: str, step: int) -> str:
    return (date.fromisoformat(day) + timedelta(step)).isoformat()
