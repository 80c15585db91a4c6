"""The outbox: services write what shall happen outside, a dispatcher does it after the commit.

Nothing outside the database (Prefect, mail, SMS) is touched inside a transaction. An intent carries
our own id as its idempotency key, so that doing it twice is recognised at the other end.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Index, String, literal_column, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from orchestrator.core import bells
from orchestrator.core.clock import machine_now, now
from orchestrator.core.db import Base, Database, InMunicipality, Scope, new_id
from orchestrator.core.errors import CoeError
from orchestrator.core.logging import log

Handler = Callable[[Database, "Intent"], None]
_BACK_OFF_SECONDS = (1, 2, 5, 15, 60, 300)


class Intent(Base, InMunicipality):
    """One thing to do outside. `subject_id` names our row; `topic` picks the handler.

    state: waiting → doing → done. Found in `doing` at a start: done again, with the same key.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_open", "available_at", sqlite_where=literal_column("state <> 'done'"),
              postgresql_where=literal_column("state <> 'done'")),
    )  # fmt: skip

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    topic: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[str] = mapped_column(String(32))
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    tries: Mapped[int] = mapped_column(default=0)
    available_at: Mapped[datetime]
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    last_error: Mapped[str] = mapped_column(String(300), default="")


def intend(
    session: Session, municipality: str, topic: str, subject_id: str, *, after_seconds: float = 0, **detail: Any
) -> Intent:
    """Write down what shall happen once this transaction is committed, at once or so many seconds later."""
    intent = Intent(
        municipality_code=municipality, topic=topic, subject_id=subject_id, detail=detail,
        available_at=machine_now() + timedelta(seconds=after_seconds), created_at=now(),
    )  # fmt: skip
    session.add(intent)
    bells.ring(session, bells.OUTBOX)
    return intent


def try_now(session: Session, *topics: str) -> int:
    """The outside answers again: what waited in back-off is due at once. Answers how many."""
    later = update(Intent).where(
        literal_column("state <> 'done'"), Intent.topic.in_(topics), Intent.available_at > machine_now()
    )
    done = session.execute(later.values(available_at=machine_now()).execution_options(synchronize_session=False))
    return int(done.rowcount)  # type: ignore[attr-defined]


def dispatch_due(database: Database, handlers: dict[str, Handler], limit: int = 50) -> int:
    """Do what is due, one intent after another; answers how many were done.

    Called from one thread of one process; a failed one waits with back-off and never blocks the rest.
    """
    with database.session(Scope.steward("dispatcher")) as session:
        due = session.scalars(
            select(Intent)
            .where(literal_column("state <> 'done'"), Intent.available_at <= machine_now())
            .order_by(Intent.available_at, Intent.id)
            .limit(limit)
        ).all()
    return sum(_do(database, handlers, intent) for intent in due)


def _told(problem: Exception) -> str:
    """What went wrong, for people and logs. What others write may hold an applicant's address: it is left out."""
    said = problem.message if isinstance(problem, CoeError) else ""
    return f"{type(problem).__name__}: {said}".removesuffix(": ")[:300]


def _do(database: Database, handlers: dict[str, Handler], intent: Intent) -> bool:
    handler = handlers.get(intent.topic)
    if handler is None:
        return False
    error = ""
    try:
        handler(database, intent)
    except Exception as problem:  # the outside may fail in any way; the intent stays and is tried again
        error = _told(problem)
        log.warning("outbox_failed", topic=intent.topic, subject=intent.subject_id, error=error)
    with database.session(Scope.steward("dispatcher")) as session:
        row = session.get_one(Intent, intent.id)
        row.tries += 1
        row.last_error = error
        if error:
            wait = _BACK_OFF_SECONDS[min(row.tries - 1, len(_BACK_OFF_SECONDS) - 1)]
            row.available_at = machine_now() + timedelta(seconds=wait)
        else:
            row.state, row.done_at = "done", now()
    return not error
