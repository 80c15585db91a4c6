"""The case: an outer page with tabs, and the tabs that open in its frame. The journal is one of them."""

from __future__ import annotations

import json

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from infra.testbed.sambis import access, cases, ledger, words
from infra.testbed.sambis.desk import ADDRESS, CaseLocked, Opened, opened
from infra.testbed.shell import form_of, go_to, today

router = APIRouter(prefix="/arende/{reference}")
NOTE_FIELDS = ("handelsedatum", "rubrik", "anteckning", "extern_referens")
# Who has the case open when the fault ``lock_held`` is switched on.
SOMEBODY = "Berit Falk"
TABS = {
    "oversikt": "Översikt",
    "hushall": "Hushåll",
    "aktivitet": "Aktivitet och intyg",
    "ansokan": "Ansökan",
    "registersvar": "Registersvar",
    "berakningar": "Beräkningar",
    "beslut": "Beslut",
    "journal": "Journal",
}


@router.get("")
def case_page(at: Opened = Depends(opened)) -> Response:
    if at.system.faults.strikes("lock_held"):
        access.lock_for(at.store, at.case["reference"], None)
        raise CaseLocked(at.case["reference"], SOMEBODY, at.user)
    return at.page("case.html", tabs=TABS)


@router.post("/stang")
def close(at: Opened = Depends(opened)) -> Response:
    access.lock_for(at.store, at.case["reference"], None)
    return go_to(f"{ADDRESS}/arbetslista")


@router.get("/oversikt")
def overview(at: Opened = Depends(opened)) -> Response:
    warnings = [row for row in cases.of_dossier(at.store, "warning", at.case) if row["open"]]
    decided = bool(cases.decided_in(at.store, at.case, at.case["month"]))
    return at.page("tab_overview.html", warnings=warnings, decided=decided)


@router.get("/hushall")
def household(at: Opened = Depends(opened)) -> Response:
    return at.page("tab_household.html")


@router.get("/registersvar")
def register_answers(at: Opened = Depends(opened)) -> Response:
    found = [{**dict(row), "answers": json.loads(row["answers"])}
             for row in cases.of_application(at.store, "register_answer", at.case)]  # fmt: skip
    return at.page("tab_registers.html", found=found)


@router.get("/aktivitet")
def activity(at: Opened = Depends(opened)) -> Response:
    tables = {name: cases.of_dossier(at.store, name, at.case) for name in ("activity", "certificate", "incentive")}
    names = {m["role"]: f"{m['first_name']} {m['last_name']}" for m in at.case["members"]}
    earnings = cases.of_dossier(at.store, "child_earning", at.case)
    return at.page("tab_activity.html", names=names, earnings=earnings, **tables)


@router.get("/ansokan")
def application(at: Opened = Depends(opened)) -> Response:
    return at.page(
        "tab_application.html",
        stated=cases.changes(at.store, at.case["reference"]),
        costs=cases.of_application(at.store, "applied_cost", at.case),
        incomes=cases.of_application(at.store, "stated_income", at.case),
    )


@router.get("/journal")
def journal(at: Opened = Depends(opened)) -> Response:
    return at.page("tab_journal.html", notes=cases.of_dossier(at.store, "journal_note", at.case, "id DESC"))


@router.get("/journal/ny")
def note_form(at: Opened = Depends(opened)) -> Response:
    typed = {**dict.fromkeys(NOTE_FIELDS, ""), "handelsedatum": today().isoformat()}
    return at.page("note_form.html", errors=[], typed=typed)


@router.post("/journal/spara")
def save_note(at: Opened = Depends(opened), form: dict[str, str] = Depends(form_of)) -> Response:
    typed = {name: form.get(name, "") for name in NOTE_FIELDS}
    errors = [f"{label} måste fyllas i." for name, label in (("rubrik", "Rubrik"), ("anteckning", "Anteckning"))
              if not typed[name]]  # fmt: skip
    if words.read_day(typed["handelsedatum"]) is None:
        errors.append("Händelsedatum ska skrivas ÅÅÅÅ-MM-DD.")
    if errors:
        return at.page("note_form.html", errors=errors, typed=typed)
    note = {"day": typed["handelsedatum"], "title": typed["rubrik"], "text": typed["anteckning"],
            "key": typed["extern_referens"]}  # fmt: skip
    if at.save_lost():
        said = {"title": note["title"], "external_key": note["key"]}
        return at.page("note_saved.html", note=said, number=at.next_number("journal_note"))
    return go_to(at.address(f"journal/sparad/{ledger.save_note(at.store, at.case, at.user, note)}"))


@router.get("/journal/sparad/{number}")
def note_saved(number: int, at: Opened = Depends(opened)) -> Response:
    return at.page("note_saved.html", note=cases.one(at.store, "journal_note", at.case, number), number=number)
