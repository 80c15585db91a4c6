"""The lease: renewed in time, refused when too short, and deadly when lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from shared_library.client import ApiClient
from shared_library.errors import LeaseTooShort
from shared_library.work_items.lease import LEASE_LOST_EXIT_CODE, Lease
from tests.shared_library.conftest import robot_environment
from tests.shared_library.platform_double import Platform

LOSING_ROBOT = """
import subprocess, time
from shared_library.work_items import PlatformAdapter
from shared_library.work_items import lease
lease.Lease.__init__.__defaults__ = (lease.end_process, 0.2)
adapter = PlatformAdapter()
adapter.reserve_input()
child = subprocess.Popen(["sleep", "60"])
print(child.pid, flush=True)
time.sleep(30)
"""


def leased(platform: Platform, seconds: float, every: float = 60) -> tuple[Lease, list[str]]:
    item = platform.add("EB-1")
    client = ApiClient(platform.url, "run-token", patience_seconds=0.3)
    assert client.reserve(0) is not None
    lost: list[str] = []
    return Lease(client, item["id"], item["fence"], seconds, lost.append, every), lost


def test_heartbeats_keep_the_lease_while_the_main_thread_is_busy(platform: Platform) -> None:
    lease, lost = leased(platform, seconds=0.5, every=0.1)
    time.sleep(0.6)
    assert lease.seconds_left > 40
    assert platform.heartbeats >= 3
    assert lost == []
    lease.end()


def test_a_short_lease_is_renewed_before_a_save(platform: Platform) -> None:
    lease, _ = leased(platform, seconds=10)
    lease.ensure(15)
    assert lease.seconds_left > 40


def test_a_save_is_refused_when_the_lease_stays_too_short(platform: Platform) -> None:
    platform.lease_seconds = 10
    lease, _ = leased(platform, seconds=10)
    with pytest.raises(LeaseTooShort, match="15 s are needed"):
        lease.ensure(15)


def test_a_portal_that_is_away_does_not_lose_the_lease(platform: Platform) -> None:
    lease, lost = leased(platform, seconds=5, every=0.1)
    platform.answer_503 = 3
    time.sleep(0.8)
    lease.end()
    assert platform.answer_503 == 0
    assert lease.seconds_left > 40
    assert lost == []


def test_a_lost_lease_ends_process_and_children_at_once(platform: Platform, tmp_path: Path) -> None:
    item = platform.add("EB-1")
    robot = subprocess.Popen(
        [sys.executable, "-c", LOSING_ROBOT],
        env=robot_environment(platform, tmp_path),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert robot.stdout is not None
    child = int(robot.stdout.readline())
    item["fence"] += 1
    assert robot.wait(10) == LEASE_LOST_EXIT_CODE
    assert json.loads((tmp_path / "lease_lost.json").read_text())["item_id"] == item["id"]
    assert not alive(child)


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return os.path.exists(f"/proc/{pid}")
