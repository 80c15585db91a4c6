"""The item trigger: waiting items of a subscribed process get a robot, one run a municipality and task at a time."""

import itertools
from datetime import timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from orchestrator.core.clock import now
from orchestrator.core.db import Database, Scope
from orchestrator.core.outbox import Intent
from orchestrator.governance.catalogue.models import Subscription
from orchestrator.governance.packages.models import Release
from orchestrator.operations.queues.claim import claimable
from orchestrator.operations.queues.models import WorkItem
from orchestrator.operations.runs import service as runs
from orchestrator.operations.runs.models import Run
from orchestrator.operations.runs.prefect_api import PrefectApi

_REST_SECONDS = (3, 30, 120, 600, 1800)


def trigger_waiting(session: Session) -> list[Run]:
    """Request a run for every active subscription with waiting items and no run alive."""
    started = []
    for uses in session.scalars(select(Subscription).where(Subscription.state == "active")):
        task = item_task(session.get_one(Release, uses.release_id))
        if task is None or _alive(session, uses, task) or _resting(session, uses, task):
            continue
        waiting = select(exists().where(*claimable(uses.municipality_code, uses.process)))
        if session.scalar(waiting):
            started.append(runs.request(session, uses.municipality_code, uses.process, task, "items waiting"))
    return started


def lay_schedule(api: PrefectApi, database: Database, intent: Intent) -> None:
    """Dispatcher: lay a subscription's schedules in Prefect, and take away those that it no longer has."""
    with database.session(Scope.steward("dispatcher")) as session:
        uses = session.get_one(Subscription, intent.subject_id)
    wanted: dict[str, list[str]] = {}
    for schedule in uses.schedules if uses.state == "active" else []:
        wanted.setdefault(schedule["task"], []).append(schedule["cron"])
    if wanted:
        api.ensure_queue(uses.municipality_code)
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


def _resting(session: Session, uses: Subscription, task: str) -> bool:
    """After failed runs in a row the next one waits, longer each time: a refused login must not lock an account."""
    ended = session.scalars(
        select(Run)
        .where(Run.municipality_code == uses.municipality_code, Run.process == uses.process, Run.task == task)
        .order_by(Run.id.desc())
        .limit(len(_REST_SECONDS))
    ).all()
    failed = list(itertools.takewhile(lambda run: run.state in ("failed", "crashed"), ended))
    if not failed or failed[0].ended_at is None:
        return False
    return now() < failed[0].ended_at + timedelta(seconds=_REST_SECONDS[len(failed) - 1])


def _alive(session: Session, uses: Subscription, task: str) -> bool:
    wanted = select(Run.id).where(
        Run.municipality_code == uses.municipality_code, Run.process == uses.process, Run.task == task,
        Run.state.in_(runs.ALIVE),
    )  # fmt: skip
    return bool(session.scalar(select(wanted.exists())))
