"""After a restore the target systems know more than this database: what robots wrote since the backup stands there.

So for a while every effect is looked for before it is done, also of cases that seem new.
"""

from datetime import datetime, timedelta

from sqlalchemy import String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from orchestrator.core.clock import now
from orchestrator.core.db import Base, new_id
from orchestrator.operations.queues.models import WorkItem

# A case that was collected and begun after the backup is collected again, as a new one: for so long all are looked at.
CHECK_FIRST_DAYS = 30


class Restoration(Base):
    """One restore of the whole database, from a backup made at `backup_at`."""

    __tablename__ = "restoration"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    backup_at: Mapped[datetime]
    restored_at: Mapped[datetime]
    restored_by: Mapped[str] = mapped_column(String(80))


def checks_first(session: Session, item: WorkItem) -> bool:
    """Whether something of this case may have been written that this database does not know of."""
    restored_at = session.scalar(select(func.max(Restoration.restored_at)))
    if restored_at is None:
        return False
    return item.created_at <= restored_at or now() - restored_at < timedelta(days=CHECK_FIRST_DAYS)
