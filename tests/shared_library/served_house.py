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

from orchestrator.core.db import Database
from orchestrator.core.settings import ROOT
from orchestrator.entrypoints.app import create_app
from tests.support.house import House


class ServedHouse:
    """A furnished municipality behind `url`, and robots that are written as text."""

    def __init__(self, house: House, url: str, folder: Path) -> None:
        self.house, self.url, self._folder = house, url, folder
        self.run, self.token = house.start_run()

    def robot(self, text: str, **env: str) -> subprocess.Popen[str]:
        """Start a robot: its own process, told of the platform by its environment only."""
        return subprocess.Popen(
            [sys.executable, "-c", text], cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env=os.environ | {
                "COE_API_URL": self.url, "COE_RUN_TOKEN": self.token, "COE_RUN_ID": self.run.id,
                "COE_LINGER_SECONDS": "0", "COE_PATIENCE_SECONDS": "5", "ROBOT_ARTIFACTS": str(self._folder), **env,
            },
        )  # fmt: skip

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
