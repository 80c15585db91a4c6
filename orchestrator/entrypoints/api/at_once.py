"""The calls that robots make most, reserve, release and add, past the web framework's layers (PostgreSQL).

Only what goes well is answered here: a case that is there, one that its run has finished, a few new ones. Whatever
else there is to say (nothing to do, a refusal, a body that does not fit) is said by the routes in `robots.py` and
`items.py`: the request goes on to them as it came. So each call has one description and one set of words.
"""

import asyncio
import json
import re
from collections.abc import Callable
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from orchestrator.core import db
from orchestrator.core.db import Database, act_as
from orchestrator.core.errors import CoeError
from orchestrator.core.logging import log
from orchestrator.entrypoints.api import bodies
from orchestrator.entrypoints.api.views import item_view
from orchestrator.operations.queues.add import NewItem, add_many
from orchestrator.operations.runs.at_once import claim_at_once
from orchestrator.operations.runs.caller import calling_run, claimed_municipality
from orchestrator.outcomes.decisions.at_once import complete_at_once

_ADD, _RESERVE = "/work-items", "/work-items/reserve"
_RELEASE = re.compile(r"/work-items/([0-9a-f]{1,32})/release")
_MOST_BYTES = 65536
_JSON = [(b"content-type", b"application/json")]
Answer = tuple[int, bytes]
Body = TypeVar("Body", bound=BaseModel)


class AtOnce:
    """Stands before the machine API. `prefix` is what its paths begin with."""

    def __init__(self, machine: ASGIApp, database: Database, prefix: str) -> None:
        self._machine, self._database, self._prefix = machine, database, prefix

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        call = self._call_of(scope)
        if call is None:
            await self._machine(scope, receive, send)
            return
        message = await receive()
        answer = None
        if message["type"] == "http.request" and not message.get("more_body"):
            answer = await asyncio.to_thread(_try, call, message.get("body", b""))
        if answer is None:
            await self._machine(scope, _again(message, receive), send)
            return
        status, body = answer
        headers = [*_JSON, (b"content-length", str(len(body)).encode())] if body else []
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    def _call_of(self, scope: Scope) -> Callable[[bytes], Answer | None] | None:
        """What answers this request, if it is one of ours and plainly sent."""
        path: str = scope["path"].removeprefix(self._prefix)
        if scope["method"] != "POST" or not path.startswith(_ADD):
            return None
        token = _token(scope["headers"])
        if token is None:
            return None
        if path == _RESERVE:
            return lambda body: self._reserve(token, body)
        if path == _ADD:
            return lambda body: self._add(token, body)
        named = _RELEASE.fullmatch(path)
        return (lambda body: self._release(token, named[1], body)) if named else None

    def _reserve(self, token: str, body: bytes) -> Answer | None:
        municipality = _read(bodies.Reserve, body) and _named_by(token)
        if not municipality:
            return None
        with self._database.session(db.Scope.of("api", municipality)) as session:
            taken = claim_at_once(session, token)
            if taken is None:
                return None
            act_as(session, f"run:{taken.run_id}")
            view = item_view(session, taken.item, taken.mode)
        return 200, json.dumps(view, ensure_ascii=False, separators=(",", ":")).encode()

    def _release(self, token: str, item_id: str, body: bytes) -> Answer | None:
        told = _read(bodies.Release, body)
        municipality = _named_by(token)
        if told is None or told.state != "done" or not municipality:
            return None
        phases = [phase.model_dump() for phase in told.phases]
        with self._database.session(db.Scope.of("api", municipality)) as session:
            done = complete_at_once(session, token, item_id, told.fence, phases)
        return (204, b"") if done else None

    def _add(self, token: str, body: bytes) -> Answer | None:
        sent = _read(bodies.NewItems, body)
        municipality = _named_by(token)
        if sent is None or not municipality or any(new.parent_id or new.process for new in sent.items):
            return None
        wanted = [NewItem(**new.model_dump(exclude={"parent_fence", "process"})) for new in sent.items]
        with self._database.session(db.Scope.of("api", municipality)) as session:
            run = calling_run(session, token)
            act_as(session, f"run:{run.id}")
            found = add_many(session, municipality, run.process, wanted)
        told: dict[str, list[str]] = {"added": [], "existing": []}
        for item in found:
            told["added" if item.is_new else "existing"].append(item.id)
        return 200, json.dumps(told).encode()


def _token(headers: list[tuple[bytes, bytes]]) -> str | None:
    """The bearer token of a JSON request of known, small size."""
    token, is_json, size = None, False, -1
    for name, value in headers:
        if name == b"authorization" and value[:7].lower() == b"bearer ":
            token = value[7:].decode("latin-1")
        elif name == b"content-type":
            is_json = value.split(b";")[0].strip() == b"application/json"
        elif name == b"content-length" and value.isdigit():
            size = int(value)
    return token if is_json and 0 < size <= _MOST_BYTES else None


def _named_by(token: str) -> str | None:
    try:
        return claimed_municipality(token)
    except CoeError:
        return None


def _try(call: Callable[[bytes], Answer | None], body: bytes) -> Answer | None:
    """What fails here, fails once more on the long way, and is told there. A claim whose answer is lost comes back by
    itself, as after any lost answer."""
    try:
        return call(body)
    except CoeError:
        return None
    except Exception as error:
        log.warning("at_once_failed", problem=type(error).__name__)
        return None


def _read(kind: type[Body], body: bytes) -> Body | None:
    try:
        return kind.model_validate_json(body)
    except ValidationError:
        return None


def _again(first: Message, receive: Receive) -> Receive:
    """The request as it came: what was read of it, then the rest."""
    held: list[Message] = [first]

    async def receive_again() -> Message:
        return held.pop() if held else await receive()

    return receive_again
