"""A release is taken back: whoever works with it goes back to the former one, at once, whatever the window."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from orchestrator.core import bells
from orchestrator.core.clock import now
from orchestrator.core.outbox import intend
from orchestrator.governance.catalogue.changes import changed
from orchestrator.governance.catalogue.models import Subscription
from orchestrator.governance.catalogue.service import SCHEDULE_TOPIC
from orchestrator.governance.packages.models import Release
from orchestrator.governance.packages.queries import newest_for
from orchestrator.governance.packages.states import in_reach


def recall(session: Session, release: Release, reason: str) -> list[str]:
    """Each subscription that works with the release gets its former one, or the newest that may be used. Where there
    is none the subscription stays as it is, and its runs are refused with the reason. Answers all municipalities."""
    asked = select(Subscription).where(Subscription.release_id == release.id, Subscription.state != "ended")
    found = session.scalars(asked.order_by(Subscription.municipality_code)).all()
    for uses in found:
        _back(session, uses, release, reason)
    offered = select(Subscription).where(Subscription.offered_release_id == release.id)
    for uses in session.scalars(offered):
        uses.offered_release_id = uses.offer = uses.offer_on = None
        changed(session, uses, "offer_taken_back", reason, release=release.version)
    return sorted({uses.municipality_code for uses in found})


def _back(session: Session, uses: Subscription, release: Release, reason: str) -> None:
    former = session.get(Release, uses.former_release_id) if uses.former_release_id else None
    if former is None or not in_reach(former, uses.ring):
        former = newest_for(session, uses.package, uses.ring)
    if former is None:
        changed(session, uses, "release_stopped", reason, release=release.version)
        return
    uses.release_id, uses.released_at, uses.former_release_id = former.id, now(), None
    changed(session, uses, "release_recalled", reason, former=release.version, release=former.version)
    intend(session, uses.municipality_code, SCHEDULE_TOPIC, uses.id)
    bells.ring(session, bells.work(uses.municipality_code, uses.process), max(1, uses.robots_at_most))
