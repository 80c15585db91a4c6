"""Calculations: the list, one of them, and the way to a new one: form, confirmation, saved."""

from __future__ import annotations

import json
from typing import Any

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from infra.testbed.sambis import cases, ledger, words
from infra.testbed.sambis.desk import Opened, opened
from infra.testbed.shell import form_of, go_to, later_month

router = APIRouter(prefix="/arende/{reference}")
# The form has a fixed number of rows, as such forms do.
ROWS = {"norm": 12, "costs": 10, "incomes": 16}
TITLES = {"norm": "Norm", "costs": "Kostnad", "incomes": "Inkomst"}


@router.get("/berakningar")
def list_page(at: Opened = Depends(opened)) -> Response:
    return at.page("tab_calculations.html", calculations=cases.calculations(at.store, at.case))


@router.get("/berakningar/ny")
def form_page(at: Opened = Depends(opened)) -> Response:
    return _form(at, {"manad": at.case["month"], "norm": "riksnorm"}, [])


@router.get("/berakningar/{number}")
def one_page(number: int, at: Opened = Depends(opened)) -> Response:
    found = cases.calculation(at.store, at.case, number)
    return at.page("calculation.html", calculation=found) if found else go_to(at.address("berakningar"))


@router.post("/berakningar/granska")
def check(at: Opened = Depends(opened), form: dict[str, str] = Depends(form_of)) -> Response:
    lines, errors = _read_lines(form)
    if form.get("norm") not in words.NORM:
        errors.append("Välj norm.")
    if errors or "andra" in form:
        return _form(at, form, errors)
    typed = {
        "month": form.get("manad", ""),
        "norm": form["norm"],
        "key": form.get("extern_referens", ""),
        "lines": lines,
    }
    return at.page("calculation_check.html", typed=typed, sums=ledger.sums(lines), form=form, packed=json.dumps(typed))


@router.post("/berakningar/spara")
def save(at: Opened = Depends(opened), form: dict[str, str] = Depends(form_of)) -> Response:
    typed = json.loads(form["underlag"])
    if at.save_lost():
        said = {"id": at.next_number("calculation"), "month": typed["month"], "external_key": typed["key"],
                "sums": ledger.sums(typed["lines"])}  # fmt: skip
        return at.page("calculation_saved.html", calculation=said)
    number = ledger.save_calculation(at.store, at.case, at.user, typed)
    return go_to(at.address(f"berakningar/sparad/{number}"))


@router.get("/berakningar/sparad/{number}")
def saved(number: int, at: Opened = Depends(opened)) -> Response:
    found = cases.calculation(at.store, at.case, number)
    return at.page("calculation_saved.html", calculation=found) if found else go_to(at.address("berakningar"))


def _form(at: Opened, typed: dict[str, str], errors: list[str]) -> Response:
    months = [later_month(at.case["month"], step) for step in (-1, 0, 1)]
    return at.page(
        "calculation_form.html", typed=typed, errors=errors, rows=ROWS, titles=TITLES, months=months,
        roles=[member["role"] for member in at.case["members"]],
    )  # fmt: skip


def _read_lines(form: dict[str, str]) -> tuple[list[dict[str, Any]], list[str]]:
    """The filled rows of the three parts. A row is named ``costs_3_belopp`` and so on."""
    lines, errors = [], []
    for part, count in ROWS.items():
        for row in range(1, count + 1):
            label, text = form.get(f"{part}_{row}_benamning", ""), form.get(f"{part}_{row}_belopp", "")
            if not label and not text:
                continue
            amount = words.read_amount(text)
            if amount is None or not label:
                errors.append(f"{TITLES[part]} rad {row}: fyll i både benämning och belopp, till exempel 1250,00.")
                continue
            lines.append({
                "part": part, "kind": form.get(f"{part}_{row}_slag", ""), "role": form.get(f"{part}_{row}_person", ""),
                "label": label, "amount_ore": amount,
            })  # fmt: skip
    if not lines and not errors:
        errors.append("Beräkningen saknar rader.")
    return lines, errors
