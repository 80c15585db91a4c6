"""A caseworker at Sambis: who is signed in, and the case that is held open. What every page needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fastapi import Depends, Request
from fastapi.responses import Response

from infra.testbed.faults import Faults
from infra.testbed.sambis import access, cases
from infra.testbed.shell import Pages, Store

TellDecision = Callable[[dict[str, Any]], None]
ADDRESS = "/sambis"


@dataclass
class Sambis:
    """The store, the pages, whom to tell of a decision (the e-service, by the vendor's integration), the faults."""

    store: Store
    tell_decision: TellDecision
    pages: Pages
    faults: Faults


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
    system, token = sambis(request), request.cookies.get(access.COOKIE, "")
    if token and system.faults.strikes("logged_out"):
        access.sign_out(system.store, token)
    return access.user_of(system.store, token)


@dataclass
class Opened:
    """A case held open by a user: what every page of a case needs."""

    case: dict[str, Any]
    user: access.User
    store: Store
    system: Sambis

    def page(self, template: str, **values: Any) -> Response:
        here = f"{ADDRESS}/arende/{self.case['reference']}"
        return self.system.pages(template, case=self.case, user=self.user, here=here, **values)

    def save_lost(self) -> bool:
        """Whether this save only says yes (the fault ``save_does_nothing``)."""
        return self.system.faults.strikes("save_does_nothing")

    def next_number(self, table: str) -> int:
        row = self.store.row(f"SELECT coalesce(max(id), 0) + 1 AS n FROM {table}")  # noqa: S608 - our own names
        return int(row["n"]) if row else 1

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
    return Opened(case, user, system.store, system)
