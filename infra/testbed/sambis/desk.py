"""A caseworker at Sambis: who is signed in, and the case that is held open. What every page needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fastapi import Depends, Request
from fastapi.responses import Response

from infra.testbed.sambis import access, cases
from infra.testbed.shell import Pages, Store

TellDecision = Callable[[dict[str, Any]], None]
ADDRESS = "/sambis"


@dataclass
class Sambis:
    """The store, the pages, and whom to tell of a decision (the e-service, by the vendor's integration)."""

    store: Store
    tell_decision: TellDecision
    pages: Pages


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
        here = f"{ADDRESS}/arende/{self.case['reference']}"
        return self.pages(template, case=self.case, user=self.user, here=here, **values)

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
