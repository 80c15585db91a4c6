"""Many robots at one queue: no item is given twice, none is lost. The full product (10,000 items) with `--full`."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from orchestrator.core.db import Database
from orchestrator.operations.queues.add import NewItem, add_many
from orchestrator.operations.queues.claim import claim
from orchestrator.operations.queues.complete import complete_leased
from orchestrator.operations.queues.models import Attempt, Transition, WorkItem
from tests.support.house import PROCESS, House

CLIENTS = 8


@pytest.fixture
def count(request: pytest.FixtureRequest) -> int:
    return 10_000 if request.config.getoption("--full") else 800


def _handle_all(house: House, run_id: str) -> list[str]:
    """Claim and complete until nothing is left, each step in a transaction of its own."""
    mine = []
    while True:
        with house.database.session(house.scope) as session:
            claimed = claim(session, house.code, PROCESS, run_id)
        if claimed is None:
            return mine
        mine.append(claimed.id)
        with house.database.session(house.scope) as session:
            assert complete_leased(session, house.code, claimed.id, claimed.fence, run_id, []) == PROCESS


@pytest.mark.timeout(900)
def test_eight_clients_take_every_item_once(database: Database, count: int) -> None:
    house = House(database).furnish()
    for first in range(0, count, 1000):
        with database.session(house.scope) as session:
            part = range(first, min(first + 1000, count))
            add_many(session, house.code, PROCESS, [NewItem(f"A-{n}", "2026-12") for n in part])
    with ThreadPoolExecutor(CLIENTS) as pool:
        taken = [item for mine in pool.map(lambda n: _handle_all(house, f"r{n}"), range(CLIENTS)) for item in mine]
    assert len(taken) == len(set(taken)) == count, "given twice, or lost"
    with database.session(house.scope) as session:
        assert session.scalar(select(func.count()).where(WorkItem.state == "done")) == count
        assert session.scalar(select(func.count()).select_from(Attempt).where(Attempt.end == "done")) == count
        assert session.scalar(select(func.count()).select_from(Transition)) == 3 * count, "added, claimed, done"
