"""The queue for robots in plain Python::

    from shared_library.queue import Queue

    for item in Queue.from_environment():
        with item:
            total = read(item.payload, item.files["application.pdf"])
            item.add_output("2026-4711", {"total_ore": total}, process="payments")

Each ``with`` is one case: a thread keeps its lease, and it is given back with its own outcome. See COMMIT_POINT.md.
"""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from types import FrameType

from shared_library.client import ApiClient, Json
from shared_library.environment import Environment
from shared_library.errors import ApplicationException, RunStopped
from shared_library.queue_item import Item
from shared_library.work_items.lease import HEARTBEAT_SECONDS

POLL_SECONDS = 20.0


class Queue:
    """The work items of this run's process, one after the other. Ends when there are none, or when told to end."""

    def __init__(
        self, client: ApiClient, linger_seconds: float = 5.0, heartbeat_seconds: float = HEARTBEAT_SECONDS
    ) -> None:
        self.client = client
        self.stopping = False
        self._linger, self._every = linger_seconds, heartbeat_seconds
        self._item: Item | None = None

    @classmethod
    def from_environment(cls) -> Queue:
        """As the platform starts a robot: COE_API_URL, COE_RUN_TOKEN, COE_LINGER_SECONDS. SIGTERM ends it in order."""
        made = cls(ApiClient.from_environment(), Environment.read().linger_seconds)
        made.end_with_sigterm()
        return made

    def __iter__(self) -> Iterator[Item]:
        """Reserve, hand out, and see that the case before was given back. A stop request is obeyed between items."""
        while (item := self._next()) is not None:
            self._item = item
            yield item
            if not item.ended:
                item.give_back(
                    ApplicationException("not_finished", "The robot took the next case without `with item:`.")
                )
            self.stopping = self.stopping or item.stop_wanted
            self._item = None

    def add(self, items: Sequence[Json]) -> int:
        """Add cases: reference, occurrence, payload and what else the machine API takes. How many are new.

        A thousand at once are all added or none; more are sent in parts."""
        added = 0
        for start in range(0, len(items), 1000):
            added += len(self.client.add_items(list(items[start : start + 1000]))["added"])
        return added

    def end_with_sigterm(self) -> None:
        """Told to end: the case in work is given back as `run_stopped`, and no more is taken."""
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, self._told_to_end)

    def _told_to_end(self, _number: int, _frame: FrameType | None) -> None:
        if self.stopping:
            sys.exit(143)
        self.stopping = True
        raise RunStopped("The run was told to end.")

    def _next(self) -> Item | None:
        ends_at = time.monotonic() + self._linger
        try:
            while not self.stopping:
                left = max(0.0, ends_at - time.monotonic())
                told = self.client.reserve(min(left, POLL_SECONDS))
                if told is not None:
                    return Item(self.client, told, self._every)
                if time.monotonic() >= ends_at - 0.05:
                    break
        except RunStopped:
            self.stopping = True
        return None


__all__ = ["Item", "Queue"]
