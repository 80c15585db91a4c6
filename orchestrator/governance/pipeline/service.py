"""From tested to all: approve, publish ring by ring, halt, publish again, withdraw. The same for both kinds."""

from sqlalchemy.orm import Session

from orchestrator.core.clock import now
from orchestrator.core.db import scope_of
from orchestrator.core.errors import Conflict
from orchestrator.governance.catalogue.recall import recall
from orchestrator.governance.packages.changes import move, write
from orchestrator.governance.packages.models import AnyRelease, Release
from orchestrator.governance.packages.states import State, next_ring, require_move
from orchestrator.governance.people.duties import require_apart
from orchestrator.governance.pipeline.gates import require_reason


def approve(session: Session, release: AnyRelease, reason: str) -> None:
    """tested → approved, by somebody other than its author, who says what convinced them."""
    why = require_reason(reason, "Say what you looked at and why it may be published: it stands in the record.")
    approver = scope_of(session).actor
    require_move(State(release.state), State.APPROVED)
    require_apart(author=release.authored_by, approver=approver)
    release.approved_by, release.approved_at, release.approved_reason = approver, now(), why
    move(session, release, State.APPROVED, "approved", why)


def publish(session: Session, release: AnyRelease, reason: str = "") -> str:
    """One ring further: testbed, then pilot, then all. By a third person. Answers the ring."""
    publisher = scope_of(session).actor
    if release.state == State.PUBLISHED.value:
        _require_third(release, publisher)
        ring = next_ring(release.ring)
        if ring is None:
            raise Conflict(f"{release.name} {release.version} is published to all: there is no ring beyond.")
        release.ring, release.published_by, release.published_at = ring, publisher, now()
        write(session, release, "published", State.PUBLISHED.value, reason)
        return ring
    require_move(State(release.state), State.PUBLISHED)
    _require_third(release, publisher)
    # One that was halted begins anew where it was: its ring is known to be touched.
    ring = release.ring or next_ring(None) or ""
    release.ring, release.published_by, release.published_at = ring, publisher, now()
    move(session, release, State.PUBLISHED, "published", reason)
    return ring


def halt(session: Session, release: AnyRelease, reason: str) -> list[str]:
    """Nobody starts it until it is published again; who worked with it goes back to the former release at once.
    Answers the municipalities that had it. Anybody who may, and the platform by itself."""
    why = require_reason(reason, "Say why it is halted: every municipality that had it reads the reason.")
    return _stop(session, release, State.HALTED, "halted", why)


def withdraw(session: Session, release: AnyRelease, reason: str) -> list[str]:
    """For good: no worker ever starts it again. Answers the municipalities that had it."""
    why = require_reason(reason, "Say why it is withdrawn: every municipality that had it reads the reason.")
    return _stop(session, release, State.WITHDRAWN, "withdrawn", why)


def _stop(session: Session, release: AnyRelease, to: State, what: str, why: str) -> list[str]:
    require_move(State(release.state), to)
    release.stopped_by, release.stopped_at, release.stopped_reason = scope_of(session).actor, now(), why
    move(session, release, to, what, why)
    return recall(session, release, why) if isinstance(release, Release) else []


def _require_third(release: AnyRelease, publisher: str) -> None:
    require_apart(author=release.authored_by, approver=release.approved_by, publisher=publisher)
