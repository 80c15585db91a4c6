"""Long polls: a bell wakes one robot for each item, nobody sleeps through what came, what was for nobody goes on."""

import asyncio
import threading
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from orchestrator.core import bells
from orchestrator.core.clock import machine_now
from orchestrator.core.db import Database
from orchestrator.entrypoints.api.waiting import Doorbells
from orchestrator.entrypoints.app import create_app
from orchestrator.operations.runs import service as runs
from tests.support.house import House

BELL = bells.work("1287", "economic_assistance")


def _run(story: object) -> None:
    asyncio.run(story())  # type: ignore[operator]


def test_a_bell_wakes_as_many_as_things_have_come_the_first_first() -> None:
    async def story() -> None:
        doorbells = Doorbells()
        doorbells.attach()
        with doorbells.ticket(BELL) as first, doorbells.ticket(BELL) as second, doorbells.ticket(BELL) as third:
            doorbells.ring(BELL, 2)
            await asyncio.gather(first.wait(5), second.wait(5), third.wait(0.05))
            assert (first.used, second.used, third.used) == (True, True, False)

    _run(story)


def test_what_one_was_woken_for_and_did_not_take_wakes_the_next() -> None:
    async def story() -> None:
        doorbells = Doorbells()
        doorbells.attach()
        with doorbells.ticket(BELL) as stays:
            with doorbells.ticket(BELL) as left:
                doorbells.ring(BELL, 1)
                await stays.wait(5)
                assert stays.used, "the first in the queue"
            assert not left.rung.done()
        with doorbells.ticket(BELL) as left:
            doorbells.ring(BELL, 1)
            await left.wait(5)
            with doorbells.ticket(BELL) as stays:
                left.used = False  # its client has hung up
                doorbells.give_back(BELL, left)
                assert stays.rung.done()

    _run(story)


@pytest.fixture
def house(database: Database) -> House:
    return House(database).furnish()


@pytest.fixture
def client(house: House) -> Iterator[TestClient]:
    with TestClient(create_app(house.database, background=False), base_url="http://testserver/api/v1") as made:
        _started, token = house.start_run()
        made.headers["Authorization"] = f"Bearer {token}"
        yield made


def _later(what: object, *arguments: object) -> threading.Thread:
    thread = threading.Timer(0.5, what, arguments)  # type: ignore[arg-type]
    thread.start()
    return thread


def test_a_waiting_robot_gets_an_item_when_it_comes_and_not_at_its_next_nap(client: TestClient, house: House) -> None:
    began = time.monotonic()
    adding = _later(house.add_item)
    assert client.post("/work-items/reserve", json={"wait_seconds": 30}).status_code == 200
    assert time.monotonic() - began < 10, "it slept through the bell"
    adding.join()


def test_a_waiting_robot_gets_a_deferred_item_when_its_time_has_come(client: TestClient, house: House) -> None:
    house.add_item(defer_until=machine_now() + timedelta(seconds=1.5))
    began = time.monotonic()
    assert client.post("/work-items/reserve", json={"wait_seconds": 30}).status_code == 200
    assert 1.0 < time.monotonic() - began < 10


def test_a_waiting_robot_hears_at_once_that_its_run_shall_stop(client: TestClient, house: House) -> None:
    def stop() -> None:
        with house.database.session(house.scope) as session:
            runs.stop(session, session.query(runs.Run).one().id, "finish", "lunch")

    began = time.monotonic()
    stopping = _later(stop)
    assert client.post("/work-items/reserve", json={"wait_seconds": 30}).status_code == 410
    assert time.monotonic() - began < 10
    stopping.join()
