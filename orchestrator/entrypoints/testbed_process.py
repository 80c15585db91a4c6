"""A testbed of one's own for as long as it is needed: the shared test environment's systems on free ports."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from orchestrator.core.errors import Unavailable
from orchestrator.entrypoints.cli.furnish import ROBOT_PASSWORD

_START_SECONDS = 40


@contextmanager
def own_testbed(root: Path, data: Path, robot_password: str) -> Iterator[str]:
    """Start it with its files below `data`; yields its address. It ends with the block, whatever happens there."""
    port, smtp_port = _free_port(), _free_port()
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "infra.testbed", "--port", str(port), "--smtp-port", str(smtp_port)]
    env = os.environ | {"PYTHONPATH": str(root), "TESTBED_ROBOT_PASSWORD": robot_password}
    env.setdefault("COE_TODAY", "2026-11-23")
    process = subprocess.Popen(
        [*command, "--data", str(data)], cwd=root, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait(process, url)
        yield url
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def fill(url: str, municipality: str, vendor: str, count: int, seed: int = 20261126) -> list[dict[str, str]]:
    """Invented cases in a vendor's system, and the robot's account there; the same arguments give the same cases.

    Answers the documents (`name`, `content`) of a process whose cases come as such; none for others."""
    form = {"municipality": municipality, "vendor": vendor, "count": str(count), "seed": str(seed),
            "robot_password": ROBOT_PASSWORD}  # fmt: skip
    answer = httpx.post(f"{url}/admin/cases", data=form, timeout=120).raise_for_status()
    documents: list[dict[str, str]] = answer.json().get("documents", [])
    return documents


def _wait(process: subprocess.Popen[bytes], url: str) -> None:
    limit = time.monotonic() + _START_SECONDS
    while time.monotonic() < limit and process.poll() is None:
        try:
            if httpx.get(f"{url}/health", timeout=2).status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise Unavailable("The test environment did not start. Try again; if it repeats, run `coe testbed` to see why.")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
