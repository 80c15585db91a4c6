"""What holds for every item and run while a page is drawn: workers, living runs, subscriptions. Read once, kept."""

from collections.abc import Sequence
from functools import cached_property

from sqlalchemy import literal_column, select
from sqlalchemy.orm import Session

from orchestrator.core.outbox import Intent
from orchestrator.governance.catalogue.models import Subscription
from orchestrator.governance.packages.models import Release
from orchestrator.operations.fleet.queries import WorkerState, workers
from orchestrator.operations.runs import queries
from orchestrator.operations.runs import service as runs
from orchestrator.operations.runs.models import Run
from orchestrator.operations.triggers.rest import Rest, resting
from orchestrator.operations.triggers.service import Queue, item_task


class Ground:
    """Reads in the session's own scope; each at most once. Workers belong to no municipality: all are seen."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._limits: dict[str, int] = {}
        self._rests: dict[Queue, Rest | None] = {}
        self._seconds: dict[Queue, float | None] = {}

    @cached_property
    def workers(self) -> list[WorkerState]:
        return workers(self.session)

    @cached_property
    def subscriptions(self) -> dict[Queue, Subscription]:
        """Every subscription in scope, whatever its state."""
        return {(row.municipality_code, row.process): row for row in self.session.scalars(select(Subscription))}

    @cached_property
    def alive(self) -> Sequence[Run]:
        """Every run that is asked for or at work, the oldest first."""
        return self.session.scalars(select(Run).where(Run.state.in_(runs.ALIVE)).order_by(Run.id)).all()

    @cached_property
    def intents(self) -> dict[str, Intent]:
        """run → what is still to be told to Prefect of it."""
        asked = select(Intent).where(literal_column("outbox.state <> 'done'"), Intent.topic == runs.START_TOPIC)
        return {row.subject_id: row for row in self.session.scalars(asked)}

    def release(self, uses: Subscription) -> Release:
        return self.session.get_one(Release, uses.release_id)

    def version(self, release_id: str) -> str:
        return self.session.get_one(Release, release_id).version

    def robots(self, queue: Queue) -> list[Run]:
        """Runs asked for or at work that take this queue's items."""
        uses = self.subscriptions.get(queue)
        task = item_task(self.release(uses)) if uses else None
        return [run for run in self.alive if (run.municipality_code, run.process) == queue and run.task == task]

    def running_of(self, municipality: str) -> int:
        return sum(run.state == "running" and run.municipality_code == municipality for run in self.alive)

    def limit(self, municipality: str) -> int:
        if municipality not in self._limits:
            self._limits[municipality] = runs.robots_at_most(self.session, municipality)
        return self._limits[municipality]

    def rest(self, queue: Queue, task: str) -> Rest | None:
        if queue not in self._rests:
            self._rests[queue] = resting(self.session, *queue, task)
        return self._rests[queue]

    def seconds_a_case(self, queue: Queue) -> float | None:
        """Measured; None while nothing has been measured."""
        if queue not in self._seconds:
            self._seconds[queue] = queries.seconds_a_case(self.session, *queue)
        return self._seconds[queue]
