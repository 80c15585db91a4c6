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
