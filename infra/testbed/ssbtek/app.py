"""The register portal, in the manner of SSBTEK: sign in, ask about one person, read seven answers."""

from __future__ import annotations

import re

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.responses import Response

from infra.testbed import faults as fault_switches
from infra.testbed.faults import Faults, FaultyAnswers
from infra.testbed.shell import Pages, Store, form_of, go_to, later_month, new_app
from infra.testbed.ssbtek import registers

ADDRESS = "/ssbtek"
COOKIE = "ssbtek_session"
PURPOSE, LEGAL_TEXT = "Utredning av ekonomiskt bistånd", "SoL 12 kap. 1 §"
FIELDS = {
    "organisation": ("Organisationsnummer", re.compile(r"\d{12}"), "tolv siffror"),
    "handler": ("Handläggar-id", re.compile(r".{2,40}"), "minst två tecken"),
    "case_reference": ("Ärende-id", re.compile(r".{3,60}"), "ärendets referens"),
    "number": ("Personnummer", re.compile(r"\d{8}-?\d{4}"), "ÅÅÅÅMMDDNNNN"),
    "month": ("Ansökningsmånad", re.compile(r"\d{4}-(0[1-9]|1[0-2])"), "ÅÅÅÅ-MM"),
    "purpose": ("Syfte", re.compile(r".{5,}"), "varför uppgifterna behövs"),
    "legal_text": ("Lagtext", re.compile(r".{5,}"), "det lagrum som ger stöd"),
}
FAULTS = ("slow", "http_500", "logged_out", "label_changed", "agency_error")
# What a button and a column read when the portal has renamed them (the fault ``label_changed``).
RENAMED = {"<button>Hämta uppgifter</button>": "<button>Skicka frågan</button>", ">Nettobelopp</th>": ">Utbetalt</th>"}
router = APIRouter()


class NotSignedIn(Exception):
    pass


def _store(request: Request) -> Store:
    store: Store = request.app.state.store
    return store


def _pages(request: Request) -> Pages:
    pages: Pages = request.app.state.pages
    return pages


def _faults(request: Request) -> Faults:
    faults: Faults = request.app.state.faults
    return faults


def signed_in(request: Request) -> dict[str, str]:
    if request.cookies.get(COOKIE) and _faults(request).strikes("logged_out"):
        registers.sign_out(_store(request), request.cookies[COOKIE])
    user = registers.user_of(_store(request), request.cookies.get(COOKIE, ""))
    if user is None:
        raise NotSignedIn
    return user


def amount(value_ore: int) -> str:
    """210000 → ``2 100,00 kr``."""
    kronor = f"{abs(value_ore) // 100:,}".replace(",", " ")
    return f"{'−' if value_ore < 0 else ''}{kronor},{abs(value_ore) % 100:02d} kr"


def create_app(store: Store) -> FastAPI:
    app = new_app("ssbtek")
    app.state.store, app.state.pages = store, Pages("ssbtek", amount=amount)
    app.state.faults = faults = Faults(store, *FAULTS)
    app.include_router(router)
    app.include_router(fault_switches.router(faults))
    pages = (f"{ADDRESS}/static/", f"{ADDRESS}/admin/")
    app.add_middleware(FaultyAnswers, faults=faults, where=lambda path: not path.startswith(pages), other_words=RENAMED)

    @app.exception_handler(NotSignedIn)
    def ask_to_sign_in(request: Request, _: NotSignedIn) -> Response:
        return go_to(f"{ADDRESS}/inloggning{'?avslutad=1' if request.cookies.get(COOKIE) else ''}")

    return app


@router.get("/inloggning")
def login_form(request: Request, avslutad: int = 0) -> Response:
    return _pages(request)("login.html", ended=bool(avslutad), error="")


@router.post("/inloggning")
def login(request: Request, form: dict[str, str] = Depends(form_of)) -> Response:
    token = registers.sign_in(_store(request), form.get("anvandar_id", ""), form.get("losenord", ""))
    if token is None:
        return _pages(request)(
            "login.html", 401, ended=False, error="Inloggningen misslyckades. Kontrollera uppgifterna."
        )
    answer = go_to(f"{ADDRESS}/")
    answer.set_cookie(COOKIE, token, path=ADDRESS, httponly=True, samesite="lax")
    return answer


@router.post("/utloggning")
def logout(request: Request) -> Response:
    registers.sign_out(_store(request), request.cookies.get(COOKIE, ""))
    answer = go_to(f"{ADDRESS}/inloggning")
    answer.delete_cookie(COOKIE, path=ADDRESS)
    return answer


@router.get("/")
def start(request: Request, user: dict[str, str] = Depends(signed_in)) -> Response:
    return _pages(request)("start.html", user=user, questions=registers.questions(_store(request), user["username"]))


@router.get("/fraga")
def form_page(request: Request, user: dict[str, str] = Depends(signed_in)) -> Response:
    typed = {**dict.fromkeys(FIELDS, ""), "handler": user["username"], "purpose": PURPOSE, "legal_text": LEGAL_TEXT}
    return _pages(request)("question.html", user=user, typed=typed, fields=FIELDS, errors=[])


@router.post("/fraga")
def ask(
    request: Request, user: dict[str, str] = Depends(signed_in), form: dict[str, str] = Depends(form_of)
) -> Response:
    typed = {name: form.get(name, "") for name in FIELDS}
    errors = [f"{label}: ange {hint}." for name, (label, form_is, hint) in FIELDS.items()
              if not form_is.fullmatch(typed[name])]  # fmt: skip
    if errors:
        return _pages(request)("question.html", 422, user=user, typed=typed, fields=FIELDS, errors=errors)
    typed["number"] = typed["number"].replace("-", "")
    number = registers.ask(_store(request), user["username"], typed)
    if _faults(request).strikes("agency_error"):
        registers.fail(_store(request), number)
    return go_to(f"{ADDRESS}/svar/{number}")


@router.get("/svar/{number}")
def answer(request: Request, number: int, user: dict[str, str] = Depends(signed_in)) -> Response:
    asked = registers.question(_store(request), number, user["username"])
    if asked is None:
        return go_to(f"{ADDRESS}/")
    answers = registers.answers(
        _store(request), asked["number"], asked["month"], registers.failed(_store(request), number)
    )
    return _pages(request)(
        "answer.html", user=user, asked=asked, answers=answers,
        control=later_month(asked["month"], -1), comparison=later_month(asked["month"], -2),
    )  # fmt: skip
