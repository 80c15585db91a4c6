"""Calls to the workers: each is counted, so that one that comes between two of a worker's requests is not missed."""

import asyncio
import contextlib


class Calls:
    """`call()` from any thread; a waiting request is woken in the portal's own loop."""

    def __init__(self) -> None:
        self._number = 0
        self._event = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    def attach(self) -> None:
        """Bind to the running loop, at the application's start."""
        self._loop = asyncio.get_running_loop()

    def call(self) -> None:
        """There is something new for the workers."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._ring)

    async def after(self, seen: int, seconds: float) -> int:
        """The number of the last call: as soon as it is another than `seen`, at the latest after `seconds`."""
        if seen == self._number and seconds > 0:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._event.wait(), seconds)
        return self._number

    def _ring(self) -> None:
        self._number += 1
        self._event.set()  # wakes those that wait now
        self._event = asyncio.Event()
