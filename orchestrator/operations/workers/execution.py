"""One run from its opening to its close. What Prefect's base class does not do is done here (cancel watch, reaping)."""

import asyncio
import contextlib
import os
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from orchestrator.core.logging import log
from orchestrator.core.settings import settings
from orchestrator.operations.workers.environment import prepare_environment
from orchestrator.operations.workers.portal import Portal
from orchestrator.operations.workers.process import RobotProcess, leave_nothing_behind
from orchestrator.operations.workers.release import unpack_release

_WATCH_SECONDS = 2
_BATCH_SECONDS = 0.5
_MOST_BUFFERED = 5000
_KEPT = {"log.html": "log_html", "output.xml": "output_xml", "lease_lost.json": "lease_lost"}
Cancelled = Callable[[], Awaitable[bool]]


class Execution:
    """Runs one robot. `cancelled` asks Prefect whether somebody cancelled the flow run."""

    def __init__(self, portal: Portal, spec: dict[str, Any], cancelled: Cancelled) -> None:
        self._portal = portal
        self._spec = spec
        self._run_id: str = spec["run_id"]
        self._cancelled = cancelled
        self._lines: list[str] = []
        self._cause = ""

    async def prepare(self) -> tuple[Path, Path]:
        """The verified release's folder and the Python of its environment."""
        # Building an environment may take a minute: without a sign of life the run would be taken for dead.
        alive = asyncio.create_task(self._signs_of_life())
        try:
            return await self._prepare()
        finally:
            alive.cancel()

    async def _prepare(self) -> tuple[Path, Path]:
        archive = await self._portal.archive(self._spec["sha256"])
        home = settings().home.resolve()
        signature = bytes.fromhex(self._spec["signature"])
        folder = await asyncio.to_thread(unpack_release, home, archive, self._spec["sha256"], signature)
        python = await asyncio.to_thread(prepare_environment, home, folder / "robots.lock")
        return folder, python

    async def run(self, folder: Path, python: Path, started: Callable[[int], None]) -> tuple[str, int]:
        """Start the robot, watch it, keep its logs; answers our run state and the exit code."""
        package = folder / "robots" / self._spec["package"]
        artifacts = settings().home.resolve() / "artifacts" / self._run_id
        artifacts.mkdir(parents=True, exist_ok=True)
        command = [
            str(python), "-m", "robot", "--outputdir", str(artifacts), "--consolecolors", "off",
            "--task", self._spec["task"], "tasks.robot",
        ]  # fmt: skip
        robot = await RobotProcess.start(self._run_id, command, package, self._environment(folder, artifacts))
        started(robot.pid)
        watchers = [asyncio.create_task(self._watch(robot)), asyncio.create_task(self._send_lines())]
        try:
            await robot.read_lines(self._lines.append)
            code = await robot.wait()
        finally:
            for watcher in watchers:
                watcher.cancel()
            await asyncio.shield(robot.end())
        await self._flush()
        await self._keep(artifacts)
        return self._judge(code), code

    @property
    def cause(self) -> str:
        """Why the run ended, in words."""
        return self._cause

    def _judge(self, code: int) -> str:
        if self._cause:  # we ended it ourselves: the reason is known
            return "failed" if self._cause.startswith("time") else "stopped"
        if code in (0, 1):  # 1: a task failed, told in its log; the items carry their own outcome
            self._cause = "all tasks passed" if code == 0 else "a task failed: see the log"
            return "completed" if code == 0 else "failed"
        self._cause = f"the robot process ended with {code}"
        return "crashed" if code < 0 or code == 75 else "failed"  # 75: it gave up after a lost lease

    async def _watch(self, robot: RobotProcess) -> None:
        """Sign of life every two seconds; ends the robot when it shall stop, is cancelled or runs out of time."""
        limit = time.monotonic() + settings().run_timeout_seconds
        while True:
            await asyncio.sleep(_WATCH_SECONDS)
            stop = None
            with contextlib.suppress(Exception):  # portal away: the robot finishes its case meanwhile
                stop = await self._portal.heartbeat(self._run_id)
            if stop == "kill":
                self._cause = "stopped by a person"
            elif time.monotonic() > limit:
                self._cause = "time-out"
            elif await self._was_cancelled():
                self._cause = "cancelled in Prefect"
            if self._cause:
                await robot.end()
                return

    async def _signs_of_life(self) -> None:
        while True:
            with contextlib.suppress(Exception):
                await self._portal.heartbeat(self._run_id)
            await asyncio.sleep(_WATCH_SECONDS)

    async def _was_cancelled(self) -> bool:
        try:
            return await self._cancelled()
        except Exception as error:  # Prefect away: the robot goes on
            log.warning("prefect_away", problem=str(error))
            return False

    async def _send_lines(self) -> None:
        while True:
            await asyncio.sleep(_BATCH_SECONDS)
            await self._flush()

    async def _flush(self) -> None:
        batch, self._lines[:] = self._lines[:], []
        if not batch:
            return
        try:
            await self._portal.lines(self._run_id, batch)
        except Exception:  # kept for the next try, bounded
            self._lines[:0] = batch[-_MOST_BUFFERED:]

    async def _keep(self, artifacts: Path) -> None:
        for name, kind in _KEPT.items():
            path = artifacts / name
            if path.exists():
                await self._portal.evidence(self._run_id, kind, name, path.read_bytes())
                path.unlink()

    def _environment(self, folder: Path, artifacts: Path) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "COE_TODAY", "TZ") if name in os.environ}
        spec = self._spec
        return kept | {
            "LANG": "C.UTF-8", "PYTHONPATH": str(folder), "COE_API_URL": settings().api_url,
            "COE_RUN_TOKEN": spec["token"], "COE_RUN_ID": self._run_id, "COE_MUNICIPALITY": spec["municipality"],
            "COE_PROCESS": spec["process"], "COE_CHROMIUM": settings().chromium,
            "COE_LINGER_SECONDS": str(settings().linger_seconds),
            "ROBOT_ROOT": str(folder / "robots" / spec["package"]), "ROBOT_ARTIFACTS": str(artifacts),
            "RPA_WORKITEMS_ADAPTER": "shared_library.work_items.PlatformAdapter",
            "RPA_SECRET_MANAGER": "shared_library.vault.PlatformVault",
            "PYTHONPYCACHEPREFIX": str(settings().home.resolve() / "pycache"),
        }  # fmt: skip


def reap(run_id: str) -> None:
    """After a failed start: no process of the run may stay."""
    leave_nothing_behind(run_id)
