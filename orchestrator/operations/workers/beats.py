"""The worker's conversation with the portal: a sign of life every two seconds, and orders in the answer.

The portal keeps the request open until it has something to say (a new run, an order) or two seconds have passed:
so a run starts at once without Prefect being asked every second.
"""

import asyncio
import contextlib
import platform
import time
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from orchestrator.core.logging import log
from orchestrator.core.version import version
from orchestrator.operations.runs.exits import Exit
from orchestrator.operations.workers.execution import hand_in
from orchestrator.operations.workers.memory import memory_mb
from orchestrator.operations.workers.portal import Portal
from orchestrator.operations.workers.process import leave_nothing_behind

if TYPE_CHECKING:
    from orchestrator.operations.workers.robot_worker import RobotWorker

WAIT_SECONDS = 2.0
_AWAY_SECONDS = 2.0
_MEMORY_SECONDS = 10.0
_LEFT = "the worker ended in the middle of it"


class Beats:
    """Signs of life and orders. `until_ended` returns when the worker was told to end and has nothing in work."""

    def __init__(self, portal: Portal, worker: "RobotWorker") -> None:
        self._portal = portal
        self._worker = worker
        self._boot = uuid4().hex
        self._seen_wake = -1
        self._memory: dict[str, float] = {}
        self._measured_at = 0.0
        self._closing: set[asyncio.Task[None]] = set()
        self.draining = False

    async def until_ended(self) -> None:
        """Beat for ever; end when drained to be stopped."""
        try:
            while True:
                try:
                    orders = await self._portal.beat(await self._told(WAIT_SECONDS))
                except Exception as error:  # away, or another worker has our name: told again until it is well
                    log.warning("no_orders", problem=f"{type(error).__name__}: {error}")
                    await asyncio.sleep(_AWAY_SECONDS)
                    continue
                self._obey(orders)
                if orders["stop"] and not self._worker.executions:
                    return
        finally:
            with contextlib.suppress(Exception):  # so that whoever comes next under our name is let in at once
                await asyncio.wait_for(self._portal.beat(await self._told(0, ending=True)), 1)

    def _obey(self, orders: dict[str, Any]) -> None:
        drained, self.draining = self.draining, bool(orders["drain"])
        if orders["wake"] != self._seen_wake or (drained and not self.draining):
            self._seen_wake = orders["wake"]
            self._worker.wake()
        by_run = {execution.run_id: execution for execution in self._worker.executions.values()}
        for run_id in orders["kill"]:
            if run_id in by_run:
                by_run[run_id].end(Exit.STOPPED)
        for run_id in orders["left"]:
            if run_id not in by_run:
                self._begin_to_close(run_id)

    def _begin_to_close(self, run_id: str) -> None:
        closing = asyncio.create_task(self._close_left(run_id))
        self._closing.add(closing)
        closing.add_done_callback(self._closing.discard)

    async def _close_left(self, run_id: str) -> None:
        """A run of this worker's earlier process, which is dead: so is its robot when this has looked."""
        killed = await asyncio.to_thread(leave_nothing_behind, run_id)
        log.warning("run_left_by_earlier_process", run=run_id, killed=killed)
        with contextlib.suppress(Exception):  # asked again with the next beat
            await self._portal.close(run_id, Exit.WORKER_LOST.value, None, _LEFT, patience=0)
            await hand_in(self._portal, run_id)

    async def _told(self, wait: float, *, ending: bool = False) -> dict[str, Any]:
        await self._measure()
        worker = self._worker
        runs = {execution.run_id: self._memory.get(execution.run_id, 0.0) for execution in worker.executions.values()}
        return {
            "name": worker.name, "boot": self._boot, "host": platform.node(), "pool": worker.pool,
            "slots": worker.slots, "version": version(), "runs": runs, "ending": ending,
            "wait_seconds": wait, "seen_wake": self._seen_wake,
        }  # fmt: skip

    async def _measure(self) -> None:
        """Memory of each run, seldom: reading it of a browser's ten processes takes the kernel some time."""
        if time.monotonic() < self._measured_at + _MEMORY_SECONDS:
            return
        self._measured_at = time.monotonic()
        living = {run.run_id: run.pid for run in self._worker.executions.values() if run.pid}
        self._memory = {run_id: await asyncio.to_thread(memory_mb, pid) for run_id, pid in living.items()}
