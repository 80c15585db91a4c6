"""Assessments, decisions and effects. Facts and steps are encrypted; codes, sums and hashes are not."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    literal_column,
)
from sqlalchemy.orm import Mapped, mapped_column

from orchestrator.core.db import Base, InMunicipality, new_id, same_municipality
from orchestrator.governance.vault.columns import sealed_for

NOT_VOID: ColumnElement[bool] = literal_column("state <> 'void'")


class Assessment(Base, InMunicipality):
    """What the rules concluded: `sealed` holds {facts, assessment, parameters, on};
    `rules_sha256` names the process release. One a lease at most counts: the last."""

    __tablename__ = "assessment"
    __table_args__ = (
        same_municipality("work_item_id", "work_item"),
        UniqueConstraint("municipality_code", "id"),
        Index("ix_assessment_work_item", "work_item_id", "id"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    work_item_id: Mapped[str] = mapped_column(String(32))
    fence: Mapped[int]
    at: Mapped[datetime]
    mode: Mapped[str] = mapped_column(String(10))
    outcome: Mapped[str] = mapped_column(String(20))
    amount_ore: Mapped[int | None] = mapped_column(BigInteger)
    extent: Mapped[str | None] = mapped_column(String(60))
    segment: Mapped[str] = mapped_column(String(40))
    reason_codes: Mapped[list[Any]] = mapped_column(default=list)
    rules_version: Mapped[str] = mapped_column(String(20))
    rules_sha256: Mapped[str] = mapped_column(String(64))
    sealed: Mapped[bytes] = mapped_column(LargeBinary, info=sealed_for("assessment"))


class Decision(Base, InMunicipality):
    """What was formally decided. Unique in (item, number) with one that is not void.

    `amount_ore` and `currency` where it is money; `extent` where it is something else, as text (`5.00 days`).

    `terms` is what the robot writes beside them where a person has decided on it (an offer's place and day); `then`
    what the case waits for when it has been written: an `answer`, the next `round`, or nothing: it is done.

    state: prepared → effected; prepared → void. Only effected ones count. Whether it is noticed is read
    from its notice: no fact is stored in both.
    """

    __tablename__ = "decision"
    __table_args__ = (
        same_municipality("work_item_id", "work_item"),
        same_municipality("assessment_id", "assessment"),
        UniqueConstraint("municipality_code", "id"),
        Index("uq_decision_number", "work_item_id", "number", unique=True,
              sqlite_where=NOT_VOID, postgresql_where=NOT_VOID),
    )  # fmt: skip

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    work_item_id: Mapped[str] = mapped_column(String(32))
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(10), default="prepared")
    outcome: Mapped[str] = mapped_column(String(20))
    amount_ore: Mapped[int | None] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3), default="SEK")
    extent: Mapped[str | None] = mapped_column(String(60))
    assessment_id: Mapped[str] = mapped_column(String(32))
    mode: Mapped[str] = mapped_column(String(10))
    robot_release_id: Mapped[str] = mapped_column(ForeignKey("robot_release.id"))
    decided_by: Mapped[str] = mapped_column(String(80))
    ground: Mapped[dict[str, Any]] = mapped_column(default=dict)
    terms: Mapped[dict[str, Any] | None]
    then: Mapped[str | None] = mapped_column(String(15))
    prepared_at: Mapped[datetime]
    effected_at: Mapped[datetime | None]


class Effect(Base, InMunicipality):
    """One write in a target system, with the natural key that the target shows.

    state: declared → done → confirmed; absent and unknown are what a check after a crash found. `unchecked` is declared
    after a restore: it may stand there already, so it is looked for before it is done.
    """

    __tablename__ = "effect"
    __table_args__ = (
        same_municipality("decision_id", "decision"),
        UniqueConstraint("decision_id", "seq"),
        UniqueConstraint("municipality_code", "key"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    decision_id: Mapped[str] = mapped_column(String(32))
    seq: Mapped[int]
    kind: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(160))
    state: Mapped[str] = mapped_column(String(10), default="declared")
    declared_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]


class OutcomeLookup(Base, InMunicipality):
    """When the robot last looked for a person's decision that was not there yet: the longest ago come next."""

    __tablename__ = "outcome_lookup"
    __table_args__ = (same_municipality("work_item_id", "work_item"),)

    work_item_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    looked_up_at: Mapped[datetime]


class Observation(Base, InMunicipality):
    """What a caseworker decided in the case system, read there by the robot. One an item."""

    __tablename__ = "observation"
    __table_args__ = (same_municipality("work_item_id", "work_item"), UniqueConstraint("work_item_id"))

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    work_item_id: Mapped[str] = mapped_column(String(32))
    outcome: Mapped[str] = mapped_column(String(20))
    amount_ore: Mapped[int | None] = mapped_column(BigInteger)
    extent: Mapped[str | None] = mapped_column(String(60))
    key: Mapped[str] = mapped_column(String(160), default="")
    observed_at: Mapped[datetime]
