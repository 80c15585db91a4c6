"""Incidents: of a release, so of the region; they name no case and no person in one."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from orchestrator.core.db import Base, new_id


class Incident(Base):
    """`kind`: refused (a worker did not start it: a changed byte, a wrong key, halted or withdrawn) | halted (by
    itself, in its ring). `release_kind`: robot | process. The same again while it is open counts up `times`; of a
    release at most one of a kind is open, which the database holds. `run_id` is the last run that met it.
    """

    __tablename__ = "incident"
    __table_args__ = (
        CheckConstraint("kind IN ('refused', 'halted')", name="known_kind"),
        CheckConstraint("(closed_at IS NULL) = (closed_by IS NULL)", name="closed_by_somebody"),
        Index(
            "ix_incident_open", "kind", "release_id", unique=True,
            postgresql_where=text("closed_at IS NULL"), sqlite_where=text("closed_at IS NULL"),
        ),
        Index("ix_incident_package", "package", "closed_at"),
    )  # fmt: skip

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(10))
    package: Mapped[str] = mapped_column(String(60))
    release_id: Mapped[str] = mapped_column(String(32))
    version: Mapped[str] = mapped_column(String(40))
    cause: Mapped[str] = mapped_column(String(400))
    run_id: Mapped[str | None] = mapped_column(String(32))
    times: Mapped[int] = mapped_column(default=1)
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    closing: Mapped[str] = mapped_column(String(400), default="")
    closed_by: Mapped[str | None] = mapped_column(String(80))
    closed_at: Mapped[datetime | None]
