"""Work items, their attempts, files, state changes, and the time that people spend on them."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, literal_column
from sqlalchemy.orm import Mapped, MappedColumn, mapped_column

from orchestrator.core.db import Base, InMunicipality, new_id, same_municipality
from orchestrator.governance.vault.columns import sealed_for

# Spelled out, never bound: a bound value cannot match a partial index.
WAITING: ColumnElement[bool] = literal_column("work_item.state IN ('new', 'verify')")
HELD_NOW: ColumnElement[bool] = literal_column("work_item.state IN ('leased', 'committing')")
SUPPLEMENT = "supplement"
ROUND, ANSWER = "round", "answer"
# What a caseworker's inbox has nothing to do about: it happens elsewhere, or with others.
ELSEWHERE = ("outcome", SUPPLEMENT, ROUND, ANSWER)
# Ordered by its bytes, as SQLite does by itself: what begins with a text is then a stretch of an index.
BY_BYTES = String(80).with_variant(String(80, collation="C"), "postgresql")
_WAITING_INDEX: ColumnElement[bool] = literal_column("state IN ('new', 'verify')")
_HELD_INDEX: ColumnElement[bool] = literal_column("state IN ('leased', 'committing')")
_HAS_PARENT: ColumnElement[bool] = literal_column("parent_id IS NOT NULL")
_ASIDE_INDEX: ColumnElement[bool] = literal_column("state IN ('waiting_human', 'on_hold')")
_RISK_INDEX: ColumnElement[bool] = literal_column("state IN ('new', 'verify') AND risk_at IS NOT NULL")
_PERSON_INDEX: ColumnElement[bool] = literal_column("state = 'waiting_human'")
_STOPPED_INDEX: ColumnElement[bool] = literal_column("state = 'waiting_human' AND exception_kind = 'application'")
_EXPIRES_INDEX: ColumnElement[bool] = literal_column("state = 'new' AND expires_at IS NOT NULL")


def _municipality() -> MappedColumn[str]:
    """Without an index of its own: every add writes these rows, and other indexes begin with the municipality."""
    return mapped_column(ForeignKey("municipality.code"))


class WorkItem(Base, InMunicipality):
    """One case. Unique in (municipality, process, case reference, occurrence).

    Times: `received_at` when the applicant sent it, `due_at` when the answer is promised, `risk_at` from when that
    promise is at risk; `lease_until`, `available_at` (deferred until then) and `expires_at` (of no use to anybody
    after it) are machine times.
    `fence` rises with every lease: a write with an older one is refused. `purpose`: `handle` reads and
    assesses, `write` carries out what a person has decided. `waiting_for`, while a person must act: `decision`
    (handed over), `confirmation` (proposed), `outcome` (drafted: the person decides in the case system), `supplement`
    (the applicant has been asked for something), `round` (it is ranked with others first) or `answer` (to an offer);
    `assigned_to` is the person who has claimed it, and `turn_at` since when it is that person's turn again: the
    applicant has answered, or the last day is past.
    """

    __tablename__ = "work_item"
    __table_args__ = (
        # in this order it is also what a search by reference reads
        UniqueConstraint("municipality_code", "reference", "process", "occurrence", name="uq_work_item_identity"),
        UniqueConstraint("municipality_code", "id"),
        Index("ix_work_item_waiting", "municipality_code", "process", "priority", "available_at", "id",
              sqlite_where=_WAITING_INDEX, postgresql_where=_WAITING_INDEX),
        Index("ix_work_item_held", "lease_until", sqlite_where=_HELD_INDEX, postgresql_where=_HELD_INDEX),
        Index("ix_work_item_expires", "expires_at", sqlite_where=_EXPIRES_INDEX, postgresql_where=_EXPIRES_INDEX),
        # what the wall counts: the oldest and those at risk of a queue, and what stands aside from it; then what a
        # failing system has stopped, which is little among much that waits for people
        Index("ix_work_item_oldest", "municipality_code", "process", "received_at",
              sqlite_where=_WAITING_INDEX, postgresql_where=_WAITING_INDEX),
        Index("ix_work_item_risk", "municipality_code", "process", "risk_at",
              sqlite_where=_RISK_INDEX, postgresql_where=_RISK_INDEX),
        Index("ix_work_item_aside", "municipality_code", "process", "received_at",
              sqlite_where=_ASIDE_INDEX, postgresql_where=_ASIDE_INDEX),
        Index("ix_work_item_with_person", "municipality_code", "received_at",
              sqlite_where=_PERSON_INDEX, postgresql_where=_PERSON_INDEX),
        Index("ix_work_item_stopped", "municipality_code", "received_at",
              sqlite_where=_STOPPED_INDEX, postgresql_where=_STOPPED_INDEX),
        Index("ix_work_item_person", "municipality_code", "person_key"),
        Index("ix_work_item_received", "municipality_code", "received_at"),
        Index("ix_work_item_newest", "received_at", "id"),
        Index("ix_work_item_parent", "parent_id", sqlite_where=_HAS_PARENT, postgresql_where=_HAS_PARENT),
        # the parent is a producer's item in the same municipality
        same_municipality("parent_id", "work_item"),
    )  # fmt: skip

    municipality_code: Mapped[str] = _municipality()
    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    process: Mapped[str] = mapped_column(String(60))
    reference: Mapped[str] = mapped_column(BY_BYTES)
    occurrence: Mapped[str] = mapped_column(String(20))
    parent_id: Mapped[str | None] = mapped_column(String(32))
    state: Mapped[str] = mapped_column(String(15), default="new")
    purpose: Mapped[str] = mapped_column(String(10), default="handle")
    waiting_for: Mapped[str | None] = mapped_column(String(15))
    assigned_to: Mapped[str | None] = mapped_column(String(32))
    turn_at: Mapped[datetime | None]
    priority: Mapped[int] = mapped_column(default=100)
    payload: Mapped[bytes] = mapped_column(LargeBinary, info=sealed_for("payload"))
    person_key: Mapped[str | None] = mapped_column(String(64))
    received_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    risk_at: Mapped[datetime | None]
    available_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    max_attempts: Mapped[int] = mapped_column(default=3)
    attempts: Mapped[int] = mapped_column(default=0)
    fence: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
    run_id: Mapped[str | None] = mapped_column(String(32))
    exception_kind: Mapped[str | None] = mapped_column(String(12))
    exception_code: Mapped[str | None] = mapped_column(String(60))
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    benefit_line_id: Mapped[str | None] = mapped_column(String(32))


class Attempt(Base, InMunicipality):
    """One lease of one work item by one run. `phases`: [{name, seconds}].

    `when_lost` says what a crash means: `again` (nothing was written before the commit point) or `person` (the
    package declares no effects and does not say that repeating is safe).
    """

    __tablename__ = "attempt"
    __table_args__ = (
        same_municipality("work_item_id", "work_item"),
        Index("ix_attempt_work_item", "work_item_id", "number"),
    )

    municipality_code: Mapped[str] = _municipality()
    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    work_item_id: Mapped[str] = mapped_column(String(32))
    run_id: Mapped[str] = mapped_column(String(32), index=True)
    number: Mapped[int]
    fence: Mapped[int]
    purpose: Mapped[str] = mapped_column(String(10))
    when_lost: Mapped[str] = mapped_column(String(10), default="again")
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    end: Mapped[str | None] = mapped_column(String(15))
    code: Mapped[str | None] = mapped_column(String(60))
    message: Mapped[str] = mapped_column(Text, default="", info=sealed_for("message"))
    seconds: Mapped[float | None]
    phases: Mapped[list[Any]] = mapped_column(default=list)


class ItemFile(Base, InMunicipality):
    """A file of a work item, encrypted, its name too: it may tell of a person. `name_key` finds it by its name."""

    __tablename__ = "item_file"
    __table_args__ = (
        same_municipality("work_item_id", "work_item"),
        UniqueConstraint("work_item_id", "name_key"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    work_item_id: Mapped[str] = mapped_column(String(32))
    name_key: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(Text, info=sealed_for("file_name"))
    size: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary, info=sealed_for("file"))


class Transition(Base, InMunicipality):
    """One change of state: every change is a row."""

    __tablename__ = "transition"
    __table_args__ = (
        same_municipality("work_item_id", "work_item"),
        Index("ix_transition_work_item", "work_item_id", "id"),
    )

    municipality_code: Mapped[str] = _municipality()
    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    work_item_id: Mapped[str] = mapped_column(String(32))
    from_state: Mapped[str] = mapped_column(String(15))
    to_state: Mapped[str] = mapped_column(String(15))
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(80))
    reason: Mapped[str] = mapped_column(String(200), default="")


class HandlingTime(Base, InMunicipality):
    """A stretch of a person's time on an item, or a pause in it. It lasts from `started_at` to the last `seen_at`.

    `seconds` is what was counted of it: absence beyond the idle limit is cut, and a pause counts nothing.
    """

    __tablename__ = "handling_time"
    __table_args__ = (
        same_municipality("work_item_id", "work_item"),
        Index("ix_handling_time_work_item", "work_item_id", "id"),
        Index("ix_handling_time_person", "person_id", "seen_at"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    work_item_id: Mapped[str] = mapped_column(String(32))
    person_id: Mapped[str] = mapped_column(String(32))
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    seconds: Mapped[float] = mapped_column(default=0.0)
    paused: Mapped[bool] = mapped_column(default=False)
