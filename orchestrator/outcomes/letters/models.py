"""Letters. That a notice was sent and that a letter was opened are two facts; this table keeps the second."""

from datetime import datetime

from sqlalchemy import LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from orchestrator.core.db import Base, InMunicipality, new_id, same_municipality


class Letter(Base, InMunicipality):
    """One letter a decision, its HTML encrypted. `opened_at` is when the applicant first opened it."""

    __tablename__ = "letter"
    __table_args__ = (
        same_municipality("work_item_id", "work_item"),
        same_municipality("decision_id", "decision"),
        UniqueConstraint("decision_id"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    work_item_id: Mapped[str] = mapped_column(String(32), index=True)
    decision_id: Mapped[str] = mapped_column(String(32))
    language: Mapped[str] = mapped_column(String(2))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    composed_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
