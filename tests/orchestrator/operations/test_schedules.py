"""A subscription's schedules stand in a real Prefect server: one deployment a municipality and task, none left over."""

import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from orchestrator.core import settings as settings_module
from orchestrator.core.db import Database, Scope
from orchestrator.core.errors import BadInput
from orchestrator.core.outbox import Intent, dispatch_due
from orchestrator.governance.catalogue import lifecycle
from orchestrator.governance.catalogue import service as catalogue
from orchestrator.governance.catalogue.models import Subscription
from orchestrator.governance.packages.models import Release
from orchestrator.operations.runs.prefect_api import PrefectApi
from orchestrator.operations.triggers.service import lay_schedule
from orchestrator.operations.workers.robot_worker import RobotWorker
from tests.support.house import PROCESS, House
from tests.support.prefect import prefect_server

COLLECT = {"task": "Collect Applications", "cron": "*/15 7-17 * * 1-5"}
READ = {"task": "Read Outcomes", "cron": "40 6,12,17 * * 1-5"}


@pytest.fixture(scope="module")
def prefect(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with prefect_server(tmp_path_factory.mktemp("prefect")) as url:
        yield url


def subscribe(house: House, *schedules: dict[str, str]) -> Subscription:
    with house.database.session(Scope.steward("test")) as session:
        release = session.scalars(select(Release)).one()
        release.manifest = {**release.manifest, "tasks": {**release.manifest["tasks"], "Read Outcomes": {}}}
        uses = catalogue.subscribed(session, house.code, PROCESS)
        lifecycle.configure(session, uses, schedules=list(schedules))
        return uses


class Laid:
    """The dispatcher, and what stands in Prefect afterwards."""

    def __init__(self, url: str, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
        port = url.split(":")[2].split("/")[0]
        monkeypatch.setenv("COE_PREFECT_PORT", port)
        settings_module.settings.cache_clear()
        self.url, self.database, self.api = url, database, PrefectApi()

    def dispatch(self) -> int:
        """How many intents were done. Prefect on SQLite may answer 503 while it is busy: they are tried again."""
        handlers = {catalogue.SCHEDULE_TOPIC: lambda base, intent: lay_schedule(self.api, base, intent)}
        done = dispatch_due(self.database, handlers)
        while self._open():
            time.sleep(0.2)
            done += dispatch_due(self.database, handlers)
        return done

    def _open(self) -> bool:
        with self.database.session(Scope.steward("test")) as session:
            return session.scalar(select(Intent.id).where(Intent.state != "done").limit(1)) is not None

    def foreseen(self) -> list[dict[str, Any]]:
        """The runs that Prefect's own scheduler has laid for times to come."""
        wanted = {"flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}}}
        rows: list[dict[str, Any]] = httpx.post(f"{self.url}/flow_runs/filter", json=wanted).json()
        return rows

    def found(self, municipality: str = "1287") -> dict[str, list[str]]:
        """task → its cron times, of a municipality."""
        rows: list[dict[str, Any]] = httpx.post(f"{self.url}/deployments/filter", json={}).json()
        return {
            row["parameters"]["task"]: sorted(one["schedule"]["cron"] for one in row["schedules"])
            for row in rows
            if row["parameters"].get("municipality") == municipality
        }


@pytest.fixture
def laid(prefect: str, sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Laid]:
    yield Laid(prefect, sqlite_database, monkeypatch)
    for row in httpx.post(f"{prefect}/deployments/filter", json={}).json():
        httpx.delete(f"{prefect}/deployments/{row['id']}")


def test_every_scheduled_task_has_a_deployment_of_its_own_that_says_what_to_run(laid: Laid) -> None:
    house = House(laid.database).furnish()
    subscribe(house, COLLECT, READ, {"task": "Read Outcomes", "cron": "0 22 * * *"})
    assert laid.dispatch() == 1
    assert laid.found() == {
        "Collect Applications": ["*/15 7-17 * * 1-5"],
        "Read Outcomes": ["0 22 * * *", "40 6,12,17 * * 1-5"],
    }
    (row,) = [
        row
        for row in httpx.post(f"{laid.url}/deployments/filter", json={}).json()
        if row["parameters"]["task"] == "Read Outcomes"
    ]
    assert row["parameters"] == {"municipality": "1287", "process": PROCESS, "task": "Read Outcomes"}
    assert (row["work_pool_name"], row["work_queue_name"]) == ("region", "1287")
    pool = httpx.get(f"{laid.url}/work_pools/region").json()
    assert pool["type"] == RobotWorker.type, "made before any worker came, as the worker would have made it"
    assert {one["schedule"]["timezone"] for one in row["schedules"]} == {"Europe/Stockholm"}


def test_prefect_really_foresees_the_runs_of_a_schedule(laid: Laid) -> None:
    house = House(laid.database).furnish()
    subscribe(house, COLLECT)
    laid.dispatch()
    limit = time.monotonic() + 90
    while not (foreseen := laid.foreseen()):
        assert time.monotonic() < limit, "Prefect's scheduler has laid no run: does it run on this SQLAlchemy?"
        time.sleep(0.5)
    assert all(run["parameters"]["task"] == "Collect Applications" for run in foreseen)
    assert all(run["work_queue_name"] == "1287" and run["auto_scheduled"] for run in foreseen)


def test_a_schedule_that_is_taken_away_or_moved_disappears_from_prefect_and_no_neighbours(laid: Laid) -> None:
    house, neighbour = House(laid.database).furnish(), House(laid.database, code="1285").furnish()
    subscribe(house, COLLECT, READ)
    subscribe(neighbour, COLLECT, READ)
    assert laid.dispatch() == 2
    subscribe(house, {**COLLECT, "cron": "0 6 * * *"})
    assert laid.dispatch() == 1
    assert laid.found() == {"Collect Applications": ["0 6 * * *"]}
    subscribe(house)
    assert laid.dispatch() == 1
    assert laid.found() == {}
    assert set(laid.found("1285")) == {"Collect Applications", "Read Outcomes"}
    subscribe(house)
    assert laid.dispatch() == 0, "nothing to lay and nothing to take away"


@pytest.mark.parametrize(
    ("schedules", "says"),
    [
        ([{"task": "Fly", "cron": "0 6 * * *"}], "no task 'Fly'. It has: Collect Applications"),
        ([{**COLLECT, "cron": "every morning"}], "Write five fields"),
        ([{**COLLECT, "cron": "0 25 * * *"}], "Write five fields"),
        ([{**COLLECT, "cron": "0 0 6 * * *"}], "Write five fields"),
        ([{**COLLECT, "cron": "0 6 31 4,6 *"}], "Bad day-of-month"),
        ([COLLECT, READ, COLLECT], "twice"),
        ([{"task": "Read Outcomes"}], "`task` and `cron`"),
    ],
)
def test_a_schedule_that_cannot_be_kept_is_refused_with_where_and_why(
    database: Database, schedules: list[dict[str, str]], says: str
) -> None:
    house = House(database).furnish()
    subscribe(house, READ)
    with pytest.raises(BadInput) as refused:
        subscribe(house, *schedules)
    (problem,) = refused.value.problems
    assert says in problem["message"]
    assert problem["at"] == f"schedules.{len(schedules) - 1}"
    with house.database.session(house.scope) as session:
        assert session.scalars(select(Subscription)).one().schedules == [READ], "what held still holds"
        assert len(session.scalars(select(Intent)).all()) == 1
