"""The practice system: a small register of incoming documents. Sign in, open one, say which unit it belongs to."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.responses import JSONResponse, Response

from infra.testbed import faults as fault_switches
from infra.testbed.diariet import papers
from infra.testbed.faults import Faults, FaultyAnswers
from infra.testbed.shell import Pages, Store, form_of, go_to, new_app

ADDRESS = "/diariet"
COOKIE = "diariet_session"
FAULTS = ("slow", "http_500", "logged_out", "label_changed", "save_does_nothing")
RENAMED = {"<button>Registrera</button>": "<button>Spara handling</button>"}
router = APIRouter()


class NotSignedIn(Exception):
    pass


def _store(request: Request) -> Store:
    store: Store = request.app.state.store
    return store


def _show(request: Request, template: str, status: int = 200, **values: Any) -> Response:
    pages: Pages = request.app.state.pages
    return pages(template, status, **values)


def signed_in(request: Request) -> str:
    token = request.cookies.get(COOKIE, "")
    if token and request.app.state.faults.strikes("logged_out"):
        papers.sign_out(_store(request), token)
    user = papers.user_of(_store(request), token)
    if user is None:
        raise NotSignedIn
    return user


def create_app(store: Store) -> FastAPI:
    app = new_app("diariet")
    app.state.store, app.state.pages = store, Pages("diariet")
    app.state.faults = faults = Faults(store, *FAULTS)
    app.include_router(router)
    app.include_router(fault_switches.router(faults))
    spared = (f"{ADDRESS}/static/", f"{ADDRESS}/admin/")
    app.add_middleware(
        FaultyAnswers, faults=faults, where=lambda path: not path.startswith(spared), other_words=RENAMED
    )

    @app.exception_handler(NotSignedIn)
    def ask_to_sign_in(_request: Request, _: NotSignedIn) -> Response:
        return go_to(f"{ADDRESS}/logga-in")

    return app


@router.get("/logga-in")
def login_form(request: Request) -> Response:
    return _show(request, "login.html", error="")


@router.post("/logga-in")
def login(request: Request, form: dict[str, str] = Depends(form_of)) -> Response:
    token = papers.sign_in(_store(request), form.get("namn", ""), form.get("losenord", ""))
    if token is None:
        return _show(request, "login.html", 401, error="Namnet eller lösenordet stämmer inte.")
    answer = go_to(f"{ADDRESS}/")
    answer.set_cookie(COOKIE, token, path=ADDRESS, httponly=True, samesite="lax")
    return answer


@router.get("/")
def start(request: Request, user: str = Depends(signed_in)) -> Response:
    rows = _store(request).rows("SELECT * FROM document ORDER BY number")
    return _show(request, "start.html", user=user, rows=rows)


@router.get("/handling")
def document(request: Request, nummer: str = "", user: str = Depends(signed_in)) -> Response:
    row = _store(request).row("SELECT * FROM document WHERE number = ?", nummer)
    if row is None:
        return _show(request, "missing.html", user=user, number=nummer)
    done = _store(request).rows("SELECT * FROM registration WHERE number = ? ORDER BY id", nummer)
    return _show(request, "document.html", user=user, row=row, done=done, units=papers.UNITS)


@router.post("/handling")
def register(request: Request, form: dict[str, str] = Depends(form_of), user: str = Depends(signed_in)) -> Response:
    number, unit, key = (form.get(name, "") for name in ("nummer", "enhet", "nyckel"))
    known = _store(request).row("SELECT 1 FROM document WHERE number = ? AND state <> 'Återtagen'", number)
    if known is not None and unit in papers.UNITS and not request.app.state.faults.strikes("save_does_nothing"):
        papers.register(_store(request), number, unit, key, user)
    return go_to(f"{ADDRESS}/handling?nummer={number}")


@router.get("/admin/truth")
def truth(request: Request) -> Response:
    """What stands in the register: for tests, as a person would read it in the database."""
    return JSONResponse(papers.truth(_store(request)))
