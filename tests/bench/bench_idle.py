"""Two hundred idle robots in long poll: what they cost portal and database, and whether a page waits for them."""

from __future__ import annotations

import contextlib
import http.client
import json
import statistics
import tempfile
import threading
import time
from pathlib import Path

import httpx

from tests.bench.lines import Json, line
from tests.bench.served import ServedPortal, postgres_for_measuring, served_portal
from tests.support.house import House

IDS = ("idle-200", "idle-page")
ROBOTS, LISTEN_SECONDS = 200, 40
CORE_LIMIT = 5.0


def measure(wanted: set[str]) -> list[Json]:
    """The share of one core over forty seconds, and a page beside it against the same page alone."""
    with (
        tempfile.TemporaryDirectory() as folder, postgres_for_measuring() as server,
        served_portal(server, "bench_idle", Path(folder), ("1287",)) as portal,
    ):  # fmt: skip
        house = House(portal.database, mode="shadow", effects=())
        tokens = [house.start_run()[1] for _ in range(ROBOTS)]
        alone = _page_seconds(portal)
        robots = [threading.Thread(target=_idle, args=(portal.url, token), daemon=True) for token in tokens]
        for robot in robots:
            robot.start()
        time.sleep(8)  # until everybody has asked once and waits
        before, began = portal.cpu_seconds(), time.monotonic()
        time.sleep(LISTEN_SECONDS)
        percent = (portal.cpu_seconds() - before) / (time.monotonic() - began) * 100
        beside = _page_seconds(portal)
        rows = [
            line("idle-200", f"{ROBOTS} robots in long poll, portal and database", "% core", percent, CORE_LIMIT),
            line("idle-page", "the sign-in page beside them; limit: alone", "ms", beside * 1e3, round(alone * 1e3, 2)),
        ]
        return [row for row in rows if row["id"] in wanted]


def _idle(url: str, token: str) -> None:
    """As a lingering robot does: ask, wait a minute, ask again."""
    host, _, port = url.removeprefix("http://").partition(":")
    body = json.dumps({"wait_seconds": 60})
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    connection = http.client.HTTPConnection(host, int(port), timeout=120)
    with contextlib.suppress(OSError, http.client.HTTPException):  # the portal ends first
        while True:
            connection.request("POST", "/api/v1/work-items/reserve", body, headers)
            connection.getresponse().read()


def _page_seconds(portal: ServedPortal) -> float:
    times = []
    with httpx.Client(base_url=portal.url, timeout=60) as client:
        for _ in range(40):
            began = time.monotonic()
            client.get("/sign-in")
            times.append(time.monotonic() - began)
    return statistics.median(times)
