"""Attest by two persons, and striking out: what people do, never the robot."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from infra.testbed.raknar import books, signing
from infra.testbed.raknar.office import ADDRESS, AtWork, Nothing, Place
from infra.testbed.shell import go_to

router = APIRouter()
TITLES = {"granska": "Att granska", "attestera": "Att attestera"}
_VERBS = {"granska": signing.check, "attestera": signing.attest}


@router.get("/hog/{name}")
def pile(name: str, at: Place = AtWork, nej: int = 0) -> Response:
    if name not in TITLES:
        raise Nothing(f"högen {name}", at.clerk)
    return at.page(
        "pile.html", name=name, title=TITLES[name], rows=books.pile(at.store, at.clerk, name), refused=bool(nej)
    )


@router.post("/verifikat/{number}/{verb}")
def sign(number: int, verb: str, at: Place = AtWork) -> Response:
    found = books.voucher(at.store, at.clerk, number)
    if found is None or verb not in (*_VERBS, "makulera"):
        raise Nothing(f"verifikat {number}", at.clerk)
    if verb == "makulera":
        signing.strike(at.store, at.clerk, found)
        return go_to(f"{ADDRESS}/verifikat/{number}")
    try:
        _VERBS[verb](at.store, at.clerk, found)
    except signing.NotYours:
        return go_to(f"{ADDRESS}/hog/{verb}?nej=1")
    return go_to(f"{ADDRESS}/hog/{verb}")
