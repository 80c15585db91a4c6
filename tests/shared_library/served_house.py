"""The real portal on a real port, in this process: for robots in plain Python that are processes of their own."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn

from orchestrator.core.db import Database, Scope
from orchestrator.core.settings import ROOT
from orchestrator.entrypoints.app import create_app
from orchestrator.operations.runs import service as runs
from orchestrator.operations.runs.exits import Exit, told
from orchestrator.outcomes.decisions.release import after_loss
from tests.support.house import House


class ServedHouse:
    """A furnished municipality behind `url`, and robots that are written as text."""

    def __init__(self, house: House, url: str, folder: Path) -> None:
        self.house, self.url, self._folder = house, url, folder
        self.run, self.token = house.start_run()

    def robot(self, text: str, **env: str) -> subprocess.Popen[str]:
        """Start a robot: its own process, told of the platform by its environment only."""
        return self.process([sys.executable, "-c", text], **env)

    def process(self, command: list[str], **env: str) -> subprocess.Popen[str]:
        """Any program, in the surroundings that the platform gives to a robot."""
        return subprocess.Popen(
            command, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env=os.environ | {
                "COE_API_URL": self.url, "COE_RUN_TOKEN": self.token, "COE_RUN_ID": self.run.id,
                "COE_LINGER_SECONDS": "0", "COE_PATIENCE_SECONDS": "5", "ROBOT_ARTIFACTS": str(self._folder),
                "RPA_WORKITEMS_ADAPTER": "shared_library.work_items.PlatformAdapter", **env,
            },
        )  # fmt: skip

    def new_run(self) -> None:
        """The run before is known dead; another one goes on."""
        with self.house.database.session(Scope.steward("test")) as session:
            for item in runs.close(session, self.run.id, told(Exit.SIGNAL, -9)):
                after_loss(session, item)
        self.run, self.token = self.house.start_run()

    def runs(self, text: str, **env: str) -> tuple[int, str, str]:
        """Run a robot to its end: exit code, output, errors."""
        robot = self.robot(text, **env)
        output, errors = robot.communicate(timeout=60)
        return robot.returncode, output, errors


@contextmanager
def served(database: Database, folder: Path, effects: tuple[str, ...] = ()) -> Iterator[ServedHouse]:
    house = House(database, effects=effects).furnish()
    app = create_app(database, background=False)
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error", access_log=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        thread.join(0.02)
    try:
        yield ServedHouse(house, f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/api/v1", folder)
    finally:
        server.should_exit = True
        thread.join(10)
