"""Workers as rows: seen, drained, told what to end, and no two under one name."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from orchestrator.core.clock import machine_now
from orchestrator.core.db import Database, Scope
from orchestrator.core.errors import AlreadyOpen, BadInput, Conflict, NotFound
from orchestrator.core.version import version
from orchestrator.operations.fleet import queries, service
from orchestrator.operations.fleet.models import Worker
from orchestrator.operations.fleet.service import Beat, Orders
from orchestrator.operations.runs import service as runs
from orchestrator.operations.runs.exits import GIVE_WAY, Exit, told
from orchestrator.operations.runs.models import Run
from tests.support.house import House


@pytest.fixture
def house(database: Database) -> House:
    return House(database).furnish()


def beat(database: Database, boot: str = "first", runs: dict[str, float] | None = None, **fields: object) -> Orders:
    told = {"name": "test-worker", "host": "machine", "pool": "region", "slots": 2, "version": version(), **fields}
    with database.session(Scope.steward("worker")) as session:
        return service.beat(session, Beat(boot=boot, runs=runs or {}, **told))  # type: ignore[arg-type]


def state(database: Database) -> queries.WorkerState:
    with database.session(Scope.steward()) as session:
        return queries.workers(session)[0]


def _later(database: Database, seconds: int) -> None:
    ago = machine_now() - timedelta(seconds=seconds)
    with database.session(Scope.steward()) as session:
        session.execute(update(Worker).values(seen_at=ago))
        session.execute(update(Run).values(heartbeat_at=ago))


def _run(database: Database, run_id: str) -> Run:
    with database.session(Scope.steward()) as session:
        return session.get_one(Run, run_id)


def test_a_worker_is_a_row_with_what_it_carries(house: House) -> None:
    run, _token = house.start_run()
    orders = beat(house.database, runs={run.id: 412.34})
    assert orders == Orders(drain=False, stop=False, kill=[], left=[])
    seen = state(house.database)
    assert (seen.state, seen.running, seen.memory_mb, seen.other_version) == ("works", 1, 412.3, False)


def test_a_worker_of_another_version_is_marked_and_a_silent_one_is_away(database: Database) -> None:
    beat(database, version="0.0.1")
    assert state(database).other_version
    _later(database, 11)
    assert state(database).state == "away"


def test_a_drained_worker_says_why_finishes_and_can_be_taken_back(house: House) -> None:
    run, _token = house.start_run()
    beat(house.database, runs={run.id: 1})
    with house.database.session(Scope.steward()) as session:
        service.drain(session, "test-worker", "new kernel")
    orders = beat(house.database, runs={run.id: 1})
    assert (orders.drain, orders.stop, orders.kill) == (True, False, [])
    assert (state(house.database).state, state(house.database).worker.drain_reason) == ("drains", "new kernel")
    beat(house.database)
    assert state(house.database).state == "drained"
    with house.database.session(Scope.steward()) as session:
        assert queries.free_slots(session) == 0
        service.undrain(session, "test-worker")
    assert not beat(house.database).drain
    assert state(house.database).state == "works"


def test_a_worker_drained_to_be_started_anew_takes_runs_again_when_it_is(database: Database) -> None:
    beat(database)
    with database.session(Scope.steward()) as session:
        service.drain(session, "test-worker", "version 2", stop=True)
    assert beat(database).stop
    beat(database, ending=True)
    assert beat(database, boot="second") == Orders(drain=False, stop=False, kill=[], left=[])


def test_draining_needs_a_reason_and_a_worker_that_exists(database: Database) -> None:
    beat(database)
    with database.session(Scope.steward()) as session:
        with pytest.raises(BadInput, match="Say why"):
            service.drain(session, "test-worker", " ")
        with pytest.raises(NotFound, match="Known: test-worker"):
            service.drain(session, "other", "why")


def test_a_second_living_worker_of_the_same_name_is_refused_until_the_first_is_silent(database: Database) -> None:
    beat(database)
    with pytest.raises(Conflict, match="is alive"):
        beat(database, boot="second")
    _later(database, 11)
    beat(database, boot="second")
    with pytest.raises(Conflict, match="is alive"):
        beat(database, boot="first")


def test_runs_of_a_workers_earlier_process_are_named_to_it_and_their_cases_come_back(house: House) -> None:
    run, _token = house.start_run()
    beat(house.database, runs={run.id: 1})
    assert beat(house.database).left == [], "opened a moment ago: it may not stand in the list yet"
    _later(house.database, 11)
    assert beat(house.database, boot="second").left == [run.id]


def test_another_machine_under_the_name_cannot_say_that_the_robots_are_dead(house: House) -> None:
    house.start_run()
    beat(house.database)
    _later(house.database, 11)
    assert beat(house.database, boot="second", host="other").left == []


def test_a_beat_keeps_its_runs_alive_and_names_those_to_be_killed(house: House) -> None:
    run, _token = house.start_run()
    _later(house.database, 20)
    with house.database.session(house.scope) as session:
        runs.stop(session, run.id, "kill", "wrong month")
    assert beat(house.database, runs={run.id: 1}).kill == [run.id]
    kept = _run(house.database, run.id).heartbeat_at
    assert kept is not None
    assert kept > machine_now() - timedelta(seconds=5)


def test_a_worker_that_asks_again_after_a_lost_answer_is_let_in_and_another_is_not(house: House) -> None:
    with house.database.session(Scope.steward()) as session:
        run = runs.request(session, house.code, "economic_assistance", "Handle Applications", "test")
    for _twice in range(2):
        with house.database.session(Scope.steward()) as session:
            assert runs.open_run(session, "f1", "w1", run.id, "secret-1").token == "coe_run_1287_secret-1"
    with house.database.session(Scope.steward()) as session, pytest.raises(AlreadyOpen, match="does not start twice"):
        runs.open_run(session, "f1", "w2", run.id, "secret-2")


def test_the_worker_knows_best_a_run_thought_lost_in_silence_is_put_right(house: House) -> None:
    run, _token = house.start_run()
    with house.database.session(Scope.steward()) as session:
        assert runs.close_silent(session, run.id, told(Exit.WORKER_LOST))
    assert _run(house.database, run.id).state == "crashed"
    with house.database.session(Scope.steward()) as session:
        runs.close(session, run.id, told(Exit.PASSED, 0))
    assert (_run(house.database, run.id).state, _run(house.database, run.id).exit_kind) == ("completed", "passed")
    with house.database.session(Scope.steward()) as session:
        runs.close(session, run.id, told(Exit.SIGNAL, -9))
    assert _run(house.database, run.id).exit_kind == "passed", "told once, it stands"


@pytest.mark.parametrize(("reason", "kind"), [("enough for today", "stopped"), (GIVE_WAY, "gave_way")])
def test_a_run_told_to_take_no_more_ends_with_that_as_its_cause(house: House, reason: str, kind: str) -> None:
    run, _token = house.start_run()
    with house.database.session(house.scope) as session:
        runs.stop(session, run.id, "finish", reason)
    with house.database.session(Scope.steward()) as session:
        runs.close(session, run.id, told(Exit.PASSED, 0))
    assert (_run(house.database, run.id).state, _run(house.database, run.id).exit_kind) == ("completed", kind)
