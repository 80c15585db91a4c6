"""Mitt Tidvis: an employee signs in with an e-identification, sees their own balances, and asks for leave."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from infra.testbed.shell import form_of, go_to, now
from infra.testbed.tidvis import access, intake, records, words
from infra.testbed.tidvis.desk import ADDRESS, tidvis

router = APIRouter(prefix="/mitt")
HERE = f"{ADDRESS}/mitt"
FIELDS = ("slag", "fran", "till", "omfattning", "sparade", "skal", "ersattning", "barn_fott", "undantag")
BLANK = {**dict.fromkeys(FIELDS, ""), "omfattning": "full"}


def myself(request: Request) -> int:
    return access.employee_of(tidvis(request).store, request.cookies.get(access.SELF_COOKIE, ""))


@router.get("/legitimera")
def identify_form(request: Request) -> Response:
    return tidvis(request).pages("self_door.html", error="")


@router.post("/legitimera")
def identify(request: Request, form: dict[str, str] = Depends(form_of)) -> Response:
    system = tidvis(request)
    token = access.enter_self(system.store, form.get("personnummer", "").replace("-", "").replace(" ", ""))
    if token is None:
        return system.pages("self_door.html", 401, error="Ingen anställd här har det personnumret.")
    answer = go_to(f"{HERE}/")
    answer.set_cookie(access.SELF_COOKIE, token, path=HERE, httponly=True, samesite="lax")
    return answer


@router.post("/lamna")
def leave(request: Request) -> Response:
    access.leave_self(tidvis(request).store, request.cookies.get(access.SELF_COOKIE, ""))
    return go_to(f"{HERE}/legitimera")


@router.get("/")
def own_page(request: Request, sant: str = "", employee_id: int = Depends(myself)) -> Response:
    store = tidvis(request).store
    return tidvis(request).pages(
        "self.html", me=records.employee(store, employee_id), pools=records.pools(store, employee_id),
        rows=records.wishes(store, employee_id), sent=sant,
    )  # fmt: skip


@router.get("/ny")
def form_page(request: Request, employee_id: int = Depends(myself)) -> Response:
    me = records.employee(tidvis(request).store, employee_id)
    return tidvis(request).pages("self_form.html", me=me, typed=BLANK, errors=[])


@router.post("/ny")
def send(request: Request, employee_id: int = Depends(myself), form: dict[str, str] = Depends(form_of)) -> Response:
    """The request lies in the manager's list at once. ``X-Testbed-Received-At`` sets when it came."""
    system = tidvis(request)
    typed = {name: form.get(name, "") for name in FIELDS}
    if errors := _errors(typed):
        me = records.employee(system.store, employee_id)
        return system.pages("self_form.html", 422, me=me, typed=typed, errors=errors)
    received_at = request.headers.get("X-Testbed-Received-At") or now()
    return go_to(f"{HERE}/?sant={intake.receive(system.store, employee_id, _wish(typed), received_at)}")


def _wish(typed: dict[str, str]) -> dict[str, object]:
    return {
        "kind": typed["slag"], "from_on": typed["fran"], "to_on": typed["till"], "extent": typed["omfattning"],
        "saved_days": int(typed["sparade"] or 0), "ground": typed["skal"],
        "with_benefit": int(typed["ersattning"] != ""),
        "child_birth_on": typed["barn_fott"] or None, "period_exempt": int(typed["undantag"] != ""),
    }  # fmt: skip


def _errors(typed: dict[str, str]) -> list[str]:
    errors = []
    first, last = words.read_day(typed["fran"]), words.read_day(typed["till"])
    if typed["slag"] not in words.KIND:
        errors.append("Välj slag av ledighet.")
    if first is None or last is None or first > last:
        errors.append("Första och sista dag skrivs ÅÅÅÅ-MM-DD, i den ordningen.")
    if typed["omfattning"] not in words.EXTENT:
        errors.append("Välj omfattning.")
    if typed["sparade"] and not typed["sparade"].isdecimal():
        errors.append("Sparade dagar skrivs med siffror.")
    if typed["skal"] and typed["skal"] not in words.GROUND:
        errors.append("Välj skäl i listan.")
    if typed["barn_fott"] and words.read_day(typed["barn_fott"]) is None:
        errors.append("Barnets födelsedag skrivs ÅÅÅÅ-MM-DD.")
    return errors
