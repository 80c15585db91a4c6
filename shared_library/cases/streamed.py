"""What Robot Framework has written to output.xml need not stay in memory: a run is one keyword with hundreds of cases.

Robot Framework keeps the result of every keyword and message beneath the one that runs, to the end of the run, though
output.xml is written as they come and log.html is made from it. Statuses are not read from what lies beneath.
"""

from __future__ import annotations

from typing import Any


class Streamed:
    """A listener that forgets what is beneath a keyword when it ends; `forget` does so for the one that runs."""

    ROBOT_LISTENER_API_VERSION = 3

    def __init__(self) -> None:
        self._running: list[Any] = []

    def start_keyword(self, _data: Any, result: Any) -> None:
        self._running.append(result)

    def end_keyword(self, _data: Any, result: Any) -> None:
        result.body.clear()
        if self._running and self._running[-1] is result:  # else it began before we listened
            self._running.pop()

    def forget(self) -> None:
        """To be called between two cases by the keyword that works through them."""
        if self._running:
            self._running[-1].body.clear()
