"""The OpenAPI document of the machine API: who may call, what is answered, which refusals can come."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from pydantic import BaseModel

from orchestrator.entrypoints.api.answers import Error

_REFUSALS = {
    400: "What was sent is no readable JSON.",
    401: "No token, or one that is not valid (any more).",
    403: "The token may not do this; the message says who may.",
    404: "It is not there, or not in your municipality.",
    409: "The state does not allow it, or the lease is lost; the message names the state and what is allowed.",
    410: "This run shall take no more work: end now.",
    413: "Too large.",
    422: "What was sent does not fit; `problems` says where. Nothing was stored.",
    429: "This token calls more often than it may; `Retry-After` says how long to wait.",
    503: "A part that is needed does not answer. Try again.",
}
_TOKENS = {
    "runToken": "A run's own token, which the worker hands to its robot. It ends with the run.",
    "workerToken": "A worker's token (COE_WORKER_TOKEN): the portal's own, or one made with `coe token new worker`.",
    "eserviceToken": "The token of one municipality's e-service, made with `coe token new eservice CODE`.",
    "documentToken": "The token of who hands in a municipality's documents: `coe token new documents CODE`.",
}
_TOKEN_OF_TAG = {"workers": "workerToken", "e-service": "eserviceToken", "documents": "documentToken"}
_METHODS = {"get", "put", "post", "delete", "patch"}
_ABOUT = """What robots, workers and a municipality's e-service call. Bodies are JSON; times carry their
offset from UTC.

A write on a work item carries the `fence` that its lease was given under: one that comes too late is refused with
409 `lease_lost`, and stores nothing. Every call may be repeated after a lost answer, but `reserve`: what it leased
comes back by itself when the lease has run out."""
_GROUPS = [
    {"name": "work items", "description": "Reserve a case, keep its lease, write under its fence, give it back."},
    {"name": "queue", "description": "Add cases, and see what became of those that a case gave rise to."},
    {"name": "files", "description": "A case's attachments, encrypted at rest."},
    {"name": "run", "description": "What a run tells of itself and may ask for."},
    {"name": "outcomes", "description": "What caseworkers decided in the case system, read by the robot."},
    {"name": "e-service", "description": "A municipality's e-service: letters to fetch, and that they were opened."},
    {"name": "documents", "description": "Documents that come in, such as e-invoices."},
    {"name": "workers", "description": "The platform's own workers."},
]


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The refusals of a call, for its `responses`."""
    return {status: {"model": Error, "description": _REFUSALS[status]} for status in statuses}


def answer(model: type[BaseModel], *statuses: int, told: str = "Done.") -> dict[int | str, dict[str, Any]]:
    """A call's answer and its refusals, for the document only: the answer itself is sent as it is."""
    return {200: {"model": model, "description": told}} | refusals(*statuses)


def nothing(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """A call that answers 204 without a body."""
    return {204: {"description": "Done; there is nothing to tell."}} | refusals(*statuses)


def name_of(route: APIRoute) -> str:
    """A call's name in the document, for those who make clients from it: `work_items_reserve`."""
    group = str(route.tags[0]) if route.tags else "other"
    return f"{group.replace(' ', '_').replace('-', '')}_{route.name}"


def add_document(api: FastAPI) -> None:
    """Serve the document at /openapi.json; made once, when it is first asked for."""

    def document() -> dict[str, Any]:
        if api.openapi_schema is None:
            api.openapi_schema = _made(api)
        return api.openapi_schema

    api.openapi = document  # type: ignore[method-assign]


def _made(api: FastAPI) -> dict[str, Any]:
    made = get_openapi(
        title="CoE: the machine API", version="1", description=_ABOUT, routes=api.routes, tags=_GROUPS,
        servers=[{"url": "/api/v1"}], separate_input_output_schemas=False,
    )  # fmt: skip
    parts = made["components"]
    parts["securitySchemes"] = {
        name: {"type": "http", "scheme": "bearer", "description": told} for name, told in _TOKENS.items()
    }
    parts["schemas"].setdefault("Error", Error.model_json_schema())
    for path in made["paths"].values():
        for method, operation in path.items():
            if method in _METHODS:
                _complete(operation)
    for unused in ("HTTPValidationError", "ValidationError"):
        parts["schemas"].pop(unused, None)
    return made


def _complete(operation: dict[str, Any]) -> None:
    """What holds for every call: who may, and the refusals that any call can meet."""
    token = _TOKEN_OF_TAG.get(operation.get("tags", [""])[0], "runToken")
    operation["security"] = [{token: []}]
    sent = "requestBody" in operation
    asked = sent or "parameters" in operation
    told = operation["responses"]
    own = (404, 409) if token == "workerToken" else ()  # noqa: S105 - a scheme's name
    for status in (401, 429, *own, *((400,) if sent else ()), *((422,) if asked else ())):
        content = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
        told[str(status)] = {"description": _REFUSALS[status], "content": content}
