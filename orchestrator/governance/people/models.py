"""People, the roles they hold, and their sign-ins: region-wide rows. Beside them who asked to open which case of a
municipality, and the tokens of machines: a municipality's own systems, and the region's workers.
"""

from datetime import date, datetime, timedelta

from sqlalchemy import CheckConstraint, ColumnElement, Date, ForeignKey, Index, String, literal_column
from sqlalchemy.orm import Mapped, mapped_column

from orchestrator.core.clock import now, today
from orchestrator.core.db import Base, InMunicipality, new_id, same_municipality

_ASKED: ColumnElement[bool] = literal_column("answer IS NULL AND ended_at IS NULL")


class Person(Base):
    """Someone who signs in. `password_hash` is argon2."""

    __tablename__ = "person"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    username: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    password_hash: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(2), default="sv")
    failed_attempts: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]


class Grant(Base):
    """A role in a scope for a time. `municipality_code` None is the whole region.

    `given_by` None: from the command line, by whoever may start it. `reviewed_on`: somebody last said that it is still
    right, by giving it or in the yearly review.
    """

    __tablename__ = "role_grant"
    __table_args__ = (
        CheckConstraint("given_by IS NULL OR given_by <> person_id", name="given_by_another"),
        CheckConstraint("reviewed_by IS NULL OR reviewed_by <> person_id", name="reviewed_by_another"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[str] = mapped_column(String(30))
    municipality_code: Mapped[str | None] = mapped_column(ForeignKey("municipality.code"))
    process: Mapped[str | None] = mapped_column(String(60))
    valid_from_on: Mapped[date] = mapped_column(Date)
    valid_to_on: Mapped[date | None] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(String(200), default="")
    given_by: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    given_at: Mapped[datetime] = mapped_column(default=now)
    ended_by: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    reviewed_by: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    reviewed_on: Mapped[date] = mapped_column(Date, default=today)


class SignIn(Base):
    """One sign-in: the cookie holds a token, we keep its hash. Times are the machine's.

    `confirmed_at`: the person showed again who they are. `device`, `address`: where it was last used from, shortened:
    enough to know one's own by, too little to follow somebody with.
    """

    __tablename__ = "sign_in"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    grant_id: Mapped[str | None] = mapped_column(ForeignKey("role_grant.id"))
    csrf_token: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]
    device: Mapped[str] = mapped_column(String(80), default="")
    address: Mapped[str] = mapped_column(String(45), default="")
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class CaseAccess(Base, InMunicipality):
    """Somebody asked to open one case, and what its municipality answered. Times are the machine's.

    `answer`: None (waits) | granted, for `minutes` from `answered_at` | refused. Four hours is the most, and nobody
    answers themselves: the database says so too.
    """

    __tablename__ = "case_access"
    __table_args__ = (
        CheckConstraint("minutes IS NULL OR minutes BETWEEN 1 AND 240", name="four_hours"),
        CheckConstraint("answered_by IS NULL OR answered_by <> person_id", name="answered_by_another"),
        CheckConstraint(
            "(answer IS NULL AND answered_by IS NULL AND answered_at IS NULL AND minutes IS NULL) OR "
            "(answer IS NOT NULL AND answered_by IS NOT NULL AND answered_at IS NOT NULL AND "
            "((answer = 'granted' AND minutes IS NOT NULL) OR (answer = 'refused' AND minutes IS NULL)))",
            name="whole_answer",
        ),
        same_municipality("work_item_id", "work_item"),
        Index("ix_case_access_whose", "person_id", "work_item_id"),
        Index("uq_case_access_asked", "work_item_id", "person_id", unique=True, sqlite_where=_ASKED,
              postgresql_where=_ASKED),
    )  # fmt: skip

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    process: Mapped[str] = mapped_column(String(60))
    work_item_id: Mapped[str] = mapped_column(String(32))
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(String(200))
    asked_at: Mapped[datetime]
    answer: Mapped[str | None] = mapped_column(String(10))
    answered_by: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None]
    answer_reason: Mapped[str] = mapped_column(String(200), default="")
    minutes: Mapped[int | None]
    ended_by: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None]

    @property
    def until(self) -> datetime | None:
        """When the time that was granted is out."""
        if self.answered_at is None or self.minutes is None:
            return None
        return self.answered_at + timedelta(minutes=self.minutes)


class SystemToken(Base, InMunicipality):
    """A token by which a municipality's own system calls the machine API: shown once, only its hash is kept.

    `system`: `eservice`. One in force for each municipality and system; a new one ends the one before.
    """

    __tablename__ = "system_token"
    __table_args__ = (
        Index("uq_system_token_in_force", "municipality_code", "system", unique=True,
              sqlite_where=literal_column("ended_at IS NULL"), postgresql_where=literal_column("ended_at IS NULL")),
    )  # fmt: skip

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    system: Mapped[str] = mapped_column(String(20))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_by: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class WorkerToken(Base):
    """A token by which workers of the region call us. Several may be in force, so that they are changed one by one."""

    __tablename__ = "worker_token"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(80))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_by: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
