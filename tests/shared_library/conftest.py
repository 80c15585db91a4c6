"""A platform in memory, and a way to run a small task file against it in a robot process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.shared_library.platform_double import Platform, Served

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def platform() -> Iterator[Platform]:
    with Served(Platform(assess=lambda _item, _facts: {"outcome": "granted", "amount_ore": 100, "steps": []})) as p:
        yield p


@dataclass
class RobotRun:
    """What a finished robot process left behind."""

    code: int
    console: str
    folder: Path

    @property
    def logs(self) -> str:
        """Everything that the run wrote, as one text."""
        files = [self.folder / name for name in ("output.xml", "log.html", "report.html")]
        return self.console + "".join(f.read_text(errors="replace") for f in files if f.exists())


def robot_environment(platform: Platform, artifacts: Path) -> dict[str, str]:
    """The surroundings that the platform gives to a robot process."""
    return {
        **os.environ,
        "COE_API_URL": platform.url,
        "COE_RUN_TOKEN": "run-token",
        "COE_RUN_ID": "run-1",
        "COE_MUNICIPALITY": "1287",
        "COE_PROCESS": "economic_assistance",
        "COE_TODAY": "2026-11-23",
        "COE_LINGER_SECONDS": "0",
        "COE_PATIENCE_SECONDS": "10",
        "ROBOT_ARTIFACTS": str(artifacts),
        "RPA_WORKITEMS_ADAPTER": "shared_library.work_items.PlatformAdapter",
        "RPA_SECRET_MANAGER": "shared_library.vault.PlatformVault",
        "PYTHONPATH": str(ROOT),
    }


@pytest.fixture
def run_robot(tmp_path: Path, platform: Platform) -> Callable[[str], RobotRun]:
    """Run the text of a task file to its end."""

    def run(text: str) -> RobotRun:
        suite = tmp_path / "tasks.robot"
        suite.write_text(text, encoding="utf-8")
        artifacts = tmp_path / "output"
        done = subprocess.run(
            [sys.executable, "-m", "robot", "--outputdir", str(artifacts), str(suite)],
            env=robot_environment(platform, artifacts),
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=60,
        )
        return RobotRun(done.returncode, done.stdout + done.stderr, artifacts)

    return run
