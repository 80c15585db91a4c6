"""Before everything else: no body larger than its address takes, and before the machine API no token that runs wild.

A body is refused by what it says of its length, else as soon as it is longer: nothing reads it whole first.
"""

import json
from collections.abc import Callable

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from orchestrator.entrypoints.rates import Rates

MEGABYTE = 1024 * 1024
FORM_LARGEST = MEGABYTE
# A thousand cases at once, each with its payload.
JSON_LARGEST = 32 * MEGABYTE
# The routes that take files hold their own, lower limits.
FILE_LARGEST = 64 * MEGABYTE
_HEADERS = {
    "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store", "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'", "X-Frame-Options": "DENY",
    "Cross-Origin-Resource-Policy": "same-origin",
}  # fmt: skip
RAW_HEADERS = [(name.lower().encode(), value.encode()) for name, value in _HEADERS.items()]


class BodyTooLarge(HTTPException):
    """Raised while a body is read: the error handlers answer it as what it is."""

    def __init__(self, most: int) -> None:
        super().__init__(413, f"More than {most // MEGABYTE} MB were sent, and this address takes no more. Send less.")


class BodyLimit:
    """For the pages: forms are small."""

    def __init__(self, app: ASGIApp, most: Callable[[str], int] = lambda _path: FORM_LARGEST) -> None:
        self._app, self._most = app, most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            receive = limited(scope, receive, self._most(scope["path"]))
        await self._app(scope, receive, send)


def limited(scope: Scope, receive: Receive, most: int) -> Receive:
    """`receive` that gives at most so many bytes, and nothing at all of what says that it is longer."""
    declared = Headers(scope=scope).get("content-length", "")
    too_long = declared.isdigit() and int(declared) > most
    size = 0

    async def receive_at_most() -> Message:
        nonlocal size
        if too_long:
            raise BodyTooLarge(most)
        message = await receive()
        size += len(message.get("body", b""))
        if size > most:
            raise BodyTooLarge(most)
        return message

    return receive_at_most


class MachineGuard:
    """For the machine API: a limit of bytes, a limit of calls for each token, and the headers of every answer."""

    def __init__(self, app: ASGIApp, rates: Rates) -> None:
        self._app, self._rates = app, rates

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        token = headers.get("authorization", "")
        wait = self._rates.call(token) if token else 0
        if wait:
            told = "This token calls more often than it may. Wait as long as Retry-After says."
            await _refuse(send, 429, "too_many", told, [(b"retry-after", str(wait).encode())])
            return
        started = False

        async def send_with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                own = {name for name, _value in message["headers"]}
                message["headers"] = [*message["headers"], *(pair for pair in RAW_HEADERS if pair[0] not in own)]
            await send(message)

        try:
            await self._app(scope, limited(scope, receive, machine_most(scope["path"])), send_with_headers)
        except BodyTooLarge as error:
            if started:
                raise
            await _refuse(send, 413, "too_large", str(error.detail))


def machine_most(path: str) -> int:
    """The most bytes that a call of the machine API carries."""
    return FILE_LARGEST if "/files/" in path or path.endswith("/evidence") else JSON_LARGEST


async def _refuse(send: Send, status: int, code: str, told: str, more: list[tuple[bytes, bytes]] | None = None) -> None:
    body = json.dumps({"error": {"code": code, "message": told, "problems": []}}).encode()
    about = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": [*about, *RAW_HEADERS, *(more or [])]})
    await send({"type": "http.response.body", "body": body})
