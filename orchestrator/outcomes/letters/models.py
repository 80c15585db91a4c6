"""Letters. That a notice was sent and that a letter was opened are two facts; this table keeps the second."""

from datetime import datetime

from sqlalchemy import Index, LargeBinary, String, UniqueConstraint, literal_column
from sqlalchemy.orm import Mapped, mapped_column

from orchestrator.core.db import Base, InMunicipality, new_id, same_municipality
from orchestrator.governance.vault.columns import sealed_for


class Letter(Base, InMunicipality):
    """One letter a decision, its HTML encrypted.

    `fetched_at` is when the municipality's e-service had it, `opened_at` when the applicant first opened it there.
    """

    __tablename__ = "letter"
    __table_args__ = (
        same_municipality("work_item_id", "work_item"),
        same_municipality("decision_id", "decision"),
        UniqueConstraint("decision_id"),
        Index("ix_letter_to_fetch", "municipality_code", "id", sqlite_where=literal_column("fetched_at IS NULL"),
              postgresql_where=literal_column("fetched_at IS NULL")),
    )  # fmt: skip

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    work_item_id: Mapped[str] = mapped_column(String(32), index=True)
    decision_id: Mapped[str] = mapped_column(String(32))
    language: Mapped[str] = mapped_column(String(2))
    sealed: Mapped[bytes] = mapped_column(LargeBinary, info=sealed_for("letter"))
    composed_at: Mapped[datetime]
    fetched_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
