"""The item trigger: waiting items of a subscribed process get a robot, one run a municipality and task at a time."""

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from orchestrator.governance.catalogue.models import Subscription
from orchestrator.governance.packages.models import Release
from orchestrator.operations.queues.lease import waiting_for
from orchestrator.operations.queues.models import WorkItem
from orchestrator.operations.runs import service as runs
from orchestrator.operations.runs.models import Run


def trigger_waiting(session: Session) -> list[Run]:
    """Request a run for every active subscription with waiting items and no run alive."""
    started = []
    for uses in session.scalars(select(Subscription).where(Subscription.state == "active")):
        task = item_task(session.get_one(Release, uses.release_id))
        if task is None or _alive(session, uses, task):
            continue
        waiting = select(exists().where(*waiting_for(uses.municipality_code, uses.process)))
        if session.scalar(waiting):
            started.append(runs.request(session, uses.municipality_code, uses.process, task, "items waiting"))
    return started


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


def _alive(session: Session, uses: Subscription, task: str) -> bool:
    wanted = select(Run.id).where(
        Run.municipality_code == uses.municipality_code, Run.process == uses.process, Run.task == task,
        Run.state.in_(runs.ALIVE),
    )  # fmt: skip
    return bool(session.scalar(select(wanted.exists())))
