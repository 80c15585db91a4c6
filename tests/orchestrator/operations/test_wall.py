"""The wall's figures: counted right, most urgent first, and by indexes."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, text, update

from orchestrator.core.clock import machine_now, now
from orchestrator.core.db import Database, Scope, new_id, table
from orchestrator.governance.catalogue.models import Subscription
from orchestrator.operations.fleet import service as fleet
from orchestrator.operations.queues import standing as standing_module
from orchestrator.operations.queues.models import Attempt, WorkItem
from orchestrator.operations.queues.standing import EMPTY, standing
from orchestrator.operations.runs import service as runs
from orchestrator.operations.runs.exits import Exit, told
from orchestrator.operations.triggers.wall import Line, Wall, wall
from tests.orchestrator.operations.test_why import beat, change, take
from tests.support.house import PROCESS, House

STEWARD = Scope.steward("test")
HOME, OTHER = ("1287", PROCESS), ("1285", PROCESS)


@pytest.fixture
def house(database: Database) -> House:
    House(database, "1285").furnish()
    return House(database).furnish()


def see(house: House) -> Wall:
    with house.database.session(STEWARD) as session:
        return wall(session, now())


def line(house: House, queue: tuple[str, str] = HOME) -> Line:
    return next(line for line in see(house).lines if line.queue == queue)


def test_a_queue_counts_what_waits_what_is_ready_and_what_is_at_risk(house: House) -> None:
    house.add_item("A", received_at=now() - timedelta(hours=2), due_at=now() - timedelta(minutes=1))
    house.add_item("B", risk_at=now() - timedelta(minutes=1), due_at=now() + timedelta(hours=1))
    house.add_item("C", risk_at=now() + timedelta(hours=1), defer_until=machine_now() + timedelta(hours=1))
    with house.database.session(house.scope) as session:
        found = standing(session, [HOME])[HOME]
    assert (found.count, found.ready, found.more, found.at_risk, found.next_at) == (3, 2, False, 2, None)
    assert found.oldest_at is not None
    assert abs(now() - found.oldest_at - timedelta(hours=2)) < timedelta(minutes=1)
    with house.database.session(STEWARD) as session:
        assert standing(session, [OTHER])[OTHER] == EMPTY


def test_a_long_queue_is_counted_to_a_limit_and_says_so(house: House) -> None:
    with house.database.session(STEWARD) as session:
        session.execute(insert(table(WorkItem)), [_row(number) for number in range(standing_module.MOST + 5)])
        found = standing(session, [HOME])[HOME]
    assert (found.count, found.more) == (standing_module.MOST, True)
    assert line(house).done_at is None


def _row(number: int) -> dict[str, object]:
    return {
        "id": new_id(), "municipality_code": "1287", "process": PROCESS, "reference": f"R-{number}",
        "occurrence": "1", "payload": b"", "received_at": now(), "available_at": machine_now(), "created_at": now(),
    }  # fmt: skip


def test_what_is_counted_is_found_by_an_index(untouched_postgres_database: Database) -> None:
    """At a million items a scan of the table would be seen by everybody who keeps the wall open."""
    House(untouched_postgres_database).furnish()
    with untouched_postgres_database.session(STEWARD) as session:
        session.execute(insert(table(WorkItem)), [_row(number) for number in range(3000)])
        session.execute(update(WorkItem).where(WorkItem.reference > "R-1").values(state="done"))
    with untouched_postgres_database.engine.connect() as connection:
        connection.execute(text("ANALYZE work_item"))
        compiled = standing_module._STANDING.compile(connection)
        asked = compiled.construct_params({"m": "1287", "p": PROCESS, "at": machine_now(), "now": now()})
        plan = "\n".join(connection.exec_driver_sql(f"EXPLAIN {compiled}", asked).scalars())
        connection.rollback()
    assert plan.count("Index") >= 3, plan
    assert "Seq Scan" not in plan, plan


def test_a_queue_where_nothing_moves_comes_before_one_that_is_late_and_one_that_works(house: House) -> None:
    house.add_item()
    for _ in range(2):
        run = house.start_run()[0]
        with house.database.session(STEWARD) as session:
            runs.close(session, run.id, told(Exit.TASK_FAILED, 1))
    other = House(house.database, "1285")
    other.add_item("B-1", risk_at=now() - timedelta(minutes=1))
    other.start_run()
    assert [(line.queue, line.state) for line in see(house).lines] == [(HOME, "still"), (OTHER, "late")]
    assert line(house).why.code == "rests"
    change(house, WorkItem, risk_at=None)
    assert line(house, OTHER).state == "on"


@pytest.mark.parametrize("reason", ["no_worker", "workers_drained"])
def test_a_queue_that_no_worker_serves_stands_still(reason: str, house: House) -> None:
    house.add_item()
    with house.database.session(STEWARD) as session:
        run = runs.request(session, "1287", PROCESS, "Handle Applications", "items waiting")
        run.state = "scheduled"
    if reason == "workers_drained":
        beat(house)
        with house.database.session(STEWARD) as session:
            fleet.drain(session, "w1", "new kernel")
    assert (line(house).state, line(house).why.code) == ("still", reason)


def test_expected_finish_is_reckoned_from_measured_seconds_and_robots(house: House) -> None:
    house.add_item("A")
    run = house.start_run()[0]
    take(house, run.id)
    for number in range(10):
        house.add_item(f"B-{number}")
    assert line(house).done_at is None, "nothing has been measured yet"
    change(house, Attempt, seconds=30.0, end="done")
    done_at = line(house).done_at
    assert done_at is not None
    assert abs(done_at - now() - timedelta(seconds=300)) < timedelta(seconds=10)


def test_an_empty_queue_says_when_its_next_run_comes_and_a_deferred_one_when_its_first_item(house: House) -> None:
    change(house, Subscription, schedules=[{"task": "Collect Applications", "cron": "0 12 * * *"}])
    assert (line(house).state, line(house).next_run_at is not None) == ("empty", True)
    coming = see(house).coming
    assert [(found.task, found.municipalities) for found in coming] == [("Collect Applications", ["1285", "1287"])]
    house.add_item(defer_until=machine_now() + timedelta(hours=1))
    assert line(house).state == "later"
    assert line(house).standing.next_at is not None


def test_runs_that_go_on_carry_what_their_worker_told_of_memory(house: House) -> None:
    house.add_item()
    run = house.start_run()[0]
    take(house, run.id)
    beat(house, "test-worker", runs_told={run.id: 412.3})
    (found,) = see(house).runs
    assert (found.run.id, found.memory_mb, found.ends, found.version) == (run.id, 412.3, {"open": 1}, "1.0.0")
    assert (see(house).answering, see(house).waiting) == (1, 0)


def test_a_paused_subscription_is_shown_only_while_something_waits_in_it(house: House) -> None:
    change(house, Subscription, state="paused")
    assert see(house).lines == []
    house.add_item()
    assert (line(house).state, line(house).why.code) == ("still", "paused")


def test_the_wall_shows_the_sessions_own_municipalities_only(house: House) -> None:
    house.add_item()
    with house.database.session(Scope.of("test", "1285")) as session:
        assert [line.queue for line in wall(session, now()).lines] == [OTHER]
