"""The database: types, base class, and sessions that cannot be had without a `Scope`.

One code for SQLite (one machine, one writer process) and PostgreSQL. Services take the session first
and never commit: the edge commits once, by leaving `Database.session(...)` without an error.
"""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

from sqlalchemy import (
    JSON,
    DateTime,
    Dialect,
    ForeignKey,
    ForeignKeyConstraint,
    MetaData,
    String,
    Table,
    event,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    ORMExecuteState,
    Session,
    mapped_column,
    with_loader_criteria,
)
from sqlalchemy.types import TypeDecorator

from orchestrator.core.bells import RUNG, Bells, notify
from orchestrator.core.engines import app_engine, steward_engine
from orchestrator.core.errors import NotAllowed
from orchestrator.core.isolation import SCOPE_SET
from orchestrator.core.settings import settings

Json = JSON().with_variant(JSONB(), "postgresql")


class UtcDateTime(TypeDecorator[datetime]):
    """Aware UTC in, aware UTC out, on both databases. A naive time is refused, never guessed."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive time {value}: times are aware UTC")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcDateTime, dict[str, Any]: Json, list[Any]: Json}  # noqa: RUF012


class Municipality(Base):
    """A tenant: owner of its cases, configuration, secrets and figures. `code` is the official four digits."""

    __tablename__ = "municipality"

    code: Mapped[str] = mapped_column(String(4), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    inhabitants: Mapped[int | None]


class InMunicipality:
    """A row of a municipality. Sessions see only the rows of their scope."""

    municipality_code: Mapped[str] = mapped_column(ForeignKey("municipality.code"), index=True)


def table(model: type[Base]) -> Table:
    """A model's table, for the hot verbs: plain statements, which ask the scope themselves."""
    return cast(Table, model.__table__)


def same_municipality(column: str, target: str) -> ForeignKeyConstraint:
    """A foreign key that carries the municipality: a row can never point into another tenant."""
    return ForeignKeyConstraint(["municipality_code", column], [f"{target}.municipality_code", f"{target}.id"])


_id_lock = threading.Lock()
_last_id = 0


def new_id() -> str:
    """An id that sorts by time (UUID version 7, 32 hex digits), so that indexes grow at their end.

    Within one process ids rise strictly: rows written together keep their order.
    """
    global _last_id
    milliseconds = time.time_ns() // 1_000_000
    tail = int.from_bytes(os.urandom(10))
    high, low = tail >> 62 & 0xFFF, tail & (1 << 62) - 1
    value = (milliseconds << 80) | (0x7 << 76) | (high << 64) | (0b10 << 62) | low
    with _id_lock:
        _last_id = value if value > _last_id else _last_id + 1
        return f"{_last_id:032x}"


@dataclass(frozen=True, slots=True)
class Scope:
    """Who is asking, and for which municipalities. `None` means all: only for the steward's own work."""

    actor: str
    municipalities: frozenset[str] | None

    @classmethod
    def of(cls, actor: str, *codes: str) -> "Scope":
        return cls(actor, frozenset(codes))

    @classmethod
    def nobody(cls, actor: str) -> "Scope":
        """No municipality at all: for what belongs to the region, such as people and their sign-ins."""
        return cls(actor, frozenset())

    @classmethod
    def steward(cls, actor: str = "platform") -> "Scope":
        """Reconciler, dispatcher, nightly work: crosses municipalities, never on a person's behalf."""
        return cls(actor, None)

    def require(self, code: str) -> None:
        """Refuse a municipality outside this scope."""
        if self.municipalities is not None and code not in self.municipalities:
            raise NotAllowed(f"You have no access to municipality {code}.")


class Database:
    """The engines and their sessions. `bells` rings for those who wait for what a transaction has brought.

    On PostgreSQL a session of named municipalities works as `coe_app`, which sees their rows and no others whatever a
    statement asks for; only a steward's session works as `coe_steward`, which crosses municipalities.
    """

    def __init__(self, url: str, steward_url: str = "") -> None:
        self.url = url
        self.engine = app_engine(url)
        self.is_postgres = self.engine.dialect.name == "postgresql"
        self.stewards_engine = steward_engine(steward_url or url) if self.is_postgres else self.engine
        self.bells = Bells()

    @contextmanager
    def session(self, scope: Scope) -> Iterator[Session]:
        """One transaction in one scope: committed at the end, rolled back on any error."""
        with self._transaction(scope) as session:
            if self.is_postgres and scope.municipalities is not None:
                session.connection().execute(SCOPE_SET, {"codes": ",".join(sorted(scope.municipalities))})
            yield session

    @contextmanager
    def _transaction(self, scope: Scope) -> Iterator[Session]:
        engine = self.engine if scope.municipalities is not None else self.stewards_engine
        with Session(engine, expire_on_commit=False) as session:
            session.info["scope"] = scope
            yield session
            rung = session.info.pop(RUNG, None)
            if rung and self.is_postgres:
                notify(session, rung)
            session.commit()
            if rung and not self.is_postgres:
                self.bells.ring(rung)

    def dispose(self) -> None:
        self.engine.dispose()
        self.stewards_engine.dispose()


def own_database() -> Database:
    """The platform's own database, as the settings say where it is."""
    return Database(settings().database, settings().steward_database_url)


def scope_of(session: Session) -> Scope:
    """The scope that this session was opened with."""
    scope: Scope = session.info["scope"]
    return scope


def act_as(session: Session, actor: str) -> None:
    """Who asks is known now: the same municipalities, another name in the trail."""
    session.info["scope"] = Scope(actor, scope_of(session).municipalities)


@event.listens_for(Session, "do_orm_execute")
def _only_own_municipalities(state: ORMExecuteState) -> None:
    scope: Scope | None = state.session.info.get("scope")
    if scope is None:
        raise RuntimeError("a database session needs a Scope: open it with Database.session(scope)")
    if scope.municipalities is None or state.is_column_load or state.is_relationship_load:
        return
    if state.is_select or state.is_update or state.is_delete:
        codes = tuple(sorted(scope.municipalities))
        state.statement = state.statement.options(
            with_loader_criteria(InMunicipality, lambda cls: cls.municipality_code.in_(codes), include_aliases=True)
        )


@event.listens_for(Session, "before_flush")
def _write_only_in_scope(session: Session, _context: Any, _instances: Any) -> None:
    scope = scope_of(session)
    for row in (*session.new, *session.dirty, *session.deleted):
        if isinstance(row, InMunicipality):
            scope.require(row.municipality_code)
