"""Can the robot log in? A real run of the package's own task for it, in the municipality's own systems, read only."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from orchestrator.core.errors import Conflict
from orchestrator.governance.audit.models import TrailRow
from orchestrator.governance.catalogue.changes import changed
from orchestrator.governance.catalogue.models import Subscription, SubscriptionChange
from orchestrator.governance.packages.models import Release
from orchestrator.operations.runs import queries
from orchestrator.operations.runs import service as runs
from orchestrator.operations.runs.models import Run

REASON = "connection test"
_TOUCHES = ("secret_added", "secret_replaced", "secret_removed")


@dataclass(frozen=True)
class Tried:
    """The last test. `state`: none | running | ok | failed | stale (something it stood on is another now). `said` is
    the robot's own last line, masked."""

    state: str
    run: Run | None = None
    said: str = ""


def test_connection(session: Session, uses: Subscription) -> Run:
    """Ask for a test; it is watched on its run's page."""
    task = _task(session, uses)
    if task is None:
        raise Conflict("The package has no task that tries the connection: try it by hand, and record how.")
    if tried(session, uses).state == "running":
        raise Conflict("A test of the connection is running already: watch it, and wait for its end.")
    run = runs.request(session, uses.municipality_code, uses.process, task, REASON)
    changed(session, uses, "connection_tested", run=run.number)
    return run


def can_test(session: Session, uses: Subscription) -> bool:
    """Whether the package brings a task for it."""
    return _task(session, uses) is not None


def tried(session: Session, uses: Subscription) -> Tried:
    """How the last test ended. An older one says nothing of a configuration, a password or a release that is newer."""
    task = _task(session, uses)
    if task is None:
        return Tried("none")
    asked = select(Run).where(
        Run.municipality_code == uses.municipality_code, Run.process == uses.process, Run.task == task
    )
    run = session.scalars(asked.order_by(Run.id.desc()).limit(1)).one_or_none()
    if run is None:
        return Tried("none")
    lines = queries.last_lines(session, run.id)
    said = next((line.text for line in reversed(lines) if line.text.strip()), "")
    if run.state in runs.ALIVE:
        return Tried("running", run, said)
    if run.release_id != uses.release_id or _touched_since(session, uses, run):
        return Tried("stale", run, said)
    return Tried("ok" if run.state == "completed" else "failed", run, said)


def _task(session: Session, uses: Subscription) -> str | None:
    task: str | None = session.get_one(Release, uses.release_id).manifest.get("connect_task")
    return task


def _touched_since(session: Session, uses: Subscription, run: Run) -> bool:
    """Ids rise with time: what was written after the run was asked for has a higher one."""
    configured = select(SubscriptionChange.id).where(
        SubscriptionChange.subscription_id == uses.id, SubscriptionChange.what == "configured",
        SubscriptionChange.id > run.id,
    )  # fmt: skip
    secret = select(TrailRow.id).where(
        TrailRow.municipality_code == uses.municipality_code, TrailRow.action.in_(_TOUCHES), TrailRow.id > run.id
    )
    return any(session.scalars(asked.limit(1)).first() for asked in (configured, secret))
