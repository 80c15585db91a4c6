"""Faults that any system of the testbed can be told to have, switched on by name while it runs.

A fault lies in the system's own store (table ``fault``), so a reset ends it and every thread sees it. Three
are done here for whatever system stands behind `FaultyAnswers`: every answer slow, answers that fail, words
that have changed on the pages. The others need to know what the system was about to do: it asks
``faults.strikes("lock_held")`` at that place.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from fastapi import APIRouter, HTTPException
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from infra.testbed.shell import Store

Json = dict[str, Any]
NAMES = {
    "slow": "Every answer takes three seconds.",
    "http_500": "An answer is 500 instead of what was asked for.",
    "logged_out": "The session is dropped at the next call.",
    "label_changed": "A button and a column are called something else.",
    "lock_held": "Another user holds the case that is opened.",
    "agency_error": "One agency answers with an error.",
    "place_gone": "The place of the next offer is withdrawn just before it is saved.",
    "save_does_nothing": "A save says yes and stores nothing.",
}
SLOW_SECONDS = 3.0


class Faults:
    """The switches of one system."""

    def __init__(self, store: Store, *names: str) -> None:
        self.store, self.names = store, names
        with store.write() as db:
            db.execute("CREATE TABLE IF NOT EXISTS fault (name TEXT PRIMARY KEY, times INTEGER)")

    def switch(self, name: str, on: bool, times: int | None = None) -> None:
        """``times``: how often it strikes before it goes by itself; None until it is switched off."""
        with self.store.write() as db:
            db.execute("DELETE FROM fault WHERE name = ?", (name,))
            if on:
                db.execute("INSERT INTO fault VALUES (?, ?)", (name, times))

    def active(self) -> Json:
        """Name and times left of each fault that is on."""
        return {row["name"]: row["times"] for row in self.store.rows("SELECT name, times FROM fault")}

    def strikes(self, name: str) -> bool:
        """Whether the fault hits here and now; each hit uses up one of its times."""
        if self.store.row("SELECT 1 FROM fault WHERE name = ?", name) is None:
            return False
        with self.store.write() as db:
            found = db.execute("SELECT times FROM fault WHERE name = ?", (name,)).fetchone()
            if found is None:
                return False
            if found["times"] is not None:
                db.execute("UPDATE fault SET times = times - 1 WHERE name = ?", (name,))
                db.execute("DELETE FROM fault WHERE times <= 0")
        return True


def router(faults: Faults) -> APIRouter:
    """``POST …/admin/faults {"name", "on", "times"}`` and ``GET …/admin/faults``."""
    routes = APIRouter(prefix="/admin/faults")

    @routes.get("")
    def show() -> Json:
        return {"known": {name: NAMES[name] for name in faults.names}, "on": faults.active()}

    @routes.post("")
    def switch(wanted: Json) -> Json:
        name, times = wanted.get("name"), wanted.get("times")
        if name not in faults.names:
            raise HTTPException(422, f"No fault is called {name!r} here. Known: {', '.join(faults.names)}.")
        if times is not None and (not isinstance(times, int) or times < 1):
            raise HTTPException(422, "times is a whole number from 1, or null: until it is switched off.")
        faults.switch(name, bool(wanted.get("on", True)), times)
        return {"on": faults.active()}

    return routes


class FaultyAnswers:
    """Stands before a system's answers: ``slow``, ``http_500`` and, with ``other_words``, ``label_changed``.

    ``where`` says which paths can be hit (never the admin interface itself). ``other_words`` maps a text as
    it stands in an answer to what it reads once the vendor has renamed it.
    """

    def __init__(
        self, app: ASGIApp, faults: Faults, where: Callable[[str], bool], other_words: Mapping[str, str] | None = None
    ) -> None:
        self._app, self._faults, self._where = app, faults, where
        self._other_words = dict(other_words or {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        active = self._faults.active() if scope["type"] == "http" and self._where(scope["path"]) else {}
        if "slow" in active and self._faults.strikes("slow"):
            await asyncio.sleep(SLOW_SECONDS)
        if "http_500" in active and self._faults.strikes("http_500"):
            await PlainTextResponse("Internal Server Error", 500)(scope, receive, send)
        elif "label_changed" in active and self._other_words:
            await self._renamed(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _renamed(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The whole answer with the new words; it counts as a hit only when a word was in it."""
        start: Message = {}
        body = b""

        async def gather(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                start = message
            else:
                body += message.get("body", b"")

        await self._app(scope, receive, gather)
        renamed = body
        for word, other in self._other_words.items():
            renamed = renamed.replace(word.encode(), other.encode())
        if renamed != body and not self._faults.strikes("label_changed"):
            renamed = body
        kept = [(name, value) for name, value in start["headers"] if name.lower() != b"content-length"]
        await send({**start, "headers": [*kept, (b"content-length", str(len(renamed)).encode())]})
        await send({"type": "http.response.body", "body": renamed})
