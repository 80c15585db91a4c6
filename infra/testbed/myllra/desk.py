"""What every page of Myllra stands on: the system, who is signed in, and the application that is open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from fastapi import Depends, Request
from fastapi.responses import Response

from infra.testbed.faults import Faults
from infra.testbed.myllra import access, records
from infra.testbed.shell import Pages, Store

ADDRESS = "/myllra"
SOMEBODY = "Karin Alm"
Json = dict[str, Any]


@dataclass(frozen=True)
class Myllra:
    """The system, as a page finds it."""

    store: Store
    pages: Pages
    faults: Faults


class NoApplication(Exception):
    """There is none of that number in the user's municipality."""

    def __init__(self, reference: str) -> None:
        self.reference = reference


class OpenElsewhere(Exception):
    """Another user has it open."""

    def __init__(self, reference: str, holder: str) -> None:
        self.reference, self.holder = reference, holder


@dataclass(frozen=True)
class Opened:
    """An application that this user has open."""

    system: Myllra
    placer: access.Placer
    application: Json

    @property
    def store(self) -> Store:
        return self.system.store

    @property
    def reference(self) -> str:
        return str(self.application["reference"])

    @property
    def here(self) -> str:
        return f"{ADDRESS}/ansokan/{self.reference}"

    def page(self, template: str, status: int = 200, **values: Any) -> Response:
        return self.system.pages(template, status, a=self.application, here=self.here, **values)


def myllra(request: Request) -> Myllra:
    return cast(Myllra, request.app.state.myllra)


def signed_in(request: Request) -> access.Placer:
    system, token = myllra(request), request.cookies.get(access.COOKIE, "")
    if system.faults.strikes("logged_out"):
        access.sign_out(system.store, token)
    return access.placer_of(system.store, token)


def opened(request: Request, reference: str, placer: access.Placer = Depends(signed_in)) -> Opened:
    system = myllra(request)
    found = records.find(system.store, placer, reference)
    if found is None:
        raise NoApplication(reference)
    holder = access.hold(system.store, reference, placer.username)
    if holder is not None:
        raise OpenElsewhere(reference, holder)
    return Opened(system, placer, found)
