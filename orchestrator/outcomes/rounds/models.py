"""Rounds, the children in them, and offers. What names or describes a child is encrypted, and hangs on its case."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Date, Index, LargeBinary, String, UniqueConstraint, literal_column
from sqlalchemy.orm import Mapped, mapped_column

from orchestrator.core.db import Base, InMunicipality, new_id, same_municipality
from orchestrator.governance.vault.columns import sealed_for

_OPEN: ColumnElement[bool] = literal_column("state = 'open'")
HOLDS: ColumnElement[bool] = literal_column("state IN ('open', 'accepted')")
_UNANSWERED: ColumnElement[bool] = literal_column("state = 'open'")
_TO_TELL: ColumnElement[bool] = literal_column("to_tell IS NOT NULL")


class Round(Base, InMunicipality):
    """One ranking of a process's waiting cases. At most one of a municipality and process is open.

    state: open → closed (a newer one was laid). `sealed`: `{on, config, units, left, places, settings, draws}`, what
    is the same for every child; `input_sha256` names the stored input, `result_sha256` the result. `children` is how
    many took part, so that one sees when a case has been erased since.
    """

    __tablename__ = "placement_round"
    __table_args__ = (
        UniqueConstraint("municipality_code", "id"),
        UniqueConstraint("municipality_code", "process", "number"),
        Index("uq_placement_round_open", "municipality_code", "process", unique=True,
              sqlite_where=_OPEN, postgresql_where=_OPEN),
    )  # fmt: skip

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    process: Mapped[str] = mapped_column(String(60))
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(10), default="open")
    on: Mapped[date] = mapped_column(Date)
    laid_by: Mapped[str] = mapped_column(String(80))
    laid_at: Mapped[datetime]
    children: Mapped[int]
    rules_version: Mapped[str] = mapped_column(String(20))
    rules_sha256: Mapped[str] = mapped_column(String(64))
    input_sha256: Mapped[str] = mapped_column(String(64))
    result_sha256: Mapped[str] = mapped_column(String(64))
    sealed: Mapped[bytes] = mapped_column(LargeBinary, info=sealed_for("placement_round"))


class RoundChild(Base, InMunicipality):
    """One case in a round. `sealed`: `{told, found}` as `kept.Child` has them; `alarm`: its guarantee date is passed or
    at risk, by the round."""

    __tablename__ = "placement_child"
    __table_args__ = (
        same_municipality("round_id", "placement_round"),
        same_municipality("work_item_id", "work_item"),
        UniqueConstraint("round_id", "work_item_id"),
        Index("ix_placement_child_work_item", "work_item_id"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    round_id: Mapped[str] = mapped_column(String(32))
    work_item_id: Mapped[str] = mapped_column(String(32))
    assessment_id: Mapped[str] = mapped_column(String(32))
    alarm: Mapped[bool] = mapped_column(default=False)
    sealed: Mapped[bytes] = mapped_column(LargeBinary, info=sealed_for("placement_child"))


class Offer(Base, InMunicipality):
    """A place that a person has decided to offer. No place stands in two that hold it, and no case in two open ones:
    the database refuses it.

    state: open → accepted → placed (the system has it) | declined | late | expired | withdrawn | undone. `late` is a
    yes or no after `answer_by`; what was answered is `answer`. `to_tell` is what the e-service has not heard: the
    `offer`, or its `end`. `why` is what the guardian reads of it; `reason` a person's own, where they chose otherwise.
    """

    __tablename__ = "placement_offer"
    __table_args__ = (
        same_municipality("round_id", "placement_round"),
        same_municipality("work_item_id", "work_item"),
        same_municipality("decision_id", "decision"),
        UniqueConstraint("municipality_code", "id"),
        Index("uq_placement_offer_place", "municipality_code", "process", "place", unique=True,
              sqlite_where=HOLDS, postgresql_where=HOLDS),
        Index("uq_placement_offer_open", "work_item_id", unique=True,
              sqlite_where=_UNANSWERED, postgresql_where=_UNANSWERED),
        Index("ix_placement_offer_to_tell", "municipality_code", "id", sqlite_where=_TO_TELL,
              postgresql_where=_TO_TELL),
        Index("ix_placement_offer_work_item", "work_item_id", "id"),
    )  # fmt: skip

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    round_id: Mapped[str] = mapped_column(String(32))
    work_item_id: Mapped[str] = mapped_column(String(32))
    decision_id: Mapped[str] = mapped_column(String(32))
    process: Mapped[str] = mapped_column(String(60))
    unit: Mapped[str] = mapped_column(String(60))
    place: Mapped[str] = mapped_column(String(60))
    start_on: Mapped[date] = mapped_column(Date)
    answer_by: Mapped[date] = mapped_column(Date)
    state: Mapped[str] = mapped_column(String(10), default="open")
    approved_by: Mapped[str] = mapped_column(String(32))
    approved_at: Mapped[datetime]
    undo_until: Mapped[datetime]
    sealed: Mapped[bytes] = mapped_column(LargeBinary, info=sealed_for("placement_offer"))
    to_tell: Mapped[str | None] = mapped_column(String(10), default="offer")
    fetched_at: Mapped[datetime | None]
    answer: Mapped[str | None] = mapped_column(String(10))
    answered_at: Mapped[datetime | None]
    answer_decision_id: Mapped[str | None] = mapped_column(String(32))

    @property
    def terms(self) -> dict[str, Any]:
        """What stands in the offer, as a robot writes and reads it."""
        return {
            "unit": self.unit, "place": self.place, "start_on": self.start_on.isoformat(),
            "answer_by": self.answer_by.isoformat(),
        }  # fmt: skip
