"""Myllra, the child-care system of a fourth imagined vendor: a queue, units with their places, offers and answers.

Applications come from the municipality's e-service. A placement officer, or the robot, opens one (everything stands on
one page), registers the right, offers a place by its name, and writes down the answer; each is reviewed before it is
saved. The lists are paged; no script runs.
"""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import Response

from infra.testbed import faults as fault_switches
from infra.testbed.faults import Faults, FaultyAnswers
from infra.testbed.myllra import access, admin, pages_application, pages_entry, words
from infra.testbed.myllra.desk import ADDRESS, Myllra, NoApplication, OpenElsewhere
from infra.testbed.shell import HERE, Pages, Store, go_to, new_app

FAULTS = ("slow", "http_500", "logged_out", "label_changed", "lock_held", "save_does_nothing", "place_gone")


def open_store(data: Path) -> Store:
    return Store(data / "myllra.db", (HERE / "myllra" / "schema.sql").read_text())


def create_app(store: Store, _tell_decision: object = None) -> FastAPI:
    """Nobody outside is told of an offer: the guardian hears of it from the municipality's own platform."""
    filters = {name: getattr(words, name) for name in ("yes", "dash", "number", "kronor", "at", "support")}
    tables = {name: getattr(words, name) for name in ("PERSON", "OCCUPATION", "PLACE", "STATE", "SPOT", "ANSWER")}
    pages = Pages("myllra", **filters, **tables)
    app = new_app("myllra")
    app.state.myllra = Myllra(store, pages, faults := Faults(store, *FAULTS))
    for module in (pages_entry, pages_application, admin):
        app.include_router(module.router)
    app.include_router(fault_switches.router(faults))
    apart = (f"{ADDRESS}/static/", f"{ADDRESS}/admin/")
    app.add_middleware(
        FaultyAnswers, faults=faults, where=lambda path: not path.startswith(apart), other_words=words.RENAMED
    )

    @app.exception_handler(access.SignedOut)
    def show_login(_: Request, __: access.SignedOut) -> Response:
        return go_to(f"{ADDRESS}/logga-in")

    @app.exception_handler(NoApplication)
    def tell_none(_: Request, error: NoApplication) -> Response:
        return pages("missing.html", 404, reference=error.reference)

    @app.exception_handler(OpenElsewhere)
    def tell_holder(_: Request, error: OpenElsewhere) -> Response:
        return pages("busy.html", reference=error.reference, holder=error.holder)

    return app
