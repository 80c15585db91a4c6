"""Which refusals belong in the trail, and whose they were: of a person at the portal, of a machine by its token."""

import re

from fastapi import Request

from orchestrator.core.db import Scope
from orchestrator.core.errors import (
    BadInput,
    CoeError,
    Conflict,
    FactsInvalid,
    NotAllowed,
    NotFound,
    NotFresh,
    NotSignedIn,
    TooLarge,
    TooMany,
)  # fmt: skip
from orchestrator.entrypoints.portal.context import Visit
from orchestrator.entrypoints.portal.security import caller_address
from orchestrator.governance.audit.models import REGION
from orchestrator.governance.audit.refusals import Refusals, Refused
from orchestrator.governance.people.devices import shortened
from orchestrator.operations.runs.caller import calling_run

# What nobody meets who keeps to our pages. A form that comes back for a correction is no refusal.
_OF_PEOPLE = (NotAllowed, NotFound, TooLarge, TooMany)
# A robot whose facts do not fit, or whose run shall end, is told so in the way of its work.
_OF_MACHINES = (NotSignedIn, NotAllowed, NotFound, Conflict, BadInput, TooMany)
_TOKEN = re.compile(r"coe_([a-z]+)_([0-9]{4}|region)_")
_ID = re.compile(r"[0-9a-f]{32}")


def refused_person(request: Request, error: CoeError, *, forged: bool = False) -> None:
    """A person's request was refused. `forged`: it is none that a page of ours makes."""
    asked_again = isinstance(error, NotFresh) and not error.wrong
    odd_address = isinstance(error, BadInput) and request.method == "GET"
    if asked_again or not (isinstance(error, _OF_PEOPLE) or odd_address or forged):
        return
    try:
        visitor = Visit(request).visitor()
    except Exception:  # nobody is signed in: all that is known is the network
        _note(request, error, whence(request), "", REGION, None)
        return
    actor, code = f"person:{visitor.person.id}", visitor.grant.municipality_code
    _note(request, error, actor, visitor.role.value, visitor.place, code)


def refused_machine(request: Request, error: CoeError) -> None:
    """A machine's call was refused. Its token's own place is believed only for where the row stands."""
    if isinstance(error, FactsInvalid) or not isinstance(error, _OF_MACHINES):
        return
    token = request.headers.get("authorization", "").removeprefix("Bearer ")
    found = _TOKEN.match(token)
    if found is None:
        _note(request, error, whence(request), "", REGION, None)
        return
    kind, place = found.groups()
    code = None if place == REGION else place
    _note(request, error, _machine(request, kind, code, token), f"{kind}_token", place, code)


def whence(request: Request) -> str:
    """The network of somebody who is nobody we know."""
    return f"unknown:{shortened(caller_address(request))}"


def _machine(request: Request, kind: str, code: str | None, token: str) -> str:
    """`run:ID` of a run that lives, else only which kind of token it was."""
    if kind != "run" or code is None:
        return f"{kind}:{code or REGION}"
    try:
        with request.app.state.database.session(Scope.of("api", code)) as session:
            return f"run:{calling_run(session, token).id}"
    except CoeError:
        return f"{kind}:{code}"


def _note(request: Request, error: CoeError, actor: str, role: str, place: str, code: str | None) -> None:
    refusals: Refusals | None = getattr(request.app.state, "refusals", None)
    if refusals is None:  # on a developer's laptop there is no trail
        return
    about = next((value for value in request.path_params.values() if _ID.fullmatch(str(value))), "")
    route = request.scope.get("route")
    call = f"{request.method} {getattr(route, 'path', 'unknown')}"
    refusals.note(Refused(actor, role, place, code, call, error.code, str(about)))
