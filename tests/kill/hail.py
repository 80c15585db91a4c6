"""The killer: every few seconds one of robot, browser, worker, Prefect server, portal or database dies by kill -9."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from orchestrator.core.db import Scope
from orchestrator.core.outbox import Intent
from orchestrator.operations.runs.models import Run
from orchestrator.operations.triggers.service import queue_is_empty
from tests.kill.ground import Ground, kill, wait_until

TARGETS = ("robot", "browser", "worker", "prefect", "portal", "database")
# Robots die as often as all the rest together: that is what happens most, and where most can go wrong.
_WEIGHTS = (5, 2, 1, 1, 1, 1)
_PAUSE_SECONDS = (3.0, 8.0)
_BACK_SECONDS = 60


@dataclass
class Hail:
    """`killed` counts what was hit. A target that is not there at the moment is passed over for another one."""

    ground: Ground
    seed: int
    tell: Callable[[str], None] = print
    killed: Counter[str] = field(default_factory=Counter)

    def fall(self, kills: int) -> None:
        """So many kills, without waiting for anything to recover between them; what died is started again."""
        dice = random.Random(self.seed)
        while self.killed.total() < kills:
            self._keep_up_for(dice.uniform(*_PAUSE_SECONDS))
            hit = None
            while hit is None:  # one that is not there at the moment is passed over
                self.ground.keep_up()
                hit = self.hit(dice.choices(TARGETS, _WEIGHTS)[0], dice)
            self.killed[hit] += 1
            self.tell(f"  kill {self.killed.total()} of {kills}: {hit}")

    def hit(self, target: str, dice: random.Random) -> str | None:
        """Kill one of a kind; answers what was hit, or None."""
        pids = self._pids(target)
        return target if pids and kill(dice.choice(pids)) else None

    def collect_again(self) -> None:
        """A robot that died while collecting has not found everything. The last kill may have been the database's."""
        for row in self.ground.uses:

            def collected(row: dict[str, Any] = row) -> bool:
                self.ground.keep_up()
                try:
                    self.ground.road.collect(row)
                except OperationalError:
                    return False
                return True

            if not wait_until(collected, _BACK_SECONDS, every=0.5):
                raise RuntimeError(f"The database was not back {_BACK_SECONDS} s after the last kill.")

    def settle(self, seconds: float) -> bool:
        """No kills any more: until nothing is open anywhere, or the time is up."""

        def settled() -> bool:
            self.ground.keep_up()
            return self._nothing_open()

        return wait_until(settled, seconds, every=0.5)

    def _pids(self, target: str) -> list[int]:
        if target == "robot":
            return self.ground.robots()
        if target == "browser":
            return self.ground.browsers()
        if target == "database":
            return [self.ground.postgres.process.pid]
        found = self.ground.pid_of(target)
        return [found] if found else []

    def _keep_up_for(self, seconds: float) -> None:
        limit = time.monotonic() + seconds
        while time.monotonic() < limit:
            self.ground.keep_up()
            time.sleep(0.25)

    def _nothing_open(self) -> bool:
        try:
            with self.ground.database.session(Scope.steward("kill")) as session:
                empty = all(queue_is_empty(session, row["code"], row["process"]) for row in self.ground.uses)
                intents = session.scalar(select(func.count()).where(Intent.state != "done"))
                alive = session.scalar(select(func.count()).where(Run.state.in_(["requested", "scheduled", "running"])))
        except Exception:  # the database is being started again
            return False
        return empty and not intents and not alive
