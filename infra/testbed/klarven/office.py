"""A caseworker at Klarven: whose ticket it is, the akt that is held, and the form of every answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fastapi import Depends, Request
from fastapi.responses import JSONResponse, Response

from infra.testbed.faults import Faults
from infra.testbed.klarven import access, records, words
from infra.testbed.klarven.saving import Saver, TellDecision
from infra.testbed.shell import Store

Json = dict[str, Any]


@dataclass
class Klarven:
    """The store, whom to tell of a decision, what saves, and the faults that are on."""

    store: Store
    tell: TellDecision
    saver: Saver
    faults: Faults


class Refused(Exception):
    """An answer that is no: ``code`` for the client, and what it needs to tell the user."""

    def __init__(self, status: int, code: str, **more: Any) -> None:
        self.status, self.code, self.more = status, code, more


def klarven(request: Request) -> Klarven:
    system: Klarven = request.app.state.klarven
    return system


def ticket_of(request: Request) -> str:
    return request.headers.get("Authorization", "").removeprefix("Bearer ")


def at_work(request: Request) -> access.Staff:
    """The caller; without a ticket that holds, the client shows the entry form over the same address."""
    system = klarven(request)
    ticket = ticket_of(request)
    if ticket and system.faults.strikes("logged_out"):
        access.end(system.store, ticket)
    return access.staff_of(system.store, ticket)


@dataclass
class Opened:
    """An akt held by a user."""

    found: Json
    staff: access.Staff
    system: Klarven

    @property
    def store(self) -> Store:
        return self.system.store

    def save_later(self, save: Any) -> Response:
        """Accepted; the client asks for the job. With the fault ``save_does_nothing`` the job saves nothing."""
        if self.system.faults.strikes("save_does_nothing"):
            return answer({"job": self.system.saver.later(lambda: None)}, 202)
        return answer({"job": self.system.saver.later(save)}, 202)


def opened(request: Request, reference: str, staff: access.Staff = Depends(at_work)) -> Opened:
    """The akt in the address, held for this user."""
    system = klarven(request)
    found = records.akt(system.store, staff, reference)
    if found is None:
        raise Refused(404, "missing")
    holder = access.hold(system.store, reference, staff.login)
    if holder:
        raise Refused(423, "held", by=holder)
    return Opened(found, staff, system)


def answer(data: Any, status: int = 200) -> Response:
    """Every answer carries the words that the vendor may change without a new client."""
    return JSONResponse({"data": data, "labels": words.LABELS}, status, headers={"Cache-Control": "no-store"})
