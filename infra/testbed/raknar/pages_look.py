"""The sign-in, the day book, and what is known of a seller, an order and a voucher."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from infra.testbed.raknar import books, people
from infra.testbed.raknar.office import ADDRESS, AtWork, Nothing, Place, raknar
from infra.testbed.shell import form_of, go_to

router = APIRouter()
TABS = {
    "uppgifter": "Kortet",
    "order": "Inköp",
    "avtal": "Ramavtal",
    "reskontra": "Reskontra",
    "kontering": "Konteringsvana",
}


@router.get("/plats")
def sign_in_page(request: Request, slut: int = 0) -> Response:
    return raknar(request).pages("seat.html", lost=bool(slut), wrong=False)


@router.post("/plats")
def sign_in(request: Request, form: dict[str, str] = Depends(form_of)) -> Response:
    token = people.sit(raknar(request).store, form.get("signum", ""), form.get("losen", ""))
    if token is None:
        return raknar(request).pages("seat.html", 401, lost=False, wrong=True)
    answer = go_to(f"{ADDRESS}/dagbok")
    answer.set_cookie(people.COOKIE, token, path=ADDRESS, httponly=True, samesite="lax")
    return answer


@router.post("/res")
def sign_out(request: Request) -> Response:
    people.rise(raknar(request).store, request.cookies.get(people.COOKIE, ""))
    answer = go_to(f"{ADDRESS}/plats")
    answer.delete_cookie(people.COOKIE, path=ADDRESS)
    return answer


@router.get("/")
def start(at: Place = AtWork) -> Response:  # noqa: ARG001 - only for who sits here
    return go_to(f"{ADDRESS}/dagbok")


@router.get("/dagbok")
def day_book(at: Place = AtWork, sida: int = 1) -> Response:
    return at.page("day_book.html", **books.day_book(at.store, at.clerk, sida))


@router.get("/sok")
def look_up(at: Place = AtWork, org: str = "") -> Response:
    """Ten digits, no dash: any other way of writing finds nothing."""
    if org and books.seller(at.store, at.clerk, org):
        return go_to(f"{ADDRESS}/leverantor/{org}/uppgifter")
    return at.page("look_up.html", asked=org)


@router.get("/leverantor/{org}/{tab}")
def seller(org: str, tab: str, at: Place = AtWork) -> Response:
    found = books.seller(at.store, at.clerk, org)
    if found is None or tab not in TABS:
        raise Nothing(f"leverantör {org}", at.clerk)
    rows = {
        "uppgifter": lambda: [], "order": lambda: books.purchases(at.store, found["id"]),
        "avtal": lambda: books.agreements(at.store, found["id"]),
        "reskontra": lambda: books.vouchers_of(at.store, found["id"]),
        "kontering": lambda: books.coded(at.store, found["id"]),
    }[tab]()  # fmt: skip
    return at.page("seller.html", one=found, tab=tab, tabs=TABS, rows=rows)


@router.get("/inkop/{code}")
def purchase(code: str, at: Place = AtWork) -> Response:
    found = books.purchase(at.store, at.clerk, code)
    if found is None:
        raise Nothing(f"inköp {code}", at.clerk)
    return at.page("purchase.html", one=found)


@router.get("/verifikat/{number}")
def voucher(number: int, at: Place = AtWork, ny: int = 0) -> Response:
    found = books.voucher(at.store, at.clerk, number)
    if found is None:
        raise Nothing(f"verifikat {number}", at.clerk)
    return at.page("voucher.html", one=found, new=bool(ny))
