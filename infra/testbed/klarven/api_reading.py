"""An akt, view by view: each tab of the client asks for its own part."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from infra.testbed.klarven import records
from infra.testbed.klarven.office import Opened, Refused, answer, opened
from infra.testbed.klarven.reckoning import result_of
from infra.testbed.klarven.saving import born

Json = dict[str, Any]
router = APIRouter(prefix="/api/akter/{reference}")


@router.get("")
def head(at: Opened = Depends(opened)) -> Response:
    """What stands above every tab."""
    found = at.found
    return answer({"reference": found["reference"], "month": found["month"], "sort": found["sort"],
                   "shielded": found["shielded"], "name": _name(found["members"][0])})  # fmt: skip


@router.get("/summary")
def summary(at: Opened = Depends(opened)) -> Response:
    found = at.found
    told = {name: found[name] for name in ("reference", "month", "sort", "came_at", "stage", "channel", "shielded")}
    contact = {name: "" if found["shielded"] else found[name] for name in ("mail", "mobile", "street")}
    return answer({**told, **contact, "decided": bool(records.decided(at.store, found, found["month"]))})


@router.get("/warnings")
def warnings(at: Opened = Depends(opened)) -> Response:
    return answer(
        [{"day": note["noted_on"], "text": note["text"]} for note in records.notes(at.store, at.found, "warning")]
    )


@router.get("/family")
def family(at: Opened = Depends(opened)) -> Response:
    members = [_member(member) for member in at.found["members"]]
    return answer({
        "civil": at.found["civil"], "dwelling": at.found["dwelling"], "sharing": at.found["sharing"],
        "adults": [member for member in members if not member["part"].startswith("child_")],
        "children": [member for member in members if member["part"].startswith("child_")],
    })  # fmt: skip


@router.get("/plan")
def plan(at: Opened = Depends(opened)) -> Response:
    return answer({"activity": _of_persons(at, "activity"), "certificate": _of_persons(at, "certificate")})


@router.get("/work")
def work(at: Opened = Depends(opened)) -> Response:
    return answer({"incentive": _of_persons(at, "incentive"), "earnings": _of_persons(at, "child_earning")})


@router.get("/request")
def changes(at: Opened = Depends(opened)) -> Response:
    told = {**at.found["request"], "month": at.found["month"]}
    return answer({name: told[name] for name in ("month", "changed", "self_employment", "other_request", "other_text")})


@router.get("/request/costs")
def costs(at: Opened = Depends(opened)) -> Response:
    return answer(at.found["request"]["costs"])


@router.get("/request/incomes")
def incomes(at: Opened = Depends(opened)) -> Response:
    return answer(at.found["request"]["incomes"])


@router.get("/registers")
def register_checks(at: Opened = Depends(opened)) -> Response:
    """What was fetched from the agencies' registers for a caseworker, person by person."""
    return answer(records.register_checks(at.store, at.found))


@router.get("/reckonings")
def reckonings(at: Opened = Depends(opened)) -> Response:
    names = ("id", "month", "result_ore", "own_key", "made_by", "made_at", "norms")
    return answer([{name: row[name] for name in names} for row in records.reckonings(at.store, at.found)])


@router.get("/reckonings/{number}")
def reckoning(number: int, at: Opened = Depends(opened)) -> Response:
    row = records.reckoning(at.store, at.found, number)
    if row is None:
        raise Refused(404, "missing")
    return answer({**row, "sums": result_of(row["rows"])})


@router.get("/stances")
def stances(at: Opened = Depends(opened)) -> Response:
    return answer(records.stances(at.store, at.found))


@router.get("/diary")
def diary(at: Opened = Depends(opened)) -> Response:
    return answer(records.diary(at.store, at.found))


def _name(member: Json) -> str:
    return "Skyddade uppgifter" if member["shielded"] else f"{member['given']} {member['surname']}"


def _member(member: Json) -> Json:
    return {"part": member["part"], "name": _name(member), "number": member["number"], "born": born(member["number"]),
            "days": member["days"], "lunch_out": bool(member["lunch_out"]), "school": member["school"]}  # fmt: skip


def _of_persons(at: Opened, sort: str) -> list[Json]:
    names = {member["part"]: _name(member) for member in at.found["members"]}
    return [{**note, "name": names.get(note["person"], "")} for note in records.notes(at.store, at.found, sort)]
