"""Documents that came in: each once, by the hash of its bytes, with what the official rules said of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from orchestrator.core.db import Base, InMunicipality, new_id, same_municipality


class Document(Base, InMunicipality):
    """The original lies with its work item, encrypted (`ItemFile`); here stand its hash and the verdict's versions.

    `rule_sets`: [{name, version, sha256}], empty where none were installed; `accepted` is None then. `repeats`: another
    document with the same reference came in before.
    """

    __tablename__ = "document"
    __table_args__ = (
        same_municipality("work_item_id", "work_item"),
        UniqueConstraint("municipality_code", "process", "sha256"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    process: Mapped[str] = mapped_column(String(60))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    work_item_id: Mapped[str] = mapped_column(String(32), index=True)
    received_at: Mapped[datetime]
    received_by: Mapped[str] = mapped_column(String(80))
    rule_sets: Mapped[list[Any]]
    accepted: Mapped[bool | None]
    repeats: Mapped[bool] = mapped_column(default=False)
