"""Sambis, the case system of an imagined vendor: a server-rendered business system from about 2012.

A caseworker signs in, finds the case in the worklist or by its reference, reads it tab by tab in a frame,
and saves calculation, decision and journal note, each by way of a confirmation page.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi import Depends, FastAPI, Request
from fastapi.responses import Response

from infra.testbed.sambis import access, cases, words
from infra.testbed.shell import HERE, Pages, Store, go_to, new_app, today

TellDecision = Callable[[dict[str, Any]], None]
ADDRESS = "/sambis"


def open_store(data: Path) -> Store:
    return Store(data / "sambis.db", (HERE / "sambis" / "schema.sql").read_text())


@dataclass
class Sambis:
    """The store, the pages, and whom to tell of a decision (the e-service, by the vendor's integration)."""

    store: Store
    tell_decision: TellDecision
    pages: Pages


def create_app(store: Store, tell_decision: TellDecision) -> FastAPI:
    # The pages import `signed_in` from here, so they are added last.
    from infra.testbed.sambis import pages_calculation, pages_case, pages_decision, pages_entry  # noqa: PLC0415

    tables = ("CIVIL", "HOUSING", "SCHOOL", "KIND", "STATE", "ACTIVITY", "CERTIFICATE", "CHANNEL", "COST", "INCOME")
    tables += ("NORM", "OUTCOME", "CHANGED")
    filters = {name: getattr(words, name) for name in ("amount", "number", "birth", "yes", "dash", "minute", "role")}
    pages = Pages("sambis", **filters, **{name: getattr(words, name) for name in tables})
    app = new_app("sambis")
    app.state.sambis = Sambis(store, tell_decision, pages)
    for module in (pages_entry, pages_case, pages_calculation, pages_decision):
        app.include_router(module.router)

    @app.exception_handler(access.NotSignedIn)
    def ask_to_sign_in(_: Request, error: access.NotSignedIn) -> Response:
        return go_to(f"{ADDRESS}/logga-in{'?skal=inaktiv' if error.timed_out else ''}")

    @app.exception_handler(CaseMissing)
    def tell_missing(request: Request, error: CaseMissing) -> Response:
        return pages("missing.html", 404, reference=error.reference, user=error.user)

    @app.exception_handler(CaseLocked)
    def tell_locked(request: Request, error: CaseLocked) -> Response:
        return pages("locked.html", reference=error.reference, holder=error.holder, user=error.user)

    return app


class CaseMissing(Exception):
    def __init__(self, reference: str, user: access.User) -> None:
        self.reference, self.user = reference, user


class CaseLocked(Exception):
    def __init__(self, reference: str, holder: str, user: access.User) -> None:
        self.reference, self.holder, self.user = reference, holder, user


def sambis(request: Request) -> Sambis:
    system: Sambis = request.app.state.sambis
    return system


def signed_in(request: Request) -> access.User:
    """The user of this request; a page without one leads to the login form."""
    return access.user_of(sambis(request).store, request.cookies.get(access.COOKIE, ""))


@dataclass
class Opened:
    """A case held open by a user: what every page of a case needs."""

    case: dict[str, Any]
    user: access.User
    store: Store
    pages: Pages
    tell_decision: TellDecision

    def page(self, template: str, **values: Any) -> Response:
        return self.pages(template, case=self.case, user=self.user, day=today().isoformat(), **values)

    def address(self, rest: str) -> str:
        return f"{ADDRESS}/arende/{self.case['reference']}/{rest}"


def opened(request: Request, reference: str, user: access.User = Depends(signed_in)) -> Opened:
    """The case in the address, locked for this user."""
    system = sambis(request)
    case = cases.find(system.store, user, reference)
    if case is None:
        raise CaseMissing(reference, user)
    holder = access.take_lock(system.store, reference, user.username)
    if holder:
        raise CaseLocked(reference, holder, user)
    return Opened(case, user, system.store, system.pages, system.tell_decision)
