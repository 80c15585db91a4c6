"""The lease of the one item in work, renewed from a thread of its own: the main thread sits in Playwright.

A lost lease means that another robot may already work on the case, so this process must not touch the
vendor's screen again: it leaves a mark, kills the browser and ends hard with exit code 75.
"""

from __future__ import annotations

import json
import logging
import os
import threading
import time
from collections.abc import Callable

from shared_library.browser.processes import kill_children
from shared_library.client import ApiClient
from shared_library.environment import artifacts_folder
from shared_library.errors import LeaseLost, LeaseTooShort, RobotError

HEARTBEAT_SECONDS = 10.0
SAFE_SECONDS = 15.0
LEASE_LOST_EXIT_CODE = 75

log = logging.getLogger(__name__)


def end_process(item_id: str) -> None:
    """Mark, kill the browser, end. No clean-up code runs: it could still press a button."""
    try:
        folder = artifacts_folder()
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "lease_lost.json").write_text(json.dumps({"item_id": item_id, "code": "lease_lost"}))
    finally:
        kill_children()
        os._exit(LEASE_LOST_EXIT_CODE)


class Lease:
    """``ensure`` is asked before each save; ``stop_wanted`` says that the run should take no more."""

    def __init__(
        self,
        client: ApiClient,
        item_id: str,
        fence: int,
        seconds: float,
        on_lost: Callable[[str], None] = end_process,
        every_seconds: float = HEARTBEAT_SECONDS,
    ) -> None:
        self._client = client
        self.item_id = item_id
        self.fence = fence
        self.stop_wanted = False
        self._on_lost = on_lost
        self._every = every_seconds
        self._ends_at = time.monotonic() + seconds
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._beat, name=f"lease-{item_id}", daemon=True)
        self._thread.start()

    @property
    def seconds_left(self) -> float:
        return self._ends_at - time.monotonic()

    def ensure(self, seconds: float = SAFE_SECONDS) -> None:
        """At least ``seconds`` of lease, by a heartbeat if needed; else LeaseTooShort, and nothing is saved."""
        if self.seconds_left < seconds:
            self._renew(self._client.patience_seconds)
        if self.seconds_left < seconds:
            raise LeaseTooShort(
                f"Only {self.seconds_left:.0f} s of the lease are left; {seconds:.0f} s are needed to save safely."
            )

    def end(self) -> None:
        self._over.set()

    def _beat(self) -> None:
        while not self._over.wait(self._every):
            try:
                self._renew(patience_seconds=0)
            except RobotError as error:
                # The portal may be away for a while; `ensure` guards the saves meanwhile.
                log.debug("heartbeat: %s", error.code)

    def _renew(self, patience_seconds: float) -> None:
        asked_at = time.monotonic()
        try:
            answer = self._client.heartbeat(self.item_id, self.fence, patience_seconds)
        except LeaseLost:
            if self._over.is_set():  # released while the heartbeat was on its way: nothing is lost
                return
            self._over.set()
            self._on_lost(self.item_id)
            raise
        self._ends_at = asked_at + float(answer["lease_seconds"])
        self.stop_wanted = self.stop_wanted or bool(answer.get("stop"))
