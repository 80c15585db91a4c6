"""What the municipality found when it looked at a case in which robot and caseworker differed."""

from datetime import datetime

from sqlalchemy import CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from orchestrator.core.db import Base, InMunicipality, new_id, same_municipality


class Disagreement(Base, InMunicipality):
    """`right`: robot | caseworker | both (the rules leave it open). `done` is what follows, in a person's words."""

    __tablename__ = "disagreement"
    __table_args__ = (
        same_municipality("work_item_id", "work_item"),
        UniqueConstraint("work_item_id"),
        CheckConstraint("\"right\" IN ('robot', 'caseworker', 'both')", name="known_right"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    work_item_id: Mapped[str] = mapped_column(String(32))
    right: Mapped[str] = mapped_column(String(10))
    done: Mapped[str] = mapped_column(String(400))
    by: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime]
