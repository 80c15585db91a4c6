"""A worker's robot process: watched, ended with its whole family, and only from a release that verifies."""

import asyncio
import hashlib
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from orchestrator.core.errors import BadInput
from orchestrator.core.settings import ROOT
from orchestrator.governance.packages import archive, signing
from orchestrator.governance.packages.verified import unpack_release
from orchestrator.operations.workers.process import RobotProcess, leave_nothing_behind

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
        robot = await RobotProcess.start(run_id, [sys.executable, "-c", _FAMILY], tmp_path, env, "t")
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


_READS_ITS_TOKEN = """
import hashlib, subprocess, sys, time
from shared_library.environment import Environment
told = {Environment.read().run_token for _ in range(2)}
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], close_fds=False)
print(*(hashlib.sha256(token.encode()).hexdigest() for token in told), flush=True)
time.sleep(60)
"""


def test_a_robot_has_its_token_and_neither_arguments_nor_environments_nor_its_browser_hold_it(tmp_path: Path) -> None:
    run_id, token = f"test-{os.getpid()}-{time.time_ns()}", "the-token-of-this-run"

    async def scenario() -> None:
        env = {"PATH": os.environ["PATH"], "COE_RUN_ID": run_id, "PYTHONPATH": str(ROOT), "COE_API_URL": "http://none"}
        robot = await RobotProcess.start(run_id, [sys.executable, "-c", _READS_ITS_TOKEN], tmp_path, env, token)
        lines: list[str] = []
        reading = asyncio.create_task(robot.read_lines(lines.append))
        while not lines:
            await asyncio.sleep(0.02)
        assert lines == [hashlib.sha256(token.encode()).hexdigest()]
        family = _marked(run_id)
        assert len(family) == 2
        for pid in family:
            told = Path(f"/proc/{pid}/environ").read_bytes() + Path(f"/proc/{pid}/cmdline").read_bytes()
            assert token.encode() not in told
            others = [os.readlink(path) for path in Path(f"/proc/{pid}/fd").iterdir() if path.name not in "012"]
            assert not any(link.startswith("pipe:") for link in others), "a child could read the token's pipe"
        await robot.end()
        reading.cancel()

    asyncio.run(scenario())


def test_a_process_that_holds_keys_hides_its_memory_and_what_it_starts_does_not() -> None:
    hidden = (
        "import ctypes, subprocess, sys; from orchestrator.core.hidden import hide; hide(); asked = 'import ctypes; "
        "print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))'; exec(asked); sys.stdout.flush(); "
        "subprocess.run([sys.executable, '-c', asked])"
    )
    done = subprocess.run([sys.executable, "-c", hidden], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["0", "1"]


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
