"""Wake waiting long polls when an item comes.

The portal is one process: an event wakes at once what waits in it. A short nap covers what another
process added. A waiting request holds no database session and no thread.
"""

import asyncio

_NAP_SECONDS = 0.25


class Bell:
    """Rings when work may have come. Thread-safe: plain endpoints ring from their threads."""

    def __init__(self) -> None:
        self._event = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    def attach(self) -> None:
        """Bind to the running loop, at the application's start."""
        self._loop = asyncio.get_running_loop()

    def ring(self) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._event.set)

    async def wait(self, seconds: float) -> None:
        """Until the bell rings, or a nap has passed."""
        self._event.clear()
        try:
            await asyncio.wait_for(self._event.wait(), min(seconds, _NAP_SECONDS))
        except TimeoutError:
            return
