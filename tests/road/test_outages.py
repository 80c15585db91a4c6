"""Prefect, portal and worker go away in the middle of the work, in real processes: nothing is lost, nothing ends."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from orchestrator.core.settings import settings
from tests.support.running import Platform, platform

pytestmark = [pytest.mark.road, pytest.mark.timeout(1200)]
# With these the base class's own loops would end the worker within half a minute without Prefect.
_SHORT = {
    "PREFECT_WORKER_QUERY_SECONDS": "0.2",
    "PREFECT_WORKER_HEARTBEAT_SECONDS": "1",
    "PREFECT_CLIENT_MAX_RETRIES": "0",
}
# Well past what ends the base class's loops; `--full` takes the ten minutes that the platform promises.
_OUTAGE_SECONDS, _LONG_OUTAGE_SECONDS = 45, 600
# What has not come by then does not come. A machine may stand still for half a minute, and Prefect's server with it.
_PATIENCE_SECONDS = 240


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in _SHORT.items():
            patch.setenv(name, value)
        with platform(tmp_path_factory.mktemp("outage"), worker_slots="1", linger_seconds="4") as up:
            up.start("prefect", "portal", "worker")
            yield up


def _prefect_says(flow_run_id: str | None) -> str:
    try:
        answer = httpx.get(f"{settings().prefect_api_url}/flow_runs/{flow_run_id}", timeout=10)
        return str(answer.json()["state_type"])
    except (httpx.HTTPError, KeyError):
        return "no answer"


def _handled(running: Platform, reference: str) -> bool:
    return running.state(reference) == "waiting_human"


def test_prefect_down_warm_robots_go_on_and_the_worker_lives(running: Platform, request: pytest.FixtureRequest) -> None:
    seconds = _LONG_OUTAGE_SECONDS if request.config.getoption("--full") else _OUTAGE_SECONDS
    running.add("A", seconds=6)
    running.wait(lambda: running.begun("A"), _PATIENCE_SECONDS)
    worker = running.pid("worker")
    running.end("prefect")
    down = time.monotonic()
    running.add("B")
    running.wait(lambda: _handled(running, "A") and _handled(running, "B"), _PATIENCE_SECONDS, "the warm robot goes on")
    (run,) = running.runs()
    running.wait(
        lambda: running.runs()[0].state == "completed", _PATIENCE_SECONDS, "our table is right while Prefect is away"
    )
    running.add("C")  # nobody is warm any more: it waits for Prefect
    time.sleep(max(0.0, seconds - (time.monotonic() - down)))
    assert running.pid("worker") == worker, "the same process"
    running.start("prefect")
    running.wait(lambda: _prefect_says(run.flow_run_id) == "COMPLETED", _PATIENCE_SECONDS, "told later")
    running.wait(lambda: _handled(running, "C"), _PATIENCE_SECONDS, "what waited is done")
    assert running.pid("worker") == worker
    assert [len(running.begun(name)) for name in "ABC"] == [1, 1, 1]


def test_the_portal_down_costs_time_only(running: Platform) -> None:
    running.add("D", seconds=5)
    running.wait(lambda: running.begun("D"), _PATIENCE_SECONDS)
    run = running.runs()[-1]
    running.end("portal", signal.SIGKILL)
    time.sleep(12)  # the robot is done meanwhile and cannot say so
    running.start("portal")
    running.wait(lambda: _handled(running, "D"), _PATIENCE_SECONDS)
    running.wait(lambda: running.runs()[-1].state == "completed", _PATIENCE_SECONDS)
    assert (running.runs()[-1].id, running.runs()[-1].exit_kind) == (run.id, "passed")
    assert len(running.begun("D")) == 1


def test_a_killed_worker_leaves_no_robot_and_its_case_is_done_by_another(running: Platform) -> None:
    running.add("E", seconds=5)
    running.wait(lambda: running.begun("E"), _PATIENCE_SECONDS)
    run = running.runs()[-1]
    running.end("worker", signal.SIGKILL)
    running.wait(lambda: not _marked(run.id), _PATIENCE_SECONDS, "the robot dies with its worker")
    running.start("worker")
    running.wait(lambda: len(running.begun("E")) == 2, _PATIENCE_SECONDS, "another has the case")
    running.wait(lambda: _handled(running, "E"), _PATIENCE_SECONDS)
    lost = next(one for one in running.runs() if one.id == run.id)
    assert (lost.state, lost.exit_kind) == ("crashed", "worker_lost")


def _marked(run_id: str) -> list[str]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                if f"COE_RUN_ID={run_id}".encode() in (entry / "environ").read_bytes().split(b"\0"):
                    found.append(entry.name)
            except OSError:
                continue
    return found
