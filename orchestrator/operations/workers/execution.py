"""One run from its opening to its close. What Prefect's base class does not do is done here (ending, reaping)."""

import asyncio
import os
import shutil
from pathlib import Path
from typing import Any

from orchestrator.core.errors import ReleaseRefused
from orchestrator.core.logging import log
from orchestrator.core.settings import settings
from orchestrator.governance.packages.verified import Releases
from orchestrator.operations.runs.exits import Ending, Exit, of_code, told
from orchestrator.operations.workers.environment import prepare_environment
from orchestrator.operations.workers.memory import oom_kills
from orchestrator.operations.workers.portal import SHORT, Portal
from orchestrator.operations.workers.process import RobotProcess

_BATCH_SECONDS = 0.5
_MOST_BUFFERED = 5000
_LAST_WORDS_SECONDS = 2
_KEPT = {"log.html": "log_html", "output.xml": "output_xml", "lease_lost.json": "lease_lost"}


class Execution:
    """Runs one robot. `end` ends it from outside: a person, Prefect or the clock."""

    def __init__(self, portal: Portal, releases: Releases, spec: dict[str, Any]) -> None:
        self._portal = portal
        self._releases = releases
        self._spec = spec
        self.run_id: str = spec["run_id"]
        self.ended_for: Ending | None = None
        self._robot: RobotProcess | None = None
        self._ending: asyncio.Task[None] | None = None
        self._lines: list[str] = []
        self.artifacts = _artifacts(self.run_id)

    @property
    def pid(self) -> int | None:
        """The robot's process, while it lives."""
        return self._robot.pid if self._robot else None

    def end(self, kind: Exit) -> None:
        """End robot and browser now, for this cause. The first cause stands."""
        if self.ended_for is None:
            self.ended_for = told(kind)
            if self._robot is not None:
                self._ending = asyncio.create_task(self._robot.end())

    async def prepare(self) -> tuple[Path, Path]:
        """The verified release's folder and the Python of its environment."""
        if refusal := self._spec.get("refusal"):  # halted or withdrawn, also one that lies here unpacked
            raise ReleaseRefused(refusal)
        sha256, signature = self._spec["sha256"], bytes.fromhex(self._spec["signature"])
        folder = await asyncio.to_thread(self._releases.ready, sha256, signature)
        if folder is None:
            archive = await self._portal.archive(sha256)
            folder = await asyncio.to_thread(self._releases.unpack, archive, sha256, signature)
        python = await asyncio.to_thread(prepare_environment, settings().home.resolve(), folder / "robots.lock")
        return folder, python

    async def run(self, folder: Path, python: Path) -> Ending:
        """Start the robot, follow it, answer how it ended. Robot and browser are gone then."""
        if self.ended_for is not None:  # while the environment was built
            return self.ended_for
        self.artifacts.mkdir(parents=True, exist_ok=True)
        command = [
            str(python), "-m", "robot", "--outputdir", str(self.artifacts), "--consolecolors", "off",
            "--report", "NONE",
            "--task", self._spec["task"], "tasks.robot",
        ]  # fmt: skip
        killed_before = oom_kills()
        package = folder / "robots" / self._spec["package"]
        robot = await RobotProcess.start(self.run_id, command, package, self._environment(folder), self._spec["token"])
        self._robot = robot
        code = await self._follow(robot)
        if self.ended_for is not None:  # we ended it ourselves: the cause is known
            return told(self.ended_for.kind, code)
        return of_code(code, out_of_memory=oom_kills() > killed_before)

    async def _follow(self, robot: RobotProcess) -> int:
        reading = asyncio.create_task(robot.read_lines(self._lines.append))
        watchers = [asyncio.create_task(self._send_lines()), asyncio.create_task(self._time_out())]
        try:
            return await robot.wait()
        finally:
            for watcher in watchers:
                watcher.cancel()
            await asyncio.shield(robot.end())
            self._robot = None
            await asyncio.wait([reading], timeout=_LAST_WORDS_SECONDS)
            reading.cancel()

    async def keep(self) -> None:
        """Hand in the last lines and the logs. Called after the close: the cases do not wait for the files."""
        await self._flush(SHORT)
        await hand_in(self._portal, self.run_id)

    async def _time_out(self) -> None:
        await asyncio.sleep(settings().run_timeout_seconds)
        self.end(Exit.TIME_OUT)

    async def _send_lines(self) -> None:
        while True:
            await asyncio.sleep(_BATCH_SECONDS)
            await self._flush()

    async def _flush(self, patience: float = 0.0) -> None:
        batch, self._lines[:] = self._lines[:], []
        if not batch:
            return
        try:
            await self._portal.lines(self.run_id, batch, patience)
        except Exception as error:  # kept for the next try, bounded
            log.warning("lines_kept", run=self.run_id, problem=str(error))
            self._lines[:0] = batch[-_MOST_BUFFERED:]

    def _environment(self, folder: Path) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "COE_TODAY", "TZ") if name in os.environ}
        spec = self._spec
        return kept | {
            "LANG": "C.UTF-8", "PYTHONPATH": str(folder), "COE_API_URL": settings().api_url,
            "COE_RUN_ID": self.run_id, "COE_MUNICIPALITY": spec["municipality"],
            "COE_PROCESS": spec["process"], "COE_CHROMIUM": settings().chromium,
            "COE_LINGER_SECONDS": str(settings().linger_seconds),
            "ROBOT_ROOT": str(folder / "robots" / spec["package"]), "ROBOT_ARTIFACTS": str(self.artifacts),
            "RPA_WORKITEMS_ADAPTER": "shared_library.work_items.PlatformAdapter",
            "RPA_SECRET_MANAGER": "shared_library.vault.PlatformVault",
            "PYTHONPYCACHEPREFIX": str(settings().home.resolve() / "pycache"),
        }  # fmt: skip


async def hand_in(portal: Portal, run_id: str) -> None:
    """Hand in the files of a run that has ended, and remove them here. Also those that a dead worker left."""
    folder = _artifacts(run_id)
    for name, kind in _KEPT.items():
        path = folder / name
        if path.exists():
            await portal.evidence(run_id, kind, name, path.read_bytes())
            path.unlink()
    shutil.rmtree(folder, ignore_errors=True)


def _artifacts(run_id: str) -> Path:
    return settings().home.resolve() / "artifacts" / run_id
