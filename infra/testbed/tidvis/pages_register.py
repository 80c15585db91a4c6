"""Deciding a request: register it, by way of a confirmation that must be ticked; take it back; refuse it."""

from __future__ import annotations

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from infra.testbed.shell import form_of, go_to
from infra.testbed.tidvis import booking, records, words
from infra.testbed.tidvis.desk import InHand, in_hand

router = APIRouter(prefix="/ansokan/{reference}")
FIELDS = ("dagar", "nyckel", "meddelande")


@router.get("/registrera")
def form_page(at: InHand = Depends(in_hand)) -> Response:
    return at.page("register.html", typed=dict.fromkeys(FIELDS, ""), errors=[])


@router.post("/registrera")
def check(at: InHand = Depends(in_hand), form: dict[str, str] = Depends(form_of)) -> Response:
    typed = {name: form.get(name, "") for name in FIELDS}
    if errors := _errors(typed):
        return at.page("register.html", typed=typed, errors=errors)
    return at.page("confirm.html", typed=typed, hundredths=words.read_days(typed["dagar"]))


@router.post("/bekrafta")
def save(at: InHand = Depends(in_hand), form: dict[str, str] = Depends(form_of)) -> Response:
    """The same key may be used again: Tidvis keeps it for whoever needs it, and asks no questions."""
    typed = {name: form.get(name, "") for name in FIELDS}
    errors = _errors(typed)
    if "kontrollerat" not in form:
        errors.append("Kryssa för att uppgifterna är kontrollerade.")
    if errors:
        return at.page("register.html", typed=typed, errors=errors)
    hundredths = words.read_days(typed["dagar"]) or 0
    if at.system.faults.strikes("save_does_nothing"):
        said = {"id": _next_number(at), "hundredths": hundredths, "case_key": typed["nyckel"]}
        return at.page("registered.html", made=said)
    try:
        number = booking.register(at.store, at.wish, at.user.name, hundredths, typed["nyckel"], typed["meddelande"])
    except booking.BalanceShort:
        return at.page("register.html", typed=typed, errors=["Saldot räcker inte till så många dagar."])
    return go_to(at.address(f"registrerad/{number}"))


@router.get("/registrerad/{number}")
def saved(number: int, at: InHand = Depends(in_hand)) -> Response:
    found = records.registration(at.store, at.wish, number)
    return at.page("registered.html", made=found) if found else go_to(at.address())


@router.post("/aterta/{number}")
def recall(number: int, at: InHand = Depends(in_hand)) -> Response:
    booking.recall(at.store, at.wish, number)
    return go_to(at.address())


@router.get("/avsla")
def refusal_form(at: InHand = Depends(in_hand)) -> Response:
    return at.page("refuse.html", errors=[])


@router.post("/avsla")
def refuse(at: InHand = Depends(in_hand), form: dict[str, str] = Depends(form_of)) -> Response:
    if not form.get("skal"):
        return at.page("refuse.html", errors=["Skriv ett skäl som den anställde kan läsa."])
    booking.refuse(at.store, at.wish, at.user.name, form["skal"])
    return go_to(at.address())


def _errors(typed: dict[str, str]) -> list[str]:
    hundredths = words.read_days(typed["dagar"])
    return [] if hundredths else ["Antal dagar skrivs med högst två decimaler, till exempel 3,33."]


def _next_number(at: InHand) -> int:
    row = at.store.row("SELECT coalesce(max(id), 0) + 1 AS n FROM registration")
    return int(row["n"]) if row else 1
