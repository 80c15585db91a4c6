"""Both sides compared, against a real Prefect server: what one side lost, the other learns."""

from collections.abc import Iterator
from datetime import timedelta

import httpx
import psycopg
import pytest
from sqlalchemy import delete, select, update

from orchestrator.core import settings as settings_module
from orchestrator.core.clock import machine_now
from orchestrator.core.db import Database, Scope
from orchestrator.core.outbox import Intent, dispatch_due
from orchestrator.core.settings import settings
from orchestrator.entrypoints.cli.programs import prefect_program
from orchestrator.entrypoints.cli.supervise import Supervisor
from orchestrator.operations.runs import service as runs
from orchestrator.operations.runs.exits import Exit, told
from orchestrator.operations.runs.models import Run
from orchestrator.operations.runs.prefect_api import POOL, PrefectApi
from orchestrator.operations.triggers import reconcile
from orchestrator.operations.triggers.reconcile import Reconciler
from tests.support.house import PROCESS, House
from tests.support.ports import free_port

pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def prefect_port(tmp_path_factory: pytest.TempPathFactory, postgres_url: str) -> Iterator[int]:
    """A Prefect server for the module (on PostgreSQL: its SQLite is locked now and then); each test has our tables
    to itself and leaves no run alive there."""
    with psycopg.connect(postgres_url.replace("+psycopg", "") + "/postgres", autocommit=True) as connection:
        connection.execute("CREATE DATABASE prefect_reconcile")
    folder = tmp_path_factory.mktemp("prefect")
    with pytest.MonkeyPatch.context() as patch:
        port = free_port()
        patch.setenv("COE_PREFECT_PORT", str(port))
        patch.setenv("COE_HOME", str(folder))
        patch.setenv("COE_PREFECT_DATABASE_URL", postgres_url.replace("psycopg", "asyncpg") + "/prefect_reconcile")
        settings_module.settings.cache_clear()
        (folder / "prefect").mkdir()
        program = prefect_program()
        url = settings().prefect_api_url
    supervisor = Supervisor(folder / "logs")
    try:
        supervisor.start(program)
        supervisor.wait_until_well(program)
        httpx.post(f"{url}/work_pools/", json={"name": POOL, "type": "robot"}, timeout=60).raise_for_status()
        yield port
    finally:
        supervisor.stop()


class Sides:
    """Our tables and Prefect."""

    def __init__(self, house: House) -> None:
        self.house, self.database, self.api = house, house.database, PrefectApi()
        self.reconciler = Reconciler(self.database, self.api)
        self.reconciler._last = machine_now()

    def request(self) -> str:
        with self.database.session(Scope.steward()) as session:
            return runs.request(session, self.house.code, PROCESS, "Handle Applications", "test").id

    def dispatch(self) -> None:
        start = {runs.START_TOPIC: lambda base, intent: runs.start_in_prefect(self.api, base, intent)}
        dispatch_due(self.database, start)

    def scheduled(self) -> Run:
        run_id = self.request()
        self.dispatch()
        run = self.run(run_id)
        assert (run.state, self.there(run)) == ("scheduled", "SCHEDULED")
        return run

    def running(self) -> Run:
        run = self.scheduled()
        self.set(run, "RUNNING")
        with self.database.session(Scope.steward()) as session:
            runs.open_run(session, str(run.flow_run_id), "w1", run.id)
        return self.run(run.id)

    def run(self, run_id: str) -> Run:
        with self.database.session(Scope.steward()) as session:
            return session.get_one(Run, run_id)

    def set(self, run: Run, state: str) -> None:
        self.api._set(str(run.flow_run_id), {"type": state, "name": state.title()})

    def there(self, run: Run) -> str:
        return self.api.state_of(str(run.flow_run_id))

    def later(self, seconds: int = 31) -> None:
        """So much time passes without a sign of life."""
        with self.database.session(Scope.steward()) as session:
            session.execute(update(Run).values(heartbeat_at=machine_now() - timedelta(seconds=seconds)))

    def compare(self) -> list[str]:
        return [word.split(":")[0] for word in self.reconciler.round()]


@pytest.fixture
def sides(database: Database, prefect_port: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sides]:
    monkeypatch.setenv("COE_PREFECT_PORT", str(prefect_port))
    monkeypatch.setattr(reconcile, "_STUCK_SECONDS", 0)
    settings_module.settings.cache_clear()
    made = Sides(House(database).furnish())
    yield made
    for flow_run in made.api.alive():
        made.api.cancel(flow_run.id, now=True)


def test_two_sides_that_agree_are_left_alone(sides: Sides) -> None:
    waits, works = sides.scheduled(), sides.running()
    assert sides.compare() == []
    assert (sides.there(waits), sides.there(works)) == ("SCHEDULED", "RUNNING")


def test_a_run_that_a_worker_took_and_never_began_waits_for_a_worker_again(sides: Sides) -> None:
    run = sides.scheduled()
    sides.set(run, "PENDING")
    sides.later()
    assert sides.compare() == ["taken and not begun"]
    assert (sides.there(run), sides.run(run.id).state) == ("SCHEDULED", "scheduled")


def test_a_running_run_without_a_sign_of_life_is_closed_on_both_sides(sides: Sides) -> None:
    run = sides.running()
    sides.later()
    assert sides.compare() == ["silent", "ended with us"]
    ours = sides.run(run.id)
    assert (ours.state, ours.exit_kind, sides.there(run)) == ("crashed", "worker_lost", "CRASHED")


def test_a_run_that_ended_with_us_while_prefect_was_away_ends_there_too(sides: Sides) -> None:
    run = sides.running()
    with sides.database.session(Scope.steward()) as session:
        runs.close(session, run.id, told(Exit.PASSED, 0))
    assert sides.compare() == ["ended with us"]
    assert sides.there(run) == "COMPLETED"


def test_a_run_that_prefect_has_forgotten_is_laid_there_again(sides: Sides) -> None:
    run = sides.scheduled()
    httpx.delete(f"{settings().prefect_api_url}/flow_runs/{run.flow_run_id}", timeout=30).raise_for_status()
    sides.later()
    assert sides.compare() == ["forgotten by Prefect"]
    sides.dispatch()
    again = sides.run(run.id)
    assert (again.state, sides.there(again)) == ("scheduled", "SCHEDULED")
    assert again.flow_run_id != run.flow_run_id


def test_a_run_that_prefect_ended_before_it_began_is_closed_here(sides: Sides) -> None:
    cancelled, crashed = sides.scheduled(), sides.scheduled()
    sides.set(cancelled, "CANCELLED")
    sides.set(crashed, "CRASHED")
    sides.later()
    assert sides.compare() == ["ended in Prefect"] * 2
    assert (sides.run(cancelled.id).state, sides.run(cancelled.id).exit_kind) == ("stopped", "cancelled")
    assert (sides.run(crashed.id).state, sides.run(crashed.id).exit_kind) == ("crashed", "prefect_lost")


def test_a_flow_run_that_we_do_not_know_is_cancelled(sides: Sides) -> None:
    run = sides.scheduled()
    with sides.database.session(Scope.steward()) as session:
        session.execute(delete(Run))
    assert sides.compare() == ["not ours"]
    assert sides.there(run) == "CANCELLED"


def test_a_requested_run_that_nobody_creates_any_more_is_created(sides: Sides) -> None:
    run_id = sides.request()
    sides.later()
    assert sides.compare() == [], "somebody is about to"
    with sides.database.session(Scope.steward()) as session:
        session.execute(delete(Intent))
    assert sides.compare() == ["never created"]
    sides.dispatch()
    assert sides.there(sides.run(run_id)) == "SCHEDULED"


def test_a_creation_whose_answer_was_lost_is_the_same_flow_run(sides: Sides) -> None:
    run = sides.scheduled()
    with sides.database.session(Scope.steward()) as session:
        runs.request_anew(session, run.id)
    sides.dispatch()
    assert sides.run(run.id).flow_run_id == run.flow_run_id


def test_a_cancelling_that_no_worker_obeys_ends_on_both_sides(sides: Sides) -> None:
    run = sides.scheduled()
    sides.set(run, "CANCELLING")
    sides.later()
    assert sides.compare() == ["ended in Prefect"]
    assert (sides.there(run), sides.run(run.id).state) == ("CANCELLED", "stopped")


def test_while_prefect_is_away_our_side_is_right_and_what_waited_is_due_when_it_answers(sides: Sides) -> None:
    run = sides.running()
    sides.later()
    away = httpx.Client(base_url=f"http://127.0.0.1:{free_port()}/api")
    real, sides.api._http = sides.api._http, away
    waiting = sides.request()
    sides.dispatch()  # in vain: backs off
    with pytest.raises(httpx.ConnectError):
        sides.reconciler.round()
    assert sides.run(run.id).state == "crashed"
    with sides.database.session(Scope.steward()) as session:
        session.execute(update(Intent).values(available_at=machine_now() + timedelta(seconds=300)))
    sides.api._http = real
    assert sides.compare() == ["ended with us"]
    sides.dispatch()
    assert sides.there(sides.run(waiting)) == "SCHEDULED", "at once, not after five minutes"


def test_after_an_outage_of_our_own_workers_get_time_to_be_heard(sides: Sides) -> None:
    sides.running()
    sides.later()
    sides.reconciler._last = machine_now() - timedelta(minutes=5)
    assert sides.compare() == []
    with sides.database.session(Scope.steward()) as session:
        assert session.scalars(select(Run.state)).all() == ["running"]
