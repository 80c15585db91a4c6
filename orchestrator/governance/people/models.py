"""People, the roles they hold, and their sign-ins: region-wide rows. Beside them a municipality's own systems."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, String, literal_column
from sqlalchemy.orm import Mapped, mapped_column

from orchestrator.core.db import Base, InMunicipality, new_id


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
    """A role in a scope for a time. `municipality_code` None is the whole region."""

    __tablename__ = "role_grant"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[str] = mapped_column(String(30))
    municipality_code: Mapped[str | None] = mapped_column(ForeignKey("municipality.code"))
    process: Mapped[str | None] = mapped_column(String(60))
    valid_from_on: Mapped[date] = mapped_column(Date)
    valid_to_on: Mapped[date | None] = mapped_column(Date)


class SignIn(Base):
    """One sign-in: the cookie holds a token, we keep its hash."""

    __tablename__ = "sign_in"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    grant_id: Mapped[str | None] = mapped_column(ForeignKey("role_grant.id"))
    csrf_token: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


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
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
