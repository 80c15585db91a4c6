"""Looking up afterwards what caseworkers decided: no lease, nothing written, each case for itself."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass

from robot.api import logger

from shared_library.browser import BrowserSession
from shared_library.cases.case import Case, Json
from shared_library.errors import LoginRefused, RobotError, RunStopped
from shared_library.work_items import FileCases, PlatformAdapter

MOST_FAILURES_IN_A_ROW = 10
"""One bad case never ends the run; when every case fails it is not the case, and waiting it out helps nobody."""


@dataclass
class Tally:
    read: int = 0
    undecided: int = 0
    failed: int = 0
    in_a_row: int = 0

    def __str__(self) -> str:
        return f"{self.read} read, {self.undecided} not decided yet, {self.failed} failed: the last two wait"


def read_all(
    adapter: PlatformAdapter | FileCases,
    read: Callable[[Case], object],
    leave: Callable[[Case], None],
    keep_failure: Callable[[Case], None],
) -> Tally:
    """Every case whose outcome nobody has read yet; one that is not decided, or fails, is left for next time."""
    tally = Tally()
    for item in adapter.outcomes_to_read():
        if BrowserSession.stopping:
            raise RunStopped("The run was told to end.")
        case = Case({**item, "mode": "shadow", "purpose": "read"})
        try:
            read(case)
            _tell(adapter, case, tally)
        except (LoginRefused, RunStopped):
            raise
        except RobotError as error:
            logger.info(f"{case}: {error.code} {error.message}")
            keep_failure(case)
            with contextlib.suppress(RobotError):
                adapter.tell_looked_up(case.id)
            tally.failed, tally.in_a_row = tally.failed + 1, tally.in_a_row + 1
            if tally.in_a_row == MOST_FAILURES_IN_A_ROW:
                raise
        finally:
            leave(case)
    return tally


def _tell(adapter: PlatformAdapter | FileCases, case: Case, tally: Tally) -> None:
    seen: Json | None = case.notes["decided"]
    tally.in_a_row = 0
    if seen is None:
        adapter.tell_looked_up(case.id)
        tally.undecided += 1
        return
    adapter.tell_outcome(case.id, seen)
    tally.read += 1
