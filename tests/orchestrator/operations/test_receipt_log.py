"""A Dutch municipality's real arrivals, replayed through the queue at a million times their speed.

The queue runs on the clock of the log: robots take, work for a fixed time and complete, all in the real tables. What
each case waited is compared with a calculation from the log itself, which knows nothing of our tables.
"""

import csv
import gzip
import heapq
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from orchestrator.core.db import Database
from orchestrator.operations.queues import add, claim, complete
from tests.support.house import PROCESS, House

ROBOTS, MINUTES_A_CASE = 2, 300
CASES, EVENTS = 1434, 8577


@pytest.fixture(scope="module")
def arrivals() -> list[tuple[datetime, str]]:
    """(first event, case), in the order of arrival."""
    folder = os.environ.get("COE_TEST_DATA")
    if not folder or not (Path(folder) / "receipt_log.csv.gz").exists():
        pytest.skip("the receipt log is not here: set COE_TEST_DATA to the folder that holds receipt_log.csv.gz")
    first: dict[str, datetime] = {}
    events = 0
    with gzip.open(Path(folder) / "receipt_log.csv.gz", "rt", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            events += 1
            at = datetime.fromisoformat(row["time:timestamp"]).astimezone(UTC)
            case = row["case:concept:name"]
            first[case] = min(at, first.get(case, at))
    assert (len(first), events) == (CASES, EVENTS)
    return sorted((at, case) for case, at in first.items())


def calculated(arrivals: list[tuple[datetime, str]], work: timedelta) -> dict[str, timedelta]:
    """What each case waits when so many robots take the oldest first: from the arrivals alone."""
    free = [arrivals[0][0]] * ROBOTS
    heapq.heapify(free)
    waits = {}
    for at, case in arrivals:
        begins = max(at, heapq.heappop(free))
        waits[case] = begins - at
        heapq.heappush(free, begins + work)
    return waits


class Replay:
    """Robots and arrivals on one clock, one event after the other; every step is the queue's own verb."""

    def __init__(self, house: House, work: timedelta) -> None:
        self.house, self.work = house, work
        self.now = datetime(2010, 1, 1, tzinfo=UTC)
        self.waits: dict[str, timedelta] = {}
        self._ends: list[tuple[datetime, int, str, int]] = []
        self._idle = list(range(ROBOTS))
        self._arrived: dict[str, datetime] = {}

    def run(self, arrivals: list[tuple[datetime, str]]) -> None:
        for at, case in arrivals:
            self._until(at)
            self.now, self._arrived[case] = at, at
            with self.house.database.session(self.house.scope) as session:
                add.add(session, self.house.code, PROCESS, add.NewItem(case, "1", received_at=at))
            self._take()
        self._until(None)

    def _until(self, at: datetime | None) -> None:
        """Robots finish, and take what waits, before a moment; to the end if None."""
        while self._ends and (at is None or self._ends[0][0] <= at):
            self.now, robot, item_id, fence = heapq.heappop(self._ends)
            with self.house.database.session(self.house.scope) as session:
                done = complete.complete_leased(session, self.house.code, item_id, fence, f"r{robot}", [])
                assert done == PROCESS
            self._idle.append(robot)
            self._take()

    def _take(self) -> None:
        while self._idle:
            with self.house.database.session(self.house.scope) as session:
                taken = claim.claim(session, self.house.code, PROCESS, f"r{self._idle[-1]}")
            if taken is None:
                return
            self.waits[taken.reference] = self.now - self._arrived[taken.reference]
            heapq.heappush(self._ends, (self.now + self.work, self._idle.pop(), taken.id, taken.fence))


@pytest.fixture
def replay(database: Database, monkeypatch: pytest.MonkeyPatch) -> Replay:
    """Leases last for ever: in the log's time a robot works for hours."""
    made = Replay(House(database).furnish(), timedelta(minutes=MINUTES_A_CASE))
    for module in (add, claim, complete):
        monkeypatch.setattr(module, "machine_now", lambda: made.now)
    monkeypatch.setattr(claim, "seconds_from_now", lambda _seconds: made.now + timedelta(days=400))
    for module in (add, complete):
        monkeypatch.setattr(module, "now", lambda: made.now)
    return made


@pytest.mark.timeout(300)
def test_real_arrivals_wait_as_long_as_the_log_itself_says_and_none_is_lost(
    replay: Replay, arrivals: list[tuple[datetime, str]]
) -> None:
    replay.run(arrivals)
    expected = calculated(arrivals, replay.work)
    assert len(replay.waits) == CASES, "every case was taken, once"
    late = [case for case in expected if replay.waits[case] != expected[case]]
    assert late == [], f"{len(late)} cases waited otherwise than calculated"
    waited = sorted(wait.total_seconds() / 3600 for wait in expected.values())
    assert waited[len(waited) // 2] > 0, "the robots are busy enough for waiting to mean anything"
