"""Long polls: robots that wait for work, woken one for each thing that comes.

A waiting request holds no database session and no thread. A bell wakes as many waiting robots as items have come, not
all of them; a nap covers a bell that was not heard, and what becomes available by time alone is waited for exactly.
"""

import asyncio
from collections import defaultdict, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

NAP_SECONDS = 15.0


@dataclass
class Ticket:
    """One place in a queue. `used`: what the bell told of has been taken, or found to be gone."""

    rung: "asyncio.Future[None]"
    used: bool = False

    async def wait(self, seconds: float) -> None:
        """Until rung, or so many seconds (at most a nap) have passed."""
        await asyncio.wait([self.rung], timeout=min(max(seconds, 0.0), NAP_SECONDS))
        self.used = self.rung.done()


class Doorbells:
    """Who waits at which bell. Rung from any thread."""

    def __init__(self) -> None:
        self._waiting: defaultdict[str, deque[asyncio.Future[None]]] = defaultdict(deque)
        self._loop: asyncio.AbstractEventLoop | None = None

    def attach(self) -> None:
        """Bind to the running loop, at the application's start."""
        self._loop = asyncio.get_running_loop()

    def ring(self, bell: str, times: int = 1) -> None:
        """Wake the first who wait at this bell, so many as things have come."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._wake, bell, times)

    @contextmanager
    def ticket(self, bell: str) -> Iterator["Ticket"]:
        """Stand in the queue at a bell. Look for work after taking the ticket: what comes between rings it."""
        ticket = Ticket(asyncio.get_running_loop().create_future())
        queue = self._waiting[bell]
        queue.append(ticket.rung)
        try:
            yield ticket
        finally:
            if ticket.rung in queue:
                queue.remove(ticket.rung)
            self.give_back(bell, ticket)

    def give_back(self, bell: str, ticket: "Ticket") -> None:
        """A ticket that was rung and not used: what it told of is somebody else's."""
        if ticket.rung.done() and not ticket.used:
            ticket.used = True
            self._wake(bell, 1)

    def _wake(self, bell: str, times: int) -> None:
        queue = self._waiting.get(bell)
        while queue and times > 0:
            rung = queue.popleft()
            if not rung.done():
                rung.set_result(None)
                times -= 1
