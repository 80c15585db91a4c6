"""What the catalogue shows: of each package the newest release in reach of a ring."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from orchestrator.governance.packages.models import Release
from orchestrator.governance.packages.queries import newest_for


def packages(session: Session, ring: str) -> dict[str, Release]:
    """package → its newest release in reach."""
    found = {name: newest_for(session, name, ring) for name in session.scalars(select(Release.package).distinct())}
    return {name: row for name, row in sorted(found.items()) if row is not None}
