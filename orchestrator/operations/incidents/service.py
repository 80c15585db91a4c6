"""Note an incident, and close it with what was done. Both stand in the trail."""

from collections.abc import Sequence
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from orchestrator.core.clock import now
from orchestrator.core.db import scope_of
from orchestrator.core.errors import BadInput, Conflict, NotFound
from orchestrator.core.masking import mask_personal_numbers
from orchestrator.governance.audit import service as audit
from orchestrator.governance.packages.models import Release
from orchestrator.operations.incidents.models import Incident

LONGEST = 400


class Kind(StrEnum):
    REFUSED = "refused"
    HALTED = "halted"


def note(session: Session, kind: Kind, release: Release, cause: str, run_id: str | None = None) -> Incident:
    """It has happened, or again. The release's row is held meanwhile: two workers may refuse at once."""
    session.execute(select(Release.id).where(Release.id == release.id).with_for_update())
    asked = select(Incident).where(
        Incident.kind == kind.value, Incident.release_id == release.id, Incident.closed_at.is_(None)
    )
    row = session.scalars(asked).one_or_none()
    if row is None:
        row = Incident(
            kind=kind.value, package=release.package, release_id=release.id, version=release.version, first_at=now(),
            last_at=now(), cause="", times=0,
        )  # fmt: skip
        session.add(row)
    row.times, row.last_at, row.run_id, row.cause = row.times + 1, now(), run_id or row.run_id, cause[:LONGEST]
    session.flush()
    audit.note(session, None, "incident_noted", "incident", row.id, kind=kind.value, release=release.id, run=run_id)
    return row


def close(session: Session, incident_id: str, done: str) -> Incident:
    """Somebody has done something about it, and says what. BadInput without words, Conflict when it is closed."""
    said = mask_personal_numbers(" ".join(done.split()))
    row = session.scalars(select(Incident).where(Incident.id == incident_id).with_for_update()).one_or_none()
    if row is None:
        raise NotFound("There is no such incident.")
    if row.closed_at is not None:
        raise Conflict("The incident is closed already. Comes the same again, it is a new one.")
    if not said or len(said) > LONGEST:
        raise BadInput(f"Write what was done about it, in at most {LONGEST} characters.")
    row.closing, row.closed_by, row.closed_at = said, scope_of(session).actor, now()
    session.flush()
    audit.note(session, None, "incident_closed", "incident", row.id, reason=said)
    return row


def count_open(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Incident).where(Incident.closed_at.is_(None))) or 0


def open_ones(session: Session) -> Sequence[Incident]:
    """Every open one, the latest first."""
    return session.scalars(select(Incident).where(Incident.closed_at.is_(None)).order_by(Incident.last_at.desc())).all()


def of_package(session: Session, package: str, most: int = 20) -> Sequence[Incident]:
    """A package's, open ones first, then the latest."""
    asked = select(Incident).where(Incident.package == package)
    return session.scalars(asked.order_by(Incident.closed_at.is_not(None), Incident.last_at.desc()).limit(most)).all()
