"""Räknar, the accounting system of a fourth imagined vendor: sellers, orders, agreements, vouchers, attest, payments.

A dense, server-rendered ledger. A clerk, or the robot, looks up the seller, registers the invoice in two steps and a
confirmation, and leaves it for attest: two other persons sign, and a person pays. It takes the same invoice twice if
one answers yes to its warning, as such systems do.
"""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import Response

from infra.testbed import faults as fault_switches
from infra.testbed.faults import Faults, FaultyAnswers
from infra.testbed.raknar import invented, pages_attest, pages_look, pages_pay, pages_register, people, words
from infra.testbed.raknar.office import ADDRESS, Nothing, Raknar
from infra.testbed.shell import HERE, Pages, Store, go_to, new_app

FAULTS = ("slow", "http_500", "logged_out", "label_changed", "save_does_nothing")


def open_store(data: Path) -> Store:
    store = Store(data / "raknar.db", (HERE / "raknar" / "schema.sql").read_text())
    invented.fill(store)
    return store


def create_app(store: Store) -> FastAPI:
    filters = {name: getattr(words, name) for name in ("kr", "much", "org", "dash", "stage")}
    pages = Pages("raknar", **filters, SCHEME=words.SCHEME, KIND=words.KIND)
    app = new_app("raknar")
    app.state.raknar = Raknar(store, pages, faults := Faults(store, *FAULTS))
    # In this order: "ny" is no tab of a seller, and "betala" a pile of its own.
    for module in (pages_register, pages_look, pages_pay, pages_attest):
        app.include_router(module.router)
    app.include_router(fault_switches.router(faults))
    apart = (f"{ADDRESS}/static/", f"{ADDRESS}/admin/")
    app.add_middleware(
        FaultyAnswers, faults=faults, where=lambda path: not path.startswith(apart), other_words=words.RENAMED
    )

    @app.exception_handler(people.NobodySits)
    def show_sign_in(_: Request, nobody: people.NobodySits) -> Response:
        return go_to(f"{ADDRESS}/plats{'?slut=1' if nobody.lost else ''}")

    @app.exception_handler(Nothing)
    def tell_nothing(_: Request, error: Nothing) -> Response:
        return pages("nothing.html", 404, what=error.what, clerk=error.clerk)

    return app
