"""The item trigger: an item wakes a robot, one run at a time, and rests after failures."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from orchestrator.core.clock import now
from orchestrator.core.db import Database, Scope
from orchestrator.core.errors import BadInput, Conflict
from orchestrator.core.outbox import Intent
from orchestrator.operations.runs import service as runs
from orchestrator.operations.runs.exits import Ending, Exit
from orchestrator.operations.runs.models import Run
from orchestrator.operations.triggers.service import queue_is_empty, trigger_waiting
from tests.support.house import PROCESS, House


@pytest.fixture
def house(database: Database) -> House:
    return House(database).furnish()


def _trigger(house: House) -> int:
    with house.database.session(Scope.steward()) as session:
        return len(trigger_waiting(session))


def _close_last(house: House, state: str) -> None:
    with house.database.session(Scope.steward()) as session:
        run = session.scalars(select(Run).order_by(Run.id.desc()).limit(1)).one()
        runs.close(session, run.id, Ending({"failed": Exit.TASK_FAILED, "completed": Exit.PASSED}[state], 1, "test"))


def _an_hour_later(house: House) -> None:
    with house.database.session(Scope.steward()) as session:
        session.execute(update(Run).values(ended_at=now() - timedelta(hours=1)))


def test_nothing_waiting_starts_nothing(house: House) -> None:
    assert _trigger(house) == 0


def test_a_waiting_item_starts_one_run_and_no_second_beside_it(house: House) -> None:
    house.add_item("A-1")
    house.add_item("A-2")
    assert (_trigger(house), _trigger(house)) == (1, 0)
    with house.database.session(Scope.steward()) as session:
        (intent,) = session.scalars(select(Intent))
        assert intent.topic == runs.START_TOPIC


def test_after_a_failed_run_the_next_one_waits_and_then_comes(house: House) -> None:
    house.add_item()
    _trigger(house)
    _close_last(house, "failed")
    assert _trigger(house) == 0, "a refused login must not be tried again at once"
    _an_hour_later(house)
    assert _trigger(house) == 1


def test_after_a_completed_run_the_next_one_comes_at_once(house: House) -> None:
    house.add_item()
    _trigger(house)
    _close_last(house, "completed")
    assert _trigger(house) == 1


def test_a_queue_with_a_case_in_work_is_not_empty(house: House) -> None:
    with house.database.session(house.scope) as session:
        assert queue_is_empty(session, house.code, PROCESS)
    house.add_item()
    with house.database.session(house.scope) as session:
        assert not queue_is_empty(session, house.code, PROCESS)


def test_a_task_that_the_release_does_not_have_is_refused_with_those_it_has(house: House) -> None:
    with house.database.session(house.scope) as session, pytest.raises(BadInput, match="Collect Applications"):
        runs.request(session, house.code, PROCESS, "Fly", "test")


def test_a_run_that_has_ended_cannot_be_stopped(house: House) -> None:
    run, _token = house.start_run()
    _close_last(house, "completed")
    with house.database.session(house.scope) as session, pytest.raises(Conflict, match="completed already"):
        runs.stop(session, run.id, "kill", "late")
