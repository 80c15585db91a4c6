"""Rows of the trail. Each carries a salted hash of its detail, so that erasing detail leaves the row provable."""

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from orchestrator.core.db import Base, InMunicipality, new_id


class TrailRow(Base, InMunicipality):
    __tablename__ = "trail"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(80))
    action: Mapped[str] = mapped_column(String(60))
    entity: Mapped[str] = mapped_column(String(40))
    entity_id: Mapped[str] = mapped_column(String(32), index=True)
    detail: Mapped[dict[str, Any] | None]
    salt: Mapped[str | None] = mapped_column(String(32))
    detail_hash: Mapped[str] = mapped_column(String(64))
