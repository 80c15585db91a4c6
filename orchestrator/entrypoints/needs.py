"""What every route asks for, read from the route itself: the dependency that asks is the declaration.

Pages say it with `portal.context.needs`, calls of machines with whose token they take. A route that says nothing is
on nobody's table: the application does not start with one.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts

from orchestrator.entrypoints.api.context import eservice_call, robot_call, sender_call, worker_call
from orchestrator.entrypoints.portal.context import Needs
from orchestrator.governance.people.rules import Action, Open

_TOKENS = {
    robot_call: Open.RUN_TOKEN, worker_call: Open.WORKER_TOKEN, eservice_call: Open.SYSTEM_TOKEN,
    sender_call: Open.DOCUMENT_TOKEN,
}  # fmt: skip


@dataclass(frozen=True)
class Declared:
    """One route with one method. `what` is None where it says nothing, or several things."""

    method: str
    path: str
    what: Action | Open | None
    dependant: Dependant


def declared(app: FastAPI) -> list[Declared]:
    """Every route of an application that answers calls; mounted files and FastAPI's own document stand beside."""
    return [
        Declared(method, str(found.path), _need_of(found.dependant), found.dependant)
        for found in iter_route_contexts(app.routes)
        if isinstance(found.original_route, APIRoute)
        for method in sorted(found.methods or ())
    ]


def undeclared(app: FastAPI) -> list[str]:
    """Routes that do not say what they need."""
    return [f"{found.method} {found.path}" for found in declared(app) if found.what is None]


def refuse_undeclared(app: FastAPI) -> None:
    """A route that nobody thought about is found when the portal starts, not when somebody finds the route."""
    if found := undeclared(app):
        raise RuntimeError(f"these routes do not declare what they need: {', '.join(found)}")


def _need_of(dependant: Dependant) -> Action | Open | None:
    found = set(_needs(dependant))
    return found.pop() if len(found) == 1 else None


def _needs(dependant: Dependant) -> Iterator[Action | Open]:
    for inner in dependant.dependencies:
        if isinstance(inner.call, Needs):
            yield inner.call.what
        elif inner.call in _TOKENS:
            yield _TOKENS[inner.call]
        yield from _needs(inner)
