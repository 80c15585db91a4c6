"""Registering an invoice: the head, then the coding, then a confirmation; and a warning when it looks like another."""

from __future__ import annotations

import re
from typing import Any

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from infra.testbed.raknar import books, signing
from infra.testbed.raknar.office import ADDRESS, AtWork, Nothing, Place
from infra.testbed.raknar.words import read_kr
from infra.testbed.shell import form_of, go_to

router = APIRouter(prefix="/leverantor/{org}/ny")
Json = dict[str, Any]
Form = dict[str, str]
HEAD = (
    "slag",
    "nr",
    "fakturadatum",
    "forfall",
    "netto",
    "moms",
    "brutto",
    "betala",
    "giro",
    "ref",
    "inkop",
    "krediterar",
)
CODING = ("konto", "kst", "nyckel", "underlag")
_QUANTITY = re.compile(r"-?\d{1,9}(\.\d{1,3})?")
_AMOUNTS = {"netto": "Netto", "moms": "Moms", "brutto": "Brutto", "betala": "Att utbetala"}


@router.get("")
def head(org: str, at: Place = AtWork) -> Response:
    return at.page("new_head.html", one=_seller(at, org), typed=dict.fromkeys(HEAD, "") | {"slag": "invoice"}, wrong=[])


@router.post("")
def coding(org: str, at: Place = AtWork, form: Form = Depends(form_of)) -> Response:
    one, typed = _seller(at, org), {name: form.get(name, "") for name in HEAD}
    if wrong := _wrong_head(at, typed):
        return at.page("new_head.html", 422, one=one, typed=typed, wrong=wrong)
    order = books.purchase(at.store, at.clerk, typed["inkop"]) if typed["inkop"] else None
    return at.page("new_coding.html", one=one, typed=typed, order=order, coded=dict.fromkeys(CODING, ""), wrong=[])


@router.post("/bokfor")
def save(org: str, at: Place = AtWork, form: Form = Depends(form_of)) -> Response:
    one, typed = _seller(at, org), {name: form.get(name, "") for name in HEAD}
    coded = {name: form.get(name, "") for name in CODING}
    order = books.purchase(at.store, at.clerk, typed["inkop"]) if typed["inkop"] else None
    wrong = _wrong_head(at, typed) + _wrong_coding(coded, form)
    if wrong:
        return at.page("new_coding.html", 422, one=one, typed=typed, order=order, coded=coded, wrong=wrong)
    alike = books.alike(at.store, one["id"], _values(one, typed, coded))
    if alike and form.get("anda") != "1":
        kept = {name: value for name, value in form.items() if name != "anda"}
        return at.page("alike.html", one=one, alike=alike, kept=kept)
    if at.system.faults.strikes("save_does_nothing"):
        return go_to(f"{ADDRESS}/dagbok")
    number = signing.register(at.store, at.clerk, _values(one, typed, coded), _taken(order, form))
    return go_to(f"{ADDRESS}/verifikat/{number}?ny=1")


def _seller(at: Place, org: str) -> Json:
    found = books.seller(at.store, at.clerk, org)
    if found is None:
        raise Nothing(f"leverantör {org}", at.clerk)
    return found


def _wrong_head(at: Place, typed: Form) -> list[str]:
    wrong = [f"{label} skrivs med ören, till exempel 1 250,00." for name, label in _AMOUNTS.items()
             if read_kr(typed[name]) is None]  # fmt: skip
    if not typed["nr"] or not typed["fakturadatum"]:
        wrong.append("Fakturanummer och fakturadatum måste fyllas i.")
    if typed["inkop"] and books.purchase(at.store, at.clerk, typed["inkop"]) is None:
        wrong.append(f"Inköpet {typed['inkop']} finns inte.")
    amounts = [read_kr(typed[name]) for name in ("netto", "moms", "brutto")]
    if not wrong and sum(one or 0 for one in amounts[:2]) != amounts[2]:
        wrong.append("Netto och moms blir inte brutto.")
    return wrong


def _wrong_coding(coded: Form, form: Form) -> list[str]:
    wrong = [] if coded["konto"] and coded["kst"] else ["Konto och kostnadsställe måste fyllas i."]
    typed = {name: text.replace(",", ".") for name, text in form.items() if name.startswith("rad_") and text}
    wrong += [f"Rad {name[4:]}: skriv antalet med siffror." for name, text in typed.items()
              if not _QUANTITY.fullmatch(text)]  # fmt: skip
    if form.get("last") != "1":
        wrong.append("Kryssa i att konteringen är läst.")
    return wrong


def _values(one: Json, typed: Form, coded: Form) -> Json:
    return {
        "seller_id": one["id"], "kind": typed["slag"], "bill": typed["nr"], "billed_on": typed["fakturadatum"],
        "due_on": typed["forfall"] or None, "bare_ore": read_kr(typed["netto"]), "vat_ore": read_kr(typed["moms"]),
        "whole_ore": read_kr(typed["brutto"]), "pay_ore": read_kr(typed["betala"]), "giro": typed["giro"],
        "memo": typed["ref"], "purchase": typed["inkop"], "credits": typed["krediterar"], "account": coded["konto"],
        "centre": coded["kst"], "case_key": coded["nyckel"], "sha": coded["underlag"],
    }  # fmt: skip


def _taken(order: Json | None, form: Form) -> dict[int, int]:
    """How much each row of the order is billed, in thousandths."""
    found = {}
    for row in order["rows"] if order else []:
        text = form.get(f"rad_{row['place']}", "").replace(",", ".")
        if text:
            found[row["place"]] = round(float(text) * 1000)
    return found
