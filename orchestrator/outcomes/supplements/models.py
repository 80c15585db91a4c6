"""Requests for supplement. Question and answer are encrypted; days, times and ends are not."""

from datetime import date, datetime

from sqlalchemy import ColumnElement, Date, Index, LargeBinary, String, UniqueConstraint, literal_column
from sqlalchemy.orm import Mapped, mapped_column

from orchestrator.core.db import Base, InMunicipality, new_id, same_municipality
from orchestrator.governance.vault.columns import sealed_for

_OPEN: ColumnElement[bool] = literal_column("ended_at IS NULL")
_TO_TELL: ColumnElement[bool] = literal_column("to_tell IS NOT NULL")


class SupplementRequest(Base, InMunicipality):
    """One question to one applicant. At most one of an item is open.

    `last_on` is the last day to answer; `waited_for` is what the item waits for again afterwards. Until `undo_until`
    (a machine time) the person can undo; then it goes out, `sent_at`. `desk` is what the person had typed in the
    case's form. `to_tell` is what the e-service has not heard yet: the `question`, or its `end`; `fetched_at` when it
    had the question. `end`: `answered`, `lapsed` (the last day is past), `withdrawn`, `undone`, `decided` (in the case
    system), `cancelled`. An answer that comes later is kept too, but the end stays as it was.
    """

    __tablename__ = "supplement_request"
    __table_args__ = (
        same_municipality("work_item_id", "work_item"),
        UniqueConstraint("municipality_code", "id"),
        Index("ix_supplement_request_work_item", "work_item_id", "id"),
        Index("uq_supplement_request_open", "work_item_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_supplement_request_to_tell", "municipality_code", "id", sqlite_where=_TO_TELL,
              postgresql_where=_TO_TELL),
    )  # fmt: skip

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    work_item_id: Mapped[str] = mapped_column(String(32))
    sealed: Mapped[bytes] = mapped_column(LargeBinary, info=sealed_for("supplement"))
    desk: Mapped[bytes | None] = mapped_column(LargeBinary, info=sealed_for("supplement_desk"))
    last_on: Mapped[date] = mapped_column(Date)
    waited_for: Mapped[str] = mapped_column(String(15))
    asked_by: Mapped[str] = mapped_column(String(32))
    asked_at: Mapped[datetime]
    undo_until: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    to_tell: Mapped[str | None] = mapped_column(String(10))
    fetched_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    end: Mapped[str | None] = mapped_column(String(10))
    answer: Mapped[bytes | None] = mapped_column(LargeBinary, info=sealed_for("supplement"))
    answered_at: Mapped[datetime | None]
