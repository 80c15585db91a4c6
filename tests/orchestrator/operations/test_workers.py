"""A worker's robot process: watched, ended with its whole family, and only from a release that verifies."""

import asyncio
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from orchestrator.core.errors import BadInput
from orchestrator.core.settings import ROOT
from orchestrator.governance.packages import archive, signing
from orchestrator.operations.workers.process import RobotProcess, leave_nothing_behind
from orchestrator.operations.workers.release import unpack_release

_FAMILY = """
import subprocess, sys, time
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True)
print("ready", flush=True)
time.sleep(60)
"""


def _marked(run_id: str) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if f"COE_RUN_ID={run_id}".encode() in (entry / "environ").read_bytes().split(b"\0"):
                    found.append(int(entry.name))
            except OSError:
                continue
    return found


def test_ending_a_robot_ends_children_that_left_its_group_too(tmp_path: Path) -> None:
    run_id = f"test-{os.getpid()}-{time.time_ns()}"

    async def scenario() -> None:
        env = {"PATH": os.environ["PATH"], "COE_RUN_ID": run_id}
        robot = await RobotProcess.start(run_id, [sys.executable, "-c", _FAMILY], tmp_path, env)
        lines: list[str] = []
        reading = asyncio.create_task(robot.read_lines(lines.append))
        while not lines:
            await asyncio.sleep(0.02)
        assert len(_marked(run_id)) == 2
        await robot.end()
        reading.cancel()

    asyncio.run(scenario())
    limit = time.monotonic() + 5
    while _marked(run_id) and time.monotonic() < limit:
        time.sleep(0.05)
    assert _marked(run_id) == []


def test_reaping_a_run_that_left_nothing_kills_nothing() -> None:
    assert leave_nothing_behind("no-such-run") == 0


def test_the_same_package_gives_the_same_archive_to_the_byte() -> None:
    assert archive.build_archive(ROOT, "economic_assistance") == archive.build_archive(ROOT, "economic_assistance")


def test_a_release_is_unpacked_only_if_hash_and_signature_are_the_centers(tmp_path: Path) -> None:
    signing.ensure_keys(tmp_path)
    packed = archive.build_archive(ROOT, "economic_assistance")
    sha256 = archive.digest(packed)
    signature = signing.sign(tmp_path, sha256)
    folder = unpack_release(tmp_path, packed, sha256, signature)
    assert (folder / "robots" / "economic_assistance" / "robot.yaml").exists()
    with pytest.raises(BadInput, match="hash differs"):
        unpack_release(tmp_path, packed + b"x", sha256, signature)
    with pytest.raises(BadInput, match="not signed by the Center"):
        unpack_release(tmp_path, packed, sha256, bytes(64))


def test_runs_that_come_at_once_unpack_the_same_release_without_harm(tmp_path: Path) -> None:
    signing.ensure_keys(tmp_path)
    packed = archive.build_archive(ROOT, "economic_assistance")
    sha256 = archive.digest(packed)
    signature = signing.sign(tmp_path, sha256)
    with ThreadPoolExecutor(8) as pool:
        folders = list(pool.map(lambda _n: unpack_release(tmp_path, packed, sha256, signature), range(8)))
    assert len(set(folders)) == 1
    assert [path.name for path in folders[0].parent.iterdir()] == [sha256], "nothing half is left beside it"


def test_a_package_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"robots/nothing/robot\.yaml is missing"):
        archive.build_archive(tmp_path, "nothing")
