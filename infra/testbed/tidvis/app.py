"""Tidvis, the HR system of a third imagined vendor: employees, schedules, balances, staffing, and requests for leave.

An employee asks for leave in Mitt Tidvis. A manager, or the robot, finds the request in the list, looks at employment,
balances, schedule (a week a page), staffing and other leave, and registers it by way of a confirmation.
"""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import Response

from infra.testbed import faults as fault_switches
from infra.testbed.faults import Faults, FaultyAnswers
from infra.testbed.shell import HERE, Pages, Store, go_to, new_app
from infra.testbed.tidvis import access, admin, pages_entry, pages_register, pages_request, pages_self, words
from infra.testbed.tidvis.desk import ADDRESS, InOthersHands, NoRequest, Tidvis

FAULTS = ("slow", "http_500", "logged_out", "label_changed", "lock_held", "save_does_nothing")


def open_store(data: Path) -> Store:
    return Store(data / "tidvis.db", (HERE / "tidvis" / "schema.sql").read_text())


def create_app(store: Store, _tell_decision: object = None) -> FastAPI:
    """Nobody outside is told of a decision: the employee sees it in Mitt Tidvis."""
    filters = {name: getattr(words, name) for name in ("day", "moment", "clock", "days", "number", "yes", "dash")}
    tables = {name: getattr(words, name) for name in ("KIND", "EXTENT", "GROUND", "STAGE")}
    pages = Pages("tidvis", **filters, **tables)
    app = new_app("tidvis")
    app.state.tidvis = Tidvis(store, pages, faults := Faults(store, *FAULTS))
    for module in (pages_entry, pages_request, pages_register, pages_self, admin):
        app.include_router(module.router)
    app.include_router(fault_switches.router(faults))
    apart = (f"{ADDRESS}/static/", f"{ADDRESS}/admin/", f"{ADDRESS}/mitt/")
    app.add_middleware(
        FaultyAnswers, faults=faults, where=lambda path: not path.startswith(apart), other_words=words.RENAMED
    )

    @app.exception_handler(access.Outside)
    def show_the_door(_: Request, outside: access.Outside) -> Response:
        return go_to(f"{outside.where}{'?orsak=tid' if outside.timed_out else ''}")

    @app.exception_handler(NoRequest)
    def tell_none(_: Request, error: NoRequest) -> Response:
        return pages("none.html", 404, reference=error.reference, user=error.user)

    @app.exception_handler(InOthersHands)
    def tell_holder(_: Request, error: InOthersHands) -> Response:
        return pages("busy.html", reference=error.reference, holder=error.holder, user=error.user)

    return app
