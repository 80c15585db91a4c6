"""Is the robot well? One answer for each subscription, from what is stored, nothing guessed."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from orchestrator.core.clock import STOCKHOLM, month_of
from orchestrator.governance.catalogue.models import Subscription
from orchestrator.governance.catalogue.states import IN_USE, WORKING, State
from orchestrator.governance.packages.models import Release
from orchestrator.operations.queues import queries as queues
from orchestrator.operations.queues.days import Day, by_day
from orchestrator.operations.runs import queries as runs
from orchestrator.operations.runs.models import Run
from orchestrator.operations.runs.service import ALIVE
from orchestrator.operations.triggers.wall import next_run
from orchestrator.outcomes.decisions.queries import Answers, answers


@dataclass(frozen=True)
class Health:
    """`mood`: ok | warn | bad | off (is paused, or has not worked yet). `ends`: how the last run's attempts ended.
    `days`: for the municipality's own eyes."""

    subscription: Subscription
    release: Release
    run: Run | None
    ends: dict[str, int]
    queue: queues.Waiting
    waiting: queues.Waiting
    answers: Answers
    next_at: datetime | None
    days: list[Day]

    @property
    def mood(self) -> str:
        if self.run is None or self.subscription.state == State.PAUSED.value:
            return "off"
        if self.run.state == "crashed":
            return "bad"
        return "ok" if self.run.state == "completed" or self.run.state in ALIVE else "warn"

    @property
    def done(self) -> int:
        return self.ends.get("done", 0) + self.ends.get("business", 0)

    @property
    def taken(self) -> int:
        return sum(self.ends.values())


def health(
    session: Session, codes: tuple[str, ...], process: str, now: datetime, *, days: bool = False
) -> list[Health]:
    """Every subscription in use, in trial or paused too; `days`: with its cases by day, for the municipality itself."""
    asked = select(Subscription).where(Subscription.municipality_code.in_(codes), Subscription.state.in_(IN_USE))
    if process:
        asked = asked.where(Subscription.process == process)
    rows = session.scalars(asked.order_by(Subscription.municipality_code, Subscription.process)).all()
    return [_of(session, row, now, days) for row in rows]


def _of(session: Session, row: Subscription, now: datetime, days: bool) -> Health:
    place = (row.municipality_code,)
    release = session.get_one(Release, row.release_id)
    run = runs.latest(session, row.municipality_code, row.process, release.manifest.get("item_task"))
    return Health(
        subscription=row, release=release, run=run,
        ends=runs.ends_by_run(session, [run.id])[run.id] if run else {},
        queue=queues.waiting(session, place, "queued", row.process),
        waiting=queues.waiting(session, place, "waiting", row.process),
        answers=answers(session, place, month_of(now.astimezone(STOCKHOLM).date()), now, row.process),
        days=by_day(session, row.municipality_code, row.process, now) if days else [],
        next_at=next_run(row.schedules, now) if row.state in WORKING else None,
    )  # fmt: skip
