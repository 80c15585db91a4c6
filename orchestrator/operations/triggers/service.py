"""The item trigger: waiting items of a subscribed process get the robots that they need and the subscription allows."""

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from orchestrator.core.db import Database, Scope
from orchestrator.core.outbox import Intent
from orchestrator.core.settings import settings
from orchestrator.governance.catalogue.models import Subscription
from orchestrator.governance.catalogue.states import WORKING
from orchestrator.governance.packages.models import Release
from orchestrator.operations.queues.claim import claimable
from orchestrator.operations.queues.models import WorkItem
from orchestrator.operations.runs import queries
from orchestrator.operations.runs import service as runs
from orchestrator.operations.runs.models import Run
from orchestrator.operations.runs.prefect_api import PrefectApi
from orchestrator.operations.triggers.rest import resting
from orchestrator.operations.triggers.rules import enough_to_tell, one_more

_CASE_SECONDS_UNMEASURED = 60.0

Queue = tuple[str, str]


def trigger_waiting(session: Session, only: set[Queue] | None = None) -> list[Run]:
    """Request a run for every active subscription whose waiting items need one (more) robot.

    `only`: the queues (municipality, process) in which something has happened; all of them if None.
    """
    asked = select(Subscription).where(Subscription.state.in_(WORKING))
    if only is not None:
        asked = asked.where(tuple_(Subscription.municipality_code, Subscription.process).in_(only))
    started = []
    for uses in session.scalars(asked):
        task = item_task(session.get_one(Release, uses.release_id))
        if task is not None and _needs_robot(session, uses, task):
            started.append(runs.request(session, uses.municipality_code, uses.process, task, "items waiting"))
    return started


def lay_schedule(api: PrefectApi, database: Database, intent: Intent) -> None:
    """Dispatcher: lay a subscription's schedules in Prefect, take away those that it no longer has, and end the runs
    that it no longer stands for."""
    with database.session(Scope.steward("dispatcher")) as session:
        uses = session.get_one(Subscription, intent.subject_id)
        runs.keep_to(session, uses)
        limit = runs.robots_at_most(session, uses.municipality_code)
    wanted: dict[str, list[str]] = {}
    for schedule in uses.schedules if uses.state in WORKING else []:
        wanted.setdefault(schedule["task"], []).append(schedule["cron"])
    if wanted:
        api.ensure_queue(uses.municipality_code, limit)
    for task, crons in wanted.items():
        api.ensure_schedule(uses.municipality_code, uses.process, task, crons)
    api.keep_schedules(uses.municipality_code, uses.process, list(wanted))


def item_task(release: Release) -> str | None:
    """The task that consumes work items, as the package's manifest names it."""
    task: str | None = release.manifest.get("item_task")
    return task


def queue_is_empty(session: Session, municipality: str, process: str) -> bool:
    """Whether nothing waits, now or later, and nothing is being worked on."""
    open_items = select(WorkItem.id).where(
        WorkItem.municipality_code == municipality, WorkItem.process == process,
        WorkItem.state.in_(["new", "verify", "leased", "committing"]),
    )  # fmt: skip
    return session.scalar(select(open_items.exists())) is False


def _needs_robot(session: Session, uses: Subscription, task: str) -> bool:
    alive = _alive(session, uses, task)
    if alive >= uses.robots_at_most:
        return False
    place, target = (uses.municipality_code, uses.process), settings().clear_within_minutes
    seconds = _CASE_SECONDS_UNMEASURED
    if alive:  # the first robot is asked for without measuring
        seconds = queries.seconds_a_case(session, *place) or seconds
    some = select(WorkItem.id).where(*claimable(*place)).limit(enough_to_tell(seconds, alive, target)).subquery()
    waiting = session.scalar(select(func.count()).select_from(some)) or 0
    if not one_more(waiting, seconds, alive, uses.robots_at_most, target):
        return False
    return resting(session, *place, task) is None


def _alive(session: Session, uses: Subscription, task: str) -> int:
    asked = select(func.count()).select_from(Run).where(
        Run.municipality_code == uses.municipality_code, Run.process == uses.process, Run.task == task,
        Run.state.in_(runs.ALIVE),
    )  # fmt: skip
    return session.scalar(asked) or 0
