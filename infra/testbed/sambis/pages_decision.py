"""Decisions: the list, one of them, and the way to a new one: form, confirmation, warning, registered."""

from __future__ import annotations

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from infra.testbed.sambis import cases, ledger, words
from infra.testbed.sambis.desk import Opened, opened
from infra.testbed.shell import form_of, go_to, later_month

router = APIRouter(prefix="/arende/{reference}")
FIELDS = ("manad", "beslut", "belopp", "motivering", "extern_referens")


@router.get("/beslut")
def list_page(at: Opened = Depends(opened)) -> Response:
    return at.page(
        "tab_decisions.html", decisions=cases.of_dossier(at.store, "decision", at.case, "month DESC, id DESC")
    )


@router.get("/beslut/nytt")
def form_page(at: Opened = Depends(opened)) -> Response:
    return _form(at, {**dict.fromkeys(FIELDS, ""), "manad": at.case["month"]}, [])


@router.get("/beslut/{number}")
def one_page(number: int, at: Opened = Depends(opened)) -> Response:
    found = cases.one(at.store, "decision", at.case, number)
    return at.page("decision.html", decision=found) if found else go_to(at.address("beslut"))


@router.post("/beslut/granska")
def check(at: Opened = Depends(opened), form: dict[str, str] = Depends(form_of)) -> Response:
    typed = {name: form.get(name, "") for name in FIELDS}
    errors = _errors(typed)
    if errors or "andra" in form:
        return _form(at, typed, errors)
    return at.page("decision_check.html", typed=typed, amount_ore=words.read_amount(typed["belopp"]))


@router.post("/beslut/spara")
def save(at: Opened = Depends(opened), form: dict[str, str] = Depends(form_of)) -> Response:
    """A month that is decided already is warned about once; the caseworker may go on."""
    typed = {name: form.get(name, "") for name in FIELDS}
    errors = _errors(typed)
    if errors:
        return _form(at, typed, errors)
    earlier = cases.decided_in(at.store, at.case, typed["manad"])
    if earlier and "trots_varning" not in form:
        return at.page("decision_double.html", typed=typed, earlier=earlier)
    read = {"month": typed["manad"], "outcome": typed["beslut"], "amount_ore": words.read_amount(typed["belopp"]),
            "motivation": typed["motivering"], "key": typed["extern_referens"]}  # fmt: skip
    if at.save_lost():
        said = {**read, "id": at.next_number("decision"), "external_key": read["key"]}
        return at.page("decision_saved.html", decision=said)
    decision = ledger.save_decision(at.store, at.case, at.user, read)
    at.system.tell_decision(ledger.told(decision))
    return go_to(at.address(f"beslut/sparat/{decision['id']}"))


@router.get("/beslut/sparat/{number}")
def saved(number: int, at: Opened = Depends(opened)) -> Response:
    found = cases.one(at.store, "decision", at.case, number)
    return at.page("decision_saved.html", decision=found) if found else go_to(at.address("beslut"))


def _form(at: Opened, typed: dict[str, str], errors: list[str]) -> Response:
    months = [later_month(at.case["month"], step) for step in (-1, 0, 1)]
    return at.page("decision_form.html", typed=typed, errors=errors, months=months)


def _errors(typed: dict[str, str]) -> list[str]:
    errors = []
    amount = words.read_amount(typed["belopp"])
    if typed["beslut"] not in words.OUTCOME:
        errors.append("Välj beslut.")
    if amount is None or amount < 0:
        errors.append("Belopp ska skrivas i kronor, till exempel 7302,00.")
    elif typed["beslut"] == "rejected" and amount:
        errors.append("Ett avslag kan inte ha ett belopp.")
    if not typed["motivering"]:
        errors.append("Motivering måste fyllas i.")
    return errors
