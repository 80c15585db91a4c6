"""Notices. `message_id` is stable: Message-ID of the mail, idempotency key of the SMS."""

from datetime import datetime

from sqlalchemy import LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from orchestrator.core.db import Base, InMunicipality, new_id, same_municipality
from orchestrator.governance.vault.columns import sealed_for


class Notice(Base, InMunicipality):
    """state: waiting → sending → sent. Found in `sending` after a crash: asked for, else sent again.

    It tells of a decision's letter or of a question to the applicant: one notice for each.
    """

    __tablename__ = "notice"
    __table_args__ = (
        same_municipality("work_item_id", "work_item"),
        same_municipality("decision_id", "decision"),
        same_municipality("supplement_id", "supplement_request"),
        UniqueConstraint("decision_id"),
        UniqueConstraint("supplement_id"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    work_item_id: Mapped[str] = mapped_column(String(32), index=True)
    decision_id: Mapped[str | None] = mapped_column(String(32))
    supplement_id: Mapped[str | None] = mapped_column(String(32))
    channel: Mapped[str] = mapped_column(String(10))
    address: Mapped[bytes] = mapped_column(LargeBinary, info=sealed_for("address"))
    text: Mapped[str] = mapped_column(Text, info=sealed_for("notice"))
    message_id: Mapped[str] = mapped_column(String(80))
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    repeats: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
