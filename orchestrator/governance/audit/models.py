"""Rows of the trail: those of a municipality, and those of the region, which no municipality's session can read.

Each carries a salted hash of its detail, so that erasing detail leaves the row provable, and a stamp that only a
process of ours can make. Sealer and triggers make them append-only: `seal.py`, `append_only.py`.
"""

import json
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Date, Dialect, Index, String, Text, UniqueConstraint, literal_column
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from orchestrator.core.db import Base, InMunicipality, new_id

REGION = "region"
_UNSEALED: ColumnElement[bool] = literal_column("seq IS NULL")


class JsonText(TypeDecorator[dict[str, Any]]):
    """An object as the very text that is hashed: a database's own JSON would order and write it anew."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: dict[str, Any] | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else as_text(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> dict[str, Any] | None:  # noqa: ARG002
        return None if value is None else json.loads(value)


def as_text(value: dict[str, Any]) -> str:
    """One way to write an object. Half of a surrogate pair cannot be stored: it becomes a question mark."""
    told = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return told.encode(errors="replace").decode()


class TrailFields:
    """Who (`actor`, in which `role` and where: `scope`) did what (`action`) with what (`entity`, `entity_id`), when.

    `detail`: {before, after, reason, …}. `seq` is the row's place in its chain and `seal` the hash that holds it there;
    the sealer gives both, in the order in which it sees rows committed.
    """

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(80))
    role: Mapped[str] = mapped_column(String(30), default="")
    scope: Mapped[str] = mapped_column(String(80), default="")
    action: Mapped[str] = mapped_column(String(60))
    entity: Mapped[str] = mapped_column(String(40))
    entity_id: Mapped[str] = mapped_column(String(32), index=True)
    detail: Mapped[dict[str, Any] | None] = mapped_column(JsonText)
    salt: Mapped[str | None] = mapped_column(String(32))
    detail_hash: Mapped[str] = mapped_column(String(64))
    stamp: Mapped[str] = mapped_column(String(64))
    seq: Mapped[int | None]
    seal: Mapped[str | None] = mapped_column(String(64))


class TrailRow(Base, TrailFields, InMunicipality):
    """A row of a municipality: its chain has the municipality's code."""

    __tablename__ = "trail"
    __table_args__ = (
        UniqueConstraint("municipality_code", "seq"),
        Index("ix_trail_unsealed", "municipality_code", "id", sqlite_where=_UNSEALED, postgresql_where=_UNSEALED),
        Index("ix_trail_when", "municipality_code", "at"),
    )


class RegionRow(Base, TrailFields):
    """A row of the region: workers, roles, releases, refused sign-ins. Its chain is `region`."""

    __tablename__ = "region_trail"
    __table_args__ = (
        UniqueConstraint("seq"),
        Index("ix_region_trail_unsealed", "id", sqlite_where=_UNSEALED, postgresql_where=_UNSEALED),
        Index("ix_region_trail_when", "at"),
    )


class ReadingReview(Base, InMunicipality):
    """One person's reading of one day, looked at by another: `reviewed`, or `asked` and then `answered` by the reader.

    `reads` is how many reads the day had then: more of them later ask for a new look.
    """

    __tablename__ = "reading_review"
    __table_args__ = (UniqueConstraint("municipality_code", "reader", "day"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    reader: Mapped[str] = mapped_column(String(80), index=True)
    day: Mapped[date] = mapped_column(Date)
    state: Mapped[str] = mapped_column(String(10))
    reads: Mapped[int]
    note: Mapped[str] = mapped_column(String(500), default="")
    by: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime]
    question: Mapped[str] = mapped_column(String(500), default="")
    answer: Mapped[str] = mapped_column(String(1000), default="")
    answered_at: Mapped[datetime | None]
