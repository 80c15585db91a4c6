"""A clerk's place in Räknar: who sits there, and the system around them. What every page needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fastapi import Depends, Request
from fastapi.responses import Response

from infra.testbed.faults import Faults
from infra.testbed.raknar import people
from infra.testbed.shell import Pages, Store

ADDRESS = "/raknar"


@dataclass
class Raknar:
    store: Store
    pages: Pages
    faults: Faults


@dataclass
class Place:
    """A clerk at work."""

    system: Raknar
    clerk: people.Clerk

    @property
    def store(self) -> Store:
        return self.system.store

    def page(self, template: str, status: int = 200, **values: Any) -> Response:
        return self.system.pages(template, status, clerk=self.clerk, **values)


class Nothing(Exception):
    """There is no such thing in this municipality's books."""

    def __init__(self, what: str, clerk: people.Clerk) -> None:
        self.what, self.clerk = what, clerk


def raknar(request: Request) -> Raknar:
    system: Raknar = request.app.state.raknar
    return system


def at_work(request: Request) -> Place:
    """Who sits here; a page that nobody asks for leads to the sign-in."""
    system, token = raknar(request), request.cookies.get(people.COOKIE, "")
    if token and system.faults.strikes("logged_out"):
        people.rise(system.store, token)
    return Place(system, people.clerk_of(system.store, token))


AtWork = Depends(at_work)
