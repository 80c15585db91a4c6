"""Sambis, the case system of an imagined vendor: a server-rendered business system from about 2012.

A caseworker signs in, finds the case in the worklist or by its reference, reads it tab by tab in a frame,
and saves calculation, decision and journal note, each by way of a confirmation page.
"""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import Response

from infra.testbed import faults as fault_switches
from infra.testbed.faults import Faults, FaultyAnswers
from infra.testbed.sambis import access, pages_calculation, pages_case, pages_decision, pages_entry, words
from infra.testbed.sambis.desk import ADDRESS, CaseLocked, CaseMissing, Sambis, TellDecision
from infra.testbed.shell import HERE, Pages, Store, go_to, new_app

FAULTS = ("slow", "http_500", "logged_out", "label_changed", "lock_held", "save_does_nothing")


def open_store(data: Path) -> Store:
    return Store(data / "sambis.db", (HERE / "sambis" / "schema.sql").read_text())


def create_app(store: Store, tell_decision: TellDecision) -> FastAPI:
    tables = ("CIVIL", "HOUSING", "SCHOOL", "KIND", "STATE", "ACTIVITY", "CERTIFICATE", "CHANNEL", "COST", "INCOME",
              "NORM", "OUTCOME", "CHANGED")  # fmt: skip
    filters = {name: getattr(words, name) for name in ("amount", "number", "birth", "yes", "dash", "minute", "role")}
    pages = Pages("sambis", **filters, **{name: getattr(words, name) for name in tables})
    app = new_app("sambis")
    app.state.sambis = Sambis(store, tell_decision, pages, faults := Faults(store, *FAULTS))
    for module in (pages_entry, pages_case, pages_calculation, pages_decision):
        app.include_router(module.router)
    app.include_router(fault_switches.router(faults))
    apart = (f"{ADDRESS}/static/", f"{ADDRESS}/admin/")
    app.add_middleware(
        FaultyAnswers, faults=faults, where=lambda path: not path.startswith(apart), other_words=words.RENAMED
    )

    @app.exception_handler(access.NotSignedIn)
    def ask_to_sign_in(_: Request, error: access.NotSignedIn) -> Response:
        return go_to(f"{ADDRESS}/logga-in{'?skal=inaktiv' if error.timed_out else ''}")

    @app.exception_handler(CaseMissing)
    def tell_missing(_: Request, error: CaseMissing) -> Response:
        return pages("missing.html", 404, reference=error.reference, user=error.user)

    @app.exception_handler(CaseLocked)
    def tell_locked(_: Request, error: CaseLocked) -> Response:
        return pages("locked.html", reference=error.reference, holder=error.holder, user=error.user)

    return app
