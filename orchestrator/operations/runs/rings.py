"""Rings are watched: a release that goes wrong is halted by itself, before it reaches the next ring."""

from datetime import datetime

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from orchestrator.governance.packages.models import Release
from orchestrator.governance.packages.queries import number_of
from orchestrator.governance.packages.states import State
from orchestrator.governance.pipeline import service as pipeline
from orchestrator.governance.pipeline.health import Tally, gone_wrong
from orchestrator.operations.incidents import service as incidents
from orchestrator.operations.queues.models import Attempt
from orchestrator.operations.runs.models import Run

_SYSTEM_FAILED = "application"
# Enough to tell a rate by, and few enough to count every minute.
MOST_RUNS = 1_000


def tally_of(session: Session, release_id: str, since: datetime | None = None) -> Tally:
    """The attempts that have ended in a release's last thousand runs, over all municipalities of the session; of runs
    asked for since a moment, if given."""
    runs = select(Run.id).where(Run.release_id == release_id)
    if since is not None:
        runs = runs.where(Run.requested_at >= since)
    last = runs.order_by(Run.id.desc()).limit(MOST_RUNS).subquery()
    failed = func.sum(case((Attempt.end == _SYSTEM_FAILED, 1), else_=0))
    attempts, errors = session.execute(
        select(func.count(), failed).select_from(Attempt).where(
            Attempt.run_id.in_(select(last.c.id)), Attempt.ended_at.is_not(None)
        )
    ).one()  # fmt: skip
    return Tally(attempts, int(errors or 0))


def watch(session: Session) -> list[Release]:
    """Halt every published release that has gone wrong since it came to its ring; answers those. The steward's work."""
    halted = []
    asked = select(Release).where(Release.state == State.PUBLISHED.value).order_by(Release.id)
    for release in session.scalars(asked).all():
        former = former_of(session, release)
        if former is None and release.ring == "all":
            continue  # what everybody has had from the beginning: there is nothing to go back to
        now = tally_of(session, release.id, release.published_at)
        before = tally_of(session, former.id) if former else Tally(0, 0)
        if why := gone_wrong(now, before):
            cause = f"Halted by itself in the ring {release.ring}: {why}"
            pipeline.halt(session, release, cause)
            incidents.note(session, incidents.Kind.HALTED, release, cause)
            halted.append(release)
    return halted


def former_of(session: Session, release: Release) -> Release | None:
    """The newest release of the package before this one that was ever published, and was not taken back."""
    asked = select(Release).where(Release.package == release.package, Release.state == State.PUBLISHED.value)
    here = number_of(release.version)
    before = [row for row in session.scalars(asked) if number_of(row.version) < here]
    return max(before, key=lambda row: number_of(row.version), default=None)
