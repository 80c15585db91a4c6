"""Klarven, the case system of another imagined vendor: a client in the browser and a JSON interface behind it.

The client is plain JavaScript modules under ``static``; every address under ``/klarven`` that is not the
interface gives the same page, and the client shows the view that the address names.
"""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response

from infra.testbed import faults as fault_switches
from infra.testbed.faults import Faults, FaultyAnswers
from infra.testbed.klarven import access, admin, api_entry, api_reading, api_writing, words
from infra.testbed.klarven.office import Klarven, Refused
from infra.testbed.klarven.saving import Saver, TellDecision
from infra.testbed.shell import HERE, Store, new_app

FAULTS = ("slow", "http_500", "logged_out", "label_changed", "lock_held", "save_does_nothing")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def open_store(data: Path) -> Store:
    return Store(data / "klarven.db", (HERE / "klarven" / "schema.sql").read_text())


def create_app(store: Store, tell_decision: TellDecision) -> FastAPI:
    app = new_app("klarven")
    faults = Faults(store, *FAULTS)
    app.state.klarven = Klarven(store, tell_decision, Saver(int(access.option(store, "seed"))), faults)
    for module in (api_entry, api_reading, api_writing, admin):
        app.include_router(module.router)
    app.include_router(fault_switches.router(faults))
    app.add_middleware(FaultyAnswers, faults=faults, where=lambda path: "/api/" in path, other_words=words.RENAMED)
    _add_pages(app)
    return app


def _add_pages(app: FastAPI) -> None:
    page = (HERE / "klarven" / "static" / "index.html").read_text()

    @app.exception_handler(access.NoTicket)
    def ask_to_enter(_: Request, __: access.NoTicket) -> Response:
        return JSONResponse({"error": "ticket"}, 401)

    @app.exception_handler(Refused)
    def refuse(_: Request, no: Refused) -> Response:
        return JSONResponse({"error": no.code, **no.more}, no.status)

    @app.get("/api/{_rest:path}")
    def no_such_interface(_rest: str) -> Response:
        return JSONResponse({"error": "missing"}, 404)

    @app.get("/{_view:path}")
    def client(_view: str) -> Response:
        headers = {"Content-Security-Policy": POLICY, "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}
        return Response(page, media_type="text/html", headers=headers)
