"""Findings: one for each person and day whose reading of cases was odd, and what became of it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from orchestrator.core.db import Base, InMunicipality, new_id


class OddReading(Base, InMunicipality):
    """`grounds`: [{kind, cases, usual}]; `items`: the cases' ids; `count`: how many readings of that day were known
    when it was found. `state`: open → asked (the reader has a question) → answered → closed; open → closed. More of it
    on the same day opens it again. Nobody reviews their own: the database says so too.
    """

    __tablename__ = "odd_reading"
    __table_args__ = (
        UniqueConstraint("municipality_code", "person_id", "day"),
        CheckConstraint("state IN ('open', 'asked', 'answered', 'closed')", name="known_state"),
        CheckConstraint("asked_by IS NULL OR asked_by <> person_id", name="asked_by_another"),
        CheckConstraint("closed_by IS NULL OR closed_by <> person_id", name="closed_by_another"),
        Index("ix_odd_reading_state", "municipality_code", "state"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    day: Mapped[date] = mapped_column(Date)
    grounds: Mapped[list[Any]]
    items: Mapped[list[Any]]
    count: Mapped[int]
    found_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(10), default="open")
    question: Mapped[str] = mapped_column(String(500), default="")
    asked_by: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    answer: Mapped[str] = mapped_column(String(500), default="")
    answered_at: Mapped[datetime | None]
    closing: Mapped[str] = mapped_column(String(500), default="")
    closed_by: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    closed_at: Mapped[datetime | None]
