"""Complete an item that has no decision behind it: a hot verb, as plain statements, prepared once."""

from typing import Any

from sqlalchemy import and_, bindparam, insert, literal_column, update
from sqlalchemy.orm import Session

from orchestrator.core.clock import machine_now, now
from orchestrator.core.db import UtcDateTime, new_id, scope_of, table
from orchestrator.core.sql import seconds_between
from orchestrator.operations.queues.models import Attempt, Transition, WorkItem

_item, _attempt = table(WorkItem), table(Attempt)
_COMPLETE = (
    update(_item)
    .where(
        and_(
            _item.c.id == bindparam("item"), _item.c.municipality_code == bindparam("m"),
            _item.c.fence == bindparam("held"), _item.c.run_id == bindparam("run"),
            _item.c.lease_until > bindparam("machine"), literal_column("work_item.state = 'leased'"),
        )
    )
    .values(
        state=literal_column("'done'"), ended_at=bindparam("at"), lease_until=None, run_id=None, exception_kind=None,
        exception_code=None,
    )
    .returning(_item.c.process)
)  # fmt: skip
_END = (
    update(_attempt)
    .where(_attempt.c.work_item_id == bindparam("item"), _attempt.c.fence == bindparam("held"))
    .values(
        end="done", ended_at=bindparam("at"), phases=bindparam("told"),
        seconds=seconds_between(_attempt.c.started_at, bindparam("at", type_=UtcDateTime())),
    )
)  # fmt: skip
_TRANSITION = insert(table(Transition))


def complete_leased(
    session: Session, municipality: str, item_id: str, fence: int, run_id: str, phases: list[dict[str, Any]]
) -> str | None:
    """A leased item is done; answers its process. None, and nothing done, when this run does not hold it so."""
    scope_of(session).require(municipality)
    connection, moment = session.connection(), now()
    row = connection.execute(
        _COMPLETE,
        {"item": item_id, "m": municipality, "held": fence, "run": run_id, "machine": machine_now(), "at": moment},
    ).one_or_none()
    if row is None:
        return None
    connection.execute(_END, {"item": item_id, "held": fence, "at": moment, "told": phases})
    connection.execute(
        _TRANSITION,
        {
            "id": new_id(), "municipality_code": municipality, "work_item_id": item_id, "from_state": "leased",
            "to_state": "done", "at": moment, "actor": scope_of(session).actor, "reason": "done",
        },
    )  # fmt: skip
    return str(row.process)
