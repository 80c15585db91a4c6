"""Why is it waiting? One reason with its facts for every item, queue and run. Queries only; the portal has the words.

The codes stand at `Why` in `why_run.py`.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from orchestrator.core.clock import in_domain, machine_now
from orchestrator.governance.catalogue.states import WORKING
from orchestrator.operations.queues.claim import claimable
from orchestrator.operations.queues.models import Attempt, Transition, WorkItem
from orchestrator.operations.queues.states import CLAIMABLE, ENDED, HELD, State
from orchestrator.operations.runs.models import Run
from orchestrator.operations.triggers.ground import Ground
from orchestrator.operations.triggers.service import Queue, item_task
from orchestrator.operations.triggers.why_run import Why, of_run

# So many items before one are counted for its own page; in a list, where many are asked at once, fewer.
MOST_AHEAD, MOST_AHEAD_IN_LIST = 10_000, 200
_ASIDE = (State.ON_HOLD, State.WAITING_HUMAN)


class Reasons:
    """The reasons of what stands on one page: what they share is read once."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.ground = Ground(session)
        self._queues: dict[Queue, Why] = {}
        self._orders: dict[Queue, dict[str, int]] = {}

    def run(self, run: Run) -> Why:
        """Why a run waits, what it does, or why it ended."""
        return of_run(self.ground, run)

    def queue(self, queue: Queue) -> Why:
        """What holds for whatever waits in this queue and could be taken."""
        if queue not in self._queues:
            self._queues[queue] = self._of_queue(queue)
        return self._queues[queue]

    def item(self, item: WorkItem) -> Why:
        """Why one item waits, with how many are before it."""
        return self._of_item(item, *self._pasts([item]), alone=True)

    def items(self, items: Sequence[WorkItem]) -> dict[str, Why]:
        """item → why, for a list: a handful of reads for all of them."""
        pasts = self._pasts(items)
        return {item.id: self._of_item(item, *pasts, alone=False) for item in items}

    def _of_queue(self, queue: Queue) -> Why:
        uses = self.ground.subscriptions.get(queue)
        if uses is not None and uses.state == "paused":
            told = {"since": uses.paused_at, "by": uses.paused_by or "", "reason": uses.pause_reason}
            return Why("paused", told | {"to_on": uses.paused_to_on})
        if uses is None or uses.state not in WORKING:
            return Why("no_subscription", {"state": uses.state if uses else None})
        task = item_task(self.ground.release(uses))
        if task is None:
            return Why("takes_no_items")
        robots = self.ground.robots(queue)
        working = sum(run.state == "running" for run in robots)
        if working:
            return Why("working", {"robots": working})
        if robots:
            found = self.run(robots[0])
            return Why(found.code, found.facts | {"run_id": robots[0].id})
        rest = self.ground.rest(queue, task)
        if rest is None:
            return Why("robot_soon")
        last = rest.last
        return Why("rests", {
            "until": rest.until, "cause": last.exit_cause, "kind": last.exit_kind, "in_vain": rest.in_vain,
            "run_id": last.id,
        })  # fmt: skip

    def _of_item(
        self, item: WorkItem, turned: dict[str, Transition], leased: dict[str, Attempt], *, alone: bool
    ) -> Why:
        state = State(item.state)
        if state in ENDED:
            return Why("ended", {"state": item.state})
        if state in HELD:
            attempt = leased.get(item.id)
            return Why("leased", {"run_id": item.run_id, "since": attempt.started_at if attempt else None})
        if state in _ASIDE:
            return _aside(item, turned.get(item.id))
        if item.available_at > machine_now():
            return _later(item)
        queue = (item.municipality_code, item.process)
        found = self.queue(queue)
        return self._behind(item, found.facts["robots"], alone=alone) if found.code == "working" else found

    def _behind(self, item: WorkItem, robots: int, *, alone: bool) -> Why:
        queue, most = (item.municipality_code, item.process), MOST_AHEAD if alone else MOST_AHEAD_IN_LIST
        ahead = self._ahead(item) if alone else self._order(queue).get(item.id, most)
        seconds = self.ground.seconds_a_case(queue)
        more = ahead >= most
        told: dict[str, Any] = {"ahead": ahead, "more": more, "robots": robots, "seconds": None}
        if seconds is not None and not more:
            told["seconds"] = (ahead + 1) * seconds / robots
        return Why("behind", told)

    def _ahead(self, item: WorkItem) -> int:
        """How many are before it, as three ranges of one index: one comparison of rows would read it from its start."""
        same = WorkItem.priority == item.priority
        ranges = (
            (WorkItem.priority < item.priority,),
            (same, WorkItem.available_at < item.available_at),
            (same, WorkItem.available_at == item.available_at, WorkItem.id < item.id),
        )
        found = 0
        for before in ranges:
            some = select(WorkItem.id).where(*claimable(item.municipality_code, item.process), *before)
            counted = select(func.count()).select_from(some.limit(MOST_AHEAD).subquery())
            found += self._session.scalar(counted) or 0
        return min(found, MOST_AHEAD)

    def _order(self, queue: Queue) -> dict[str, int]:
        """item → its place, of the queue's first ones."""
        if queue not in self._orders:
            first = (
                select(WorkItem.id)
                .where(*claimable(*queue))
                .order_by(WorkItem.priority, WorkItem.available_at, WorkItem.id)
                .limit(MOST_AHEAD_IN_LIST)
            )
            self._orders[queue] = {item_id: place for place, item_id in enumerate(self._session.scalars(first))}
        return self._orders[queue]

    def _pasts(self, items: Sequence[WorkItem]) -> tuple[dict[str, Transition], dict[str, Attempt]]:
        """The last change of those that stand aside, and the open attempt of those that a robot holds."""
        aside = [item.id for item in items if item.state in _ASIDE]
        held = [item.id for item in items if item.state in HELD]
        turned, leased = {}, {}
        if aside:
            changes = select(Transition).where(Transition.work_item_id.in_(aside)).order_by(Transition.id)
            turned = {row.work_item_id: row for row in self._session.scalars(changes)}
        if held:
            attempts = select(Attempt).where(Attempt.work_item_id.in_(held)).order_by(Attempt.id)
            leased = {row.work_item_id: row for row in self._session.scalars(attempts)}
        return turned, leased


def _aside(item: WorkItem, change: Transition | None) -> Why:
    since: datetime = change.at if change else item.received_at
    if item.state == State.ON_HOLD:
        by, reason = (change.actor, change.reason) if change else ("", "")
        return Why("on_hold", {"since": since, "by": by, "reason": reason})
    told = {"waiting_for": item.waiting_for, "claimed": item.assigned_to is not None, "since": since}
    return Why("with_person", told)


def _later(item: WorkItem) -> Why:
    until = in_domain(item.available_at)
    if item.state == State.VERIFY:
        return Why("commit_window", {"until": until})
    if item.exception_kind == "application" and item.exception_code:
        return Why("back_off", {"until": until, "exception": item.exception_code})
    return Why("deferred", {"until": until})


def waits(item: WorkItem) -> bool:
    """Whether there is something to ask: it has not ended."""
    return State(item.state) in (*CLAIMABLE, *HELD, *_ASIDE)
