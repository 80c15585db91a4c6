"""Scale-up and fair share: how many robots a queue gets, and who gives way to whom."""

from typing import Any

import pytest
from sqlalchemy import func, select, text, update

from orchestrator.core.clock import machine_now
from orchestrator.core.db import Database, Scope
from orchestrator.core.settings import settings
from orchestrator.core.version import version
from orchestrator.governance.catalogue.models import Subscription
from orchestrator.operations.fleet import service as fleet
from orchestrator.operations.fleet.share import make_room
from orchestrator.operations.queues.claim import claim
from orchestrator.operations.queues.complete import complete_leased
from orchestrator.operations.queues.models import Attempt, WorkItem
from orchestrator.operations.runs import service as runs
from orchestrator.operations.runs.exits import Exit, told
from orchestrator.operations.runs.models import Run
from orchestrator.operations.triggers.rules import enough_to_tell, one_more
from orchestrator.operations.triggers.service import trigger_waiting
from tests.support.house import PROCESS, House

_TASK = "Handle Applications"


@pytest.mark.parametrize(
    ("waiting", "seconds", "robots", "at_most", "more"),
    [
        (0, 60, 0, 5, False),  # nothing waits
        (1, 60, 0, 1, True),  # the first comes at once
        (30, 60, 1, 5, False),  # 30 minutes: within the target
        (31, 60, 1, 5, True),  # beyond it
        (60, 60, 2, 5, False),
        (61, 60, 2, 5, True),
        (10**6, 60, 5, 5, False),  # as many as subscribed
    ],
)
def test_one_more_robot_while_the_queue_would_last_beyond_the_target(
    waiting: int, seconds: float, robots: int, at_most: int, more: bool
) -> None:
    assert one_more(waiting, seconds, robots, at_most, target_minutes=30) is more
    counted = min(waiting, enough_to_tell(seconds, robots, 30))
    assert one_more(counted, seconds, robots, at_most, target_minutes=30) is more, "counting further changes nothing"


def _many(house: House, number: int) -> None:
    """So many waiting items, each a copy of one."""
    house.add_item("M-0")
    columns = [column.name for column in WorkItem.__table__.columns if column.name not in ("id", "reference")]
    names = ", ".join(columns)
    digits = "lpad(n::text, 32, '0')" if house.database.engine.dialect.name == "postgresql" else "printf('%032d', n)"
    cast = "n::text" if house.database.engine.dialect.name == "postgresql" else "n"
    with house.database.session(Scope.steward()) as session:
        session.execute(
            text(
                "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :last) "  # noqa: S608
                f"INSERT INTO work_item (id, reference, {names}) "
                f"SELECT {digits}, 'M-' || {cast}, {names} FROM numbers, work_item "
                "WHERE reference = 'M-0' AND municipality_code = :code"
            ),
            {"last": number - 1, "code": house.code},
        )


class Shared:
    """One shared worker with so many slots, played at service level: it takes the run that waits longest."""

    def __init__(self, database: Database, slots: int) -> None:
        self.database, self.slots = database, slots
        self.served: list[str] = []
        self.beat()

    def beat(self) -> None:
        with self.database.session(Scope.steward()) as session:
            fleet.beat(session, fleet.Beat("test-worker", "b", "h", "region", self.slots, version()))

    def turn(self) -> None:
        """Trigger, start what fits, one case by each robot, give way, end."""
        self.beat()
        with self.database.session(Scope.steward()) as session:
            trigger_waiting(session)
        with self.database.session(Scope.steward()) as session:
            self._start(session)
        for run in self._running():
            self._one_case(run)
        with self.database.session(Scope.steward()) as session:
            make_room(session)

    def _start(self, session: Any) -> None:
        asked = select(Run).where(Run.state == "requested").order_by(Run.requested_at, Run.id)
        free = self.slots - (session.scalar(select(func.count()).where(Run.state == "running")) or 0)
        for run in session.scalars(asked.limit(free)).all():
            runs.open_run(session, run.id, "test-worker", run.id)

    def _running(self) -> list[Run]:
        with self.database.session(Scope.steward()) as session:
            return list(session.scalars(select(Run).where(Run.state == "running")))

    def _one_case(self, run: Run) -> None:
        with self.database.session(Scope.of("robot", run.municipality_code)) as session:
            claimed = None if run.stop else claim(session, run.municipality_code, run.process, run.id)
            if claimed is not None:
                complete_leased(session, run.municipality_code, claimed.id, claimed.fence, run.id, [])
                self.served.append(run.municipality_code)
        if run.stop:
            with self.database.session(Scope.steward()) as session:
                runs.close(session, run.id, told(Exit.PASSED, 0))


def test_the_eight_with_one_case_are_served_first_in_turn_beside_one_with_a_hundred_thousand(
    database: Database,
) -> None:
    big = House(database).furnish()
    _many(big, 100_000)
    worker = Shared(database, slots=1)
    worker.turn()
    assert worker.served == ["1287"]
    small = [House(database, code=f"{1260 + number}").furnish() for number in range(8)]
    for house in small:
        house.add_item(f"E-{house.code}")
    for _turn in range(60):
        worker.turn()
    firsts = list(dict.fromkeys(code for code in worker.served if code != "1287"))
    assert firsts == [house.code for house in small], "each of the eight, in the order they came"
    until_the_last = worker.served[: worker.served.index(small[-1].code) + 1]
    assert until_the_last.count("1287") == settings().share_cases, "the big one had its share, and then waited"
    assert worker.served[-1] == "1287", "and goes on when the others are done"


def _house(database: Database, code: str, items: int = 0) -> House:
    house = House(database, code=code).furnish()
    for number in range(items):
        house.add_item(f"A-{number}")
    return house


def _room(database: Database) -> list[str]:
    with database.session(Scope.steward()) as session:
        return [run.municipality_code for run in make_room(session)]


def _request(house: House) -> None:
    with house.database.session(Scope.steward()) as session:
        runs.request(session, house.code, PROCESS, _TASK, "test")


def _had_its_turn(house: House, cases: int) -> str:
    """A running run that has handled so many cases."""
    run, _token = house.start_run()
    for _case in range(cases):
        with house.database.session(house.scope) as session:
            claimed = claim(session, house.code, PROCESS, run.id)
            assert claimed is not None
            complete_leased(session, house.code, claimed.id, claimed.fence, run.id, [])
    return run.id


def test_a_robot_works_on_while_nobody_else_waits_and_while_a_slot_is_free(database: Database) -> None:
    one, other = _house(database, "1287", 9), _house(database, "1285", 1)
    worker = Shared(database, slots=1)
    _had_its_turn(one, 6)
    assert _room(database) == [], "nobody waits"
    _request(other)
    worker.slots = 2
    worker.beat()
    assert _room(database) == [], "a slot is free"


def test_a_robot_that_has_not_had_its_share_keeps_its_slot(database: Database) -> None:
    one, other = _house(database, "1287", 9), _house(database, "1285", 1)
    Shared(database, slots=1)
    _had_its_turn(one, settings().share_cases - 1)
    _request(other)
    assert _room(database) == []


def test_only_as_many_give_way_as_wait_and_they_are_told_once(database: Database) -> None:
    one, other = _house(database, "1287", 20), _house(database, "1285", 1)
    with database.session(Scope.steward()) as session:
        session.execute(update(Subscription).values(robots_at_most=2))
    Shared(database, slots=2)
    _had_its_turn(one, 5)
    _had_its_turn(one, 5)
    _request(other)
    assert _room(database) == ["1287"]
    assert _room(database) == [], "one slot is on its way"


def test_a_robot_that_idles_gives_way_at_once(database: Database) -> None:
    one, other = _house(database, "1287", 1), _house(database, "1285", 1)
    Shared(database, slots=1)
    _had_its_turn(one, 1)
    _request(other)
    assert _room(database) == ["1287"]


def test_a_municipality_does_not_push_its_own_robot_out(database: Database) -> None:
    one = _house(database, "1287", 20)
    Shared(database, slots=1)
    _had_its_turn(one, 6)
    _request(one)
    assert _room(database) == []


def test_without_a_living_worker_nobody_gives_way(database: Database) -> None:
    one, other = _house(database, "1287", 9), _house(database, "1285", 1)
    _had_its_turn(one, 6)
    _request(other)
    assert _room(database) == []


def test_a_long_queue_gets_a_second_robot_as_far_as_the_subscription_allows(database: Database) -> None:
    house = _house(database, "1287", 40)
    with database.session(Scope.steward()) as session:
        session.execute(update(Subscription).values(robots_at_most=2))

    def trigger() -> int:
        with database.session(Scope.steward()) as session:
            return len(trigger_waiting(session))

    assert (trigger(), trigger(), trigger()) == (1, 1, 0), "unmeasured, a case is reckoned a minute"
    with database.session(Scope.steward()) as session:
        assert runs.robots_at_most(session, house.code) == 2


def test_measured_seconds_a_case_decide_whether_one_robot_is_enough(database: Database) -> None:
    house = _house(database, "1287", 40)
    with database.session(Scope.steward()) as session:
        session.execute(update(Subscription).values(robots_at_most=2))
    _had_its_turn(house, 1)
    with database.session(Scope.steward()) as session:
        session.execute(update(Attempt).values(seconds=2.0))
        assert trigger_waiting(session) == [], "40 cases of 2 seconds are soon done"
        session.execute(update(Attempt).values(seconds=120.0, ended_at=machine_now()))
    with database.session(Scope.steward()) as session:
        assert len(trigger_waiting(session)) == 1
