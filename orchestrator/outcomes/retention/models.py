"""What was erased: how much, under which rule, from when to when. Nothing of whom."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, String
from sqlalchemy.orm import Mapped, mapped_column

from orchestrator.core.db import Base, InMunicipality, new_id


class Erasure(Base, InMunicipality):
    """One act. `rows`: table → how many; `rule`: years, from when they are counted, and the ground in words.
    `first_on`, `last_on`: the days on which the erased cases had ended."""

    __tablename__ = "erasure"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    process: Mapped[str] = mapped_column(String(60))
    data_class: Mapped[str] = mapped_column(String(40))
    rule: Mapped[str] = mapped_column(String(300))
    items: Mapped[int]
    files: Mapped[int]
    rows: Mapped[dict[str, Any]]
    first_on: Mapped[date] = mapped_column(Date)
    last_on: Mapped[date] = mapped_column(Date)
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(80))
