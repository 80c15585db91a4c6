"""Cases that are decided in rounds: ranked with others before a person decides on each (`outcomes/rounds`)."""

from sqlalchemy.orm import Session

from orchestrator.governance.catalogue.service import subscribed
from orchestrator.governance.packages.models import Release
from orchestrator.operations.queues.models import WorkItem

APPLICANT, TIME = "applicant", "time"
OTHERS = (APPLICANT, TIME)
"""Who decides beside people of ours and rules: the applicant who answers an offer, or the time that has run out."""


def ranks(session: Session, item: WorkItem) -> bool:
    """Whether the package that the municipality subscribes to lays rounds: its manifest has such a task."""
    uses = subscribed(session, item.municipality_code, item.process)
    return bool(round_task(session.get_one(Release, uses.release_id)))


def round_task(release: Release) -> str:
    """The task that reads what is free and lays a round; empty where there is none."""
    return str(release.manifest.get("round_task") or "")
