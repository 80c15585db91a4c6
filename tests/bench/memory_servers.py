"""Portal and Prefect server with what a municipality's month leaves in them, and people who look at it."""

from __future__ import annotations

import os
import re
import time
import uuid
from collections.abc import Callable
from functools import partial
from pathlib import Path

import httpx
import pytest

from orchestrator.core.db import Database
from orchestrator.core.settings import settings
from orchestrator.entrypoints.cli.programs import portal_program, prefect_program
from orchestrator.entrypoints.cli.supervise import Supervisor
from orchestrator.entrypoints.migrate import migrate
from orchestrator.operations.runs.prefect_api import POOL, PrefectApi
from orchestrator.outcomes.decisions import release
from processes.economic_assistance import households
from tests.bench.lines import Json, line
from tests.bench.pss import pss_mb
from tests.journeys.town import GRANTED, HANDED, PASSWORD, PEOPLE, PHASES, Robot, build, picture
from tests.support.house import PROCESS, House
from tests.support.ports import free_port

PORTAL_LIMIT_MB, PREFECT_LIMIT_MB = 250.0, 300.0
CASES, RUNS, PAGES, ASSESSMENTS = 200, 100, 100, 100


def measure_servers(home: Path) -> list[Json]:
    """Each in the process that `coe up` starts, with all that it starts itself."""
    ports = {f"COE_{name}_PORT": str(free_port()) for name in ("PORTAL", "PREFECT")}
    os.environ.update(ports | {"COE_HOME": str(home)})
    settings.cache_clear()
    home.mkdir(parents=True)
    database = filled()
    supervisor = Supervisor(home / "logs")
    prefect, portal = prefect_program(), portal_program()
    try:
        for program in (prefect, portal):
            supervisor.start(program)
        for program in (prefect, portal):
            supervisor.wait_until_well(program)
        schedule_runs()
        pages = sum(visit(username) for username in PEOPLE)
        assessed = assess_over_http(database)
        sizes = {one.name: sum(pss_mb(one.child.pid).values()) for one in (prefect, portal) if one.child}
    finally:
        supervisor.stop()
        database.dispose()
    did = f"{CASES} cases, {pages} pages shown, {assessed} assessments"
    return [
        line("memory_portal", f"PSS of the portal and its rules: {did}", "MB", sizes["portal"], PORTAL_LIMIT_MB),
        line("memory_prefect", f"PSS of the Prefect server: {RUNS} runs", "MB", sizes["prefect"], PREFECT_LIMIT_MB),
    ]


def filled() -> Database:
    """The tests' town, and so many cases more, two thirds of them handed over."""
    migrate(settings().database)
    database = Database(settings().database)
    with pytest.MonkeyPatch.context() as patched:
        build(database, patched)
    house = House(database)
    robot = Robot(house)
    for number in range(CASES):
        reference = f"EB-2026-12-{number + 1000}"
        house.add_item(reference, priority=-1)
        finish(robot.take(), reference, granted=number % 3 == 0)
    robot.end("completed")
    return database


def finish(robot: Robot, reference: str, *, granted: bool) -> None:
    robot.assess(GRANTED if granted else HANDED)
    if granted:
        robot.write(reference)
    robot.keep("case", "screenshot", picture(), "image/png")
    ended = release.Ended(phases=PHASES) if granted else release.Ended("BUSINESS", "handed_over", "", PHASES[:4])
    robot.do(release.release, ended)


def schedule_runs() -> None:
    """What the portal asks Prefect for, run by run; no worker is there to take them."""
    prefect = PrefectApi()
    with httpx.Client(base_url=settings().prefect_api_url, timeout=30) as http:
        http.post("/work_pools/", json={"name": POOL, "type": "process"}).raise_for_status()
    for _ in range(RUNS):
        patiently(partial(prefect.create_run, "1287", uuid.uuid4().hex, PROCESS, "Handle Applications"))


def patiently(create: Callable[[], str], seconds: float = 30) -> None:
    """Prefect answers 503 while its SQLite is locked, here by the portal, which asks for runs of its own."""
    give_up_at = time.monotonic() + seconds
    while True:
        try:
            create()
            return
        except httpx.HTTPStatusError as error:
            if error.response.status_code != httpx.codes.SERVICE_UNAVAILABLE or time.monotonic() > give_up_at:
                raise
            time.sleep(0.5)


def visit(username: str) -> int:
    """Sign in and follow the portal's own links, breadth first; answers how many pages were shown."""
    shown, waiting, seen = 0, ["/"], {"/"}
    with httpx.Client(base_url=settings().portal_url, follow_redirects=True, timeout=30) as person:
        person.post("/sign-in", data={"username": username, "password": PASSWORD}).raise_for_status()
        while waiting and shown < PAGES:
            answer = person.get(waiting.pop(0))
            if answer.status_code >= 500:
                raise SystemExit(f"The portal answered {answer.status_code} at {answer.url.path}.")
            shown += answer.is_success
            html = answer.text if "text/html" in answer.headers["content-type"] else ""
            links = re.findall(r'href="(/[^"#]*)"', html)
            fresh = [link for link in dict.fromkeys(links) if link not in seen and "static" not in link]
            seen.update(fresh)
            waiting += fresh
    return shown


def assess_over_http(database: Database) -> int:
    """As a robot does: reserve, assess, release; the rules then run in the portal's own child process."""
    house, facts = House(database), households.facts(HANDED)
    references = [f"EB-2026-12-{number + 5000}" for number in range(ASSESSMENTS)]
    for reference in references:
        house.add_item(reference, priority=-1)
    with httpx.Client(base_url=f"{settings().portal_url}/api/v1", timeout=60) as robot:
        for number in range(ASSESSMENTS):
            if number % 20 == 0:  # a run without a worker's signs of life is soon held to be dead
                robot.headers["Authorization"] = f"Bearer {house.start_run()[1]}"
            item = robot.post("/work-items/reserve", json={"wait_seconds": 5}).raise_for_status().json()
            at, fence = f"/work-items/{item['id']}", {"fence": item["fence"]}
            robot.post(f"{at}/assess", json=fence | {"facts": facts}).raise_for_status()
            told = {"state": "failed", "exception": {"type": "BUSINESS", "code": "handed_over", "message": ""}}
            robot.post(f"{at}/release", json=fence | told).raise_for_status()
    return ASSESSMENTS
