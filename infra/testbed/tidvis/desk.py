"""A handler's desk in Tidvis: who is in, and the request that is in hand. What every page needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fastapi import Depends, Request
from fastapi.responses import Response

from infra.testbed.faults import Faults
from infra.testbed.shell import Pages, Store
from infra.testbed.tidvis import access, records

ADDRESS = "/tidvis"
# Who has the request in hand when the fault ``lock_held`` is switched on.
SOMEBODY = "Gunilla Ström"


@dataclass
class Tidvis:
    store: Store
    pages: Pages
    faults: Faults


class NoRequest(Exception):
    def __init__(self, reference: str, user: access.Handler) -> None:
        self.reference, self.user = reference, user


class InOthersHands(Exception):
    def __init__(self, reference: str, holder: str, user: access.Handler) -> None:
        self.reference, self.holder, self.user = reference, holder, user


def tidvis(request: Request) -> Tidvis:
    system: Tidvis = request.app.state.tidvis
    return system


def inside(request: Request) -> access.Handler:
    """Who is in; a page without anybody leads to the door."""
    system, token = tidvis(request), request.cookies.get(access.COOKIE, "")
    if token and system.faults.strikes("logged_out"):
        access.leave(system.store, token)
    return access.handler_of(system.store, token)


@dataclass
class InHand:
    """A request in a handler's hands."""

    wish: dict[str, Any]
    user: access.Handler
    system: Tidvis

    @property
    def store(self) -> Store:
        return self.system.store

    def page(self, template: str, status: int = 200, **values: Any) -> Response:
        return self.system.pages(template, status, wish=self.wish, user=self.user, here=self.address(), **values)

    def address(self, rest: str = "") -> str:
        return f"{ADDRESS}/ansokan/{self.wish['reference']}{f'/{rest}' if rest else ''}"


def in_hand(request: Request, reference: str, user: access.Handler = Depends(inside)) -> InHand:
    """The request in the address, taken in hand for this user."""
    system = tidvis(request)
    wish = records.find(system.store, user, reference)
    if wish is None:
        raise NoRequest(reference, user)
    if holder := access.hold(system.store, reference, user.username):
        raise InOthersHands(reference, holder, user)
    return InHand(wish, user, system)
