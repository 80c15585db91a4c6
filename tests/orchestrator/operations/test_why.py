"""Why it waits: one reason with its facts for every item and every run."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from orchestrator.core.clock import machine_now, now
from orchestrator.core.db import Database, Scope
from orchestrator.core.outbox import Intent
from orchestrator.governance.catalogue.models import Subscription
from orchestrator.operations.fleet import service as fleet
from orchestrator.operations.queues import actions, finish, inbox, lease
from orchestrator.operations.queues.claim import claim
from orchestrator.operations.queues.models import WorkItem
from orchestrator.operations.runs import service as runs
from orchestrator.operations.runs.exits import Exit, told
from orchestrator.operations.runs.models import Run
from orchestrator.operations.triggers.service import trigger_waiting
from orchestrator.operations.triggers.why import Reasons, Why
from tests.support.house import PROCESS, House

STEWARD = Scope.steward("test")


@pytest.fixture
def house(database: Database) -> House:
    return House(database).furnish()


def why(house: House, item_id: str) -> Why:
    """The item's reason, which the list and its own page must agree on."""
    with house.database.session(house.scope) as session:
        item = session.get_one(WorkItem, item_id)
        alone, listed = Reasons(session).item(item), Reasons(session).items([item])[item_id]
        assert alone == listed
        return alone


def why_run(house: House, run_id: str) -> Why:
    with house.database.session(house.scope) as session:
        return Reasons(session).run(session.get_one(Run, run_id))


def beat(house: House, name: str = "w1", slots: int = 2, runs_told: dict[str, float] | None = None) -> None:
    with house.database.session(STEWARD) as session:
        fleet.beat(session, fleet.Beat(name, name, "machine", "region", slots, "1", runs_told or {}))


def request(house: House, state: str = "scheduled") -> str:
    with house.database.session(STEWARD) as session:
        run = runs.request(session, house.code, PROCESS, "Handle Applications", "items waiting")
        run.state = state
        return run.id


def change(house: House, model: Any, **values: Any) -> None:
    with house.database.session(STEWARD) as session:
        session.execute(update(model).values(**values))


def take(house: House, run_id: str) -> tuple[str, int]:
    with house.database.session(house.scope) as session:
        claimed = claim(session, house.code, PROCESS, run_id)
        assert claimed is not None
        return claimed.id, claimed.fence


def do(house: House, item_id: str, fence: int, run_id: str, verb: Any, *arguments: Any) -> None:
    with house.database.session(house.scope) as session:
        verb(session, lease.held(session, item_id, fence, run_id), *arguments)


def test_a_deferred_item_says_until_when_in_the_time_that_people_read(house: House) -> None:
    item_id = house.add_item(defer_until=machine_now() + timedelta(hours=2))
    found = why(house, item_id)
    assert found.code == "deferred"
    assert abs(found.facts["until"] - now() - timedelta(hours=2)) < timedelta(seconds=30)


def test_an_item_in_back_off_names_the_code_of_its_last_attempt(house: House) -> None:
    item_id, run = house.add_item(), house.start_run()[0]
    _, fence = take(house, run.id)
    do(house, item_id, fence, run.id, finish.give_back, "locked_by_other", "open elsewhere", [])
    found = why(house, item_id)
    assert (found.code, found.facts["exception"]) == ("back_off", "locked_by_other")
    assert found.facts["until"] > now() + timedelta(seconds=60)


def test_an_item_on_hold_says_since_when_by_whom_and_why(house: House) -> None:
    item_id = house.add_item()
    with house.database.session(Scope.of("person:p1", house.code)) as session:
        actions.hold(session, item_id, "wrong amount")
    found = why(house, item_id)
    assert (found.code, found.facts["by"], found.facts["reason"]) == ("on_hold", "person:p1", "wrong amount")
    assert now() - found.facts["since"] < timedelta(minutes=1)


def test_behind_others_says_how_many_how_many_robots_and_about_how_long(house: House) -> None:
    done, second, third = (house.add_item(f"A-{number}") for number in range(3))
    run = house.start_run()[0]
    assert take(house, run.id)[0] == done
    assert why(house, third).facts == {"ahead": 1, "more": False, "robots": 1, "seconds": None}
    do(house, done, 1, run.id, finish.complete, [])
    change(house, lease.Attempt, seconds=30.0)
    assert why(house, second) == Why("behind", {"ahead": 0, "more": False, "robots": 1, "seconds": 30.0})
    assert why(house, third) == Why("behind", {"ahead": 1, "more": False, "robots": 1, "seconds": 60.0})
    with house.database.session(house.scope) as session:
        actions.prioritise(session, third, 0, "first")
    assert why(house, third).facts["ahead"] == 0


def test_before_a_robot_is_asked_for_and_while_it_is_asked_for(house: House) -> None:
    item_id = house.add_item()
    assert why(house, item_id) == Why("robot_soon")
    with house.database.session(STEWARD) as session:
        (run,) = trigger_waiting(session)
    assert why(house, item_id) == Why("run_requested", {"run_id": run.id})
    assert why_run(house, run.id) == Why("run_requested")


def test_a_run_that_prefect_does_not_answer_about_says_so(house: House) -> None:
    item_id, run_id = house.add_item(), request(house, "requested")
    with house.database.session(STEWARD) as session:
        intent = session.scalars(select(Intent).where(Intent.subject_id == run_id)).one()
        intent.tries, intent.last_error = 3, "ConnectError: refused"
    assert (why_run(house, run_id).code, why_run(house, run_id).facts["tries"]) == ("prefect_away", 3)
    assert why(house, item_id).code == "prefect_away"


def test_a_run_waits_for_a_worker_that_answers_takes_runs_and_has_a_slot(house: House) -> None:
    item_id, run_id = house.add_item(), request(house)
    assert why_run(house, run_id) == Why("no_worker", {"last_at": None})
    assert why(house, item_id).code == "no_worker"
    beat(house, slots=1)
    assert why_run(house, run_id) == Why("run_soon")
    beat(house, slots=1, runs_told={"elsewhere": 1.0})
    assert why_run(house, run_id) == Why("slots_full", {"slots": 1})
    with house.database.session(STEWARD) as session:
        fleet.drain(session, "w1", "new kernel")
    assert why_run(house, run_id) == Why("workers_drained", {"workers": 1, "reason": "new kernel"})
    change(house, fleet.Worker, seen_at=machine_now() - timedelta(minutes=3))
    assert why_run(house, run_id).code == "no_worker"
    assert now() - why_run(house, run_id).facts["last_at"] > timedelta(minutes=2)


def test_one_free_slot_among_full_workers_is_enough(house: House) -> None:
    run_id = request(house)
    beat(house, "w1", slots=1, runs_told={"elsewhere": 1.0})
    beat(house, "w2", slots=1)
    assert why_run(house, run_id) == Why("run_soon")


def test_a_run_waits_for_its_municipalitys_own_limit(house: House) -> None:
    house.start_run()
    beat(house)
    run_id = request(house)
    assert why_run(house, run_id) == Why("own_limit", {"limit": 1})


def test_a_running_run_says_what_it_does_and_one_that_is_stopped_why(house: House) -> None:
    run = house.start_run()[0]
    change(house, Run, does_now="reads registers")
    assert why_run(house, run.id).code == "running"
    assert why_run(house, run.id).facts["does_now"] == "reads registers"
    with house.database.session(STEWARD) as session:
        runs.stop(session, run.id, "finish", "new password")
    assert why_run(house, run.id) == Why("stopping", {"reason": "new password", "how": "finish"})


def test_an_ended_run_says_why(house: House) -> None:
    run = house.start_run()[0]
    with house.database.session(STEWARD) as session:
        runs.close(session, run.id, told(Exit.OUT_OF_MEMORY, -9))
    assert why_run(house, run.id) == Why(
        "ended", {"state": "crashed", "kind": "out_of_memory", "cause": "the machine ran out of memory"}
    )


def test_after_failed_runs_the_queue_rests_until_a_time_and_says_why(house: House) -> None:
    item_id = house.add_item()
    for _ in range(2):
        run = house.start_run()[0]
        with house.database.session(STEWARD) as session:
            runs.close(session, run.id, told(Exit.TASK_FAILED, 1))
    found = why(house, item_id)
    assert (found.code, found.facts["kind"], found.facts["in_vain"]) == ("rests", "task_failed", 2)
    assert found.facts["run_id"] == run.id
    assert timedelta(seconds=15) < found.facts["until"] - now() < timedelta(seconds=31)


def test_without_an_active_subscription_nobody_comes(house: House) -> None:
    item_id = house.add_item()
    change(house, Subscription, state="paused")
    assert why(house, item_id) == Why("paused", {"since": None, "by": "", "reason": "", "to_on": None})


def test_behind_the_commit_point_the_window_is_waited_for(house: House) -> None:
    item_id, run = house.add_item(), house.start_run()[0]
    take(house, run.id)
    change(house, WorkItem, state="committing", lease_until=machine_now() - timedelta(seconds=1))
    with house.database.session(STEWARD) as session:
        lease.reclaim_lost(session)
    found = why(house, item_id)
    assert found.code == "commit_window"
    assert found.facts["until"] > now() + timedelta(seconds=30)


def test_with_a_person_says_what_is_waited_for_and_whether_somebody_has_claimed_it(house: House) -> None:
    item_id, run = house.add_item(), house.start_run()[0]
    _, fence = take(house, run.id)
    do(house, item_id, fence, run.id, finish.hand_over, "handed_over", "reasons", [])
    found = why(house, item_id)
    assert (found.code, found.facts["waiting_for"], found.facts["claimed"]) == ("with_person", "decision", False)
    with house.database.session(house.scope) as session:
        inbox.claim(session, item_id, "p1")
    assert why(house, item_id).facts["claimed"]


def test_a_leased_item_names_its_run_and_since_when(house: House) -> None:
    item_id, run = house.add_item(), house.start_run()[0]
    take(house, run.id)
    found = why(house, item_id)
    assert (found.code, found.facts["run_id"]) == ("leased", run.id)
    assert now() - found.facts["since"] < timedelta(minutes=1)


def test_an_ended_item_waits_for_nothing(house: House) -> None:
    item_id = house.add_item()
    with house.database.session(house.scope) as session:
        actions.cancel(session, item_id, "withdrawn")
    assert why(house, item_id) == Why("ended", {"state": "cancelled"})
