"""Add work items, one or thousands: idempotent by identity, checked, payload encrypted. A hot verb."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, text, tuple_
from sqlalchemy.dialects import sqlite
from sqlalchemy.orm import Session

from orchestrator.core import bells
from orchestrator.core.clock import machine_now, now
from orchestrator.core.db import new_id, scope_of, table
from orchestrator.core.errors import BadInput
from orchestrator.core.masking import holds_personal_number
from orchestrator.governance.catalogue.payloads import payload_problems
from orchestrator.governance.vault import service as vault
from orchestrator.operations.queues import erased
from orchestrator.operations.queues.models import Transition, WorkItem
from orchestrator.operations.queues.states import State

MOST_AT_ONCE = 1000
_IDENTITY = ("municipality_code", "process", "reference", "occurrence")
_item = table(WorkItem)
_INSERT = (
    sqlite.insert(_item)
    .on_conflict_do_nothing(index_elements=_IDENTITY)
    .returning(_item.c.id, _item.c.reference, _item.c.occurrence)
)
_TRANSITION = insert(table(Transition))
# PostgreSQL gets each column as one array, and items with their transitions in one statement: a row of parameters for
# each item would cost more than all the rest.
_COLUMNS = {
    "id": "text", "reference": "text", "occurrence": "text", "priority": "int", "payload": "bytea",
    "person_key": "text", "received_at": "timestamptz", "due_at": "timestamptz", "risk_at": "timestamptz",
    "available_at": "timestamptz", "expires_at": "timestamptz", "max_attempts": "int", "parent_id": "text",
}  # fmt: skip
_AT_ONCE = text(f"""
WITH sent AS (
  SELECT * FROM unnest({", ".join(f"CAST(:{name} AS {kind}[])" for name, kind in _COLUMNS.items())},
    CAST(:transition AS text[])) AS s ({", ".join(_COLUMNS)}, transition)
),
added AS (
  INSERT INTO work_item (municipality_code, process, state, purpose, attempts, fence, created_at, {", ".join(_COLUMNS)})
  SELECT :m, :p, 'new', 'handle', 0, 0, :moment, {", ".join(_COLUMNS)} FROM sent
  ON CONFLICT ({", ".join(_IDENTITY)}) DO NOTHING RETURNING id, reference, occurrence
),
moved AS (
  INSERT INTO transition (id, municipality_code, work_item_id, from_state, to_state, at, actor, reason)
  SELECT sent.transition, :m, added.id, 'new', 'new', :moment, :actor, 'added' FROM added JOIN sent USING (id)
)
SELECT id, reference, occurrence FROM added
""")  # noqa: S608 - constants
Json = dict[str, Any]


@dataclass(frozen=True)
class NewItem:
    """What a producer hands in. `person` is a twelve-digit personal number: only its key is kept.

    Without a `risk_at` the promise is at risk from `due_at` on.
    A lower `priority` goes first. `defer_until` and `expires_at` are times of the machine; see `WorkItem`.
    """

    reference: str
    occurrence: str
    payload: Json = field(default_factory=dict)
    received_at: datetime | None = None
    person: str | None = None
    due_at: datetime | None = None
    risk_at: datetime | None = None
    defer_until: datetime | None = None
    expires_at: datetime | None = None
    priority: int = 100
    max_attempts: int = 3
    parent_id: str | None = None


@dataclass(frozen=True)
class Added:
    id: str
    is_new: bool


def add(session: Session, municipality: str, process: str, item: NewItem) -> tuple[str, bool]:
    """Add one item; answers its id and whether it is new. The same identity again is the same item."""
    (added,) = add_many(session, municipality, process, [item])
    return added.id, added.is_new


def add_many(session: Session, municipality: str, process: str, items: Sequence[NewItem]) -> list[Added]:
    """Add up to a thousand items in their order, all or none. What was handled and erased long ago is known still.

    Raises BadInput that names every item and place that does not fit; then nothing is added.
    """
    scope_of(session).require(municipality)
    if len(items) > MOST_AT_ONCE:
        raise BadInput(f"Add at most {MOST_AT_ONCE} work items at once; {len(items)} were sent. Send them in parts.")
    _check(process, items)
    if not items:
        return []
    moment = now()
    gone = erased.known(session, municipality, process, [(item.reference, item.occurrence) for item in items])
    rows = [_row(session, municipality, process, item, moment) for item in items
            if (item.reference, item.occurrence) not in gone]  # fmt: skip
    write = _at_once if session.connection().dialect.name == "postgresql" else _one_by_one
    new = write(session.connection(), municipality, process, rows, moment, scope_of(session).actor) if rows else {}
    if new:
        bells.ring(session, bells.work(municipality, process), len(new))
    known = gone | _known(session, municipality, process, items, new)
    return _told(items, new, known)


New = dict[tuple[str, str], str]


def _at_once(c: Connection, municipality: str, process: str, rows: list[Json], moment: datetime, actor: str) -> New:
    columns: Json = {name: [row[name] for row in rows] for name in _COLUMNS}
    others = {"m": municipality, "p": process, "moment": moment, "actor": actor, "transition": [new_id() for _ in rows]}
    return {(row[1], row[2]): row[0] for row in c.execute(_AT_ONCE, columns | others)}


def _one_by_one(c: Connection, municipality: str, _process: str, rows: list[Json], moment: datetime, actor: str) -> New:
    new = {(row.reference, row.occurrence): row.id for row in c.execute(_INSERT, rows)}
    if new:
        c.execute(_TRANSITION, [_arrival(municipality, item_id, moment, actor) for item_id in new.values()])
    return new


def _told(items: Sequence[NewItem], new: New, known: New) -> list[Added]:
    told, seen = [], set()
    for item in items:
        key = (item.reference, item.occurrence)
        told.append(Added(new.get(key) or known[key], key in new and key not in seen))
        seen.add(key)
    return told


def _known(session: Session, municipality: str, process: str, items: Sequence[NewItem], new: New) -> New:
    """(reference, occurrence) → id of those that were there before."""
    keys = {(item.reference, item.occurrence) for item in items} - set(new)
    if not keys:
        return {}
    asked = select(_item.c.id, _item.c.reference, _item.c.occurrence).where(
        _item.c.municipality_code == municipality, _item.c.process == process,
        tuple_(_item.c.reference, _item.c.occurrence).in_(sorted(keys)),
    )  # fmt: skip
    return {(row.reference, row.occurrence): row.id for row in session.connection().execute(asked)}


def _row(session: Session, municipality: str, process: str, item: NewItem, moment: datetime) -> Json:
    return {
        "id": new_id(), "municipality_code": municipality, "process": process, "reference": item.reference,
        "occurrence": item.occurrence, "state": State.NEW.value, "purpose": "handle", "priority": item.priority,
        "payload": vault.seal_json(session, municipality, "payload", item.payload),
        "person_key": vault.person_key(session, municipality, item.person) if item.person else None,
        "received_at": item.received_at or moment, "due_at": item.due_at, "risk_at": item.risk_at or item.due_at,
        "available_at": item.defer_until or machine_now(), "expires_at": item.expires_at,
        "max_attempts": item.max_attempts, "attempts": 0, "fence": 0, "created_at": moment, "parent_id": item.parent_id,
    }  # fmt: skip


def _arrival(municipality: str, item_id: str, moment: datetime, actor: str) -> Json:
    return {
        "id": new_id(), "municipality_code": municipality, "work_item_id": item_id, "from_state": State.NEW.value,
        "to_state": State.NEW.value, "at": moment, "actor": actor, "reason": "added",
    }  # fmt: skip


def _check(process: str, items: Sequence[NewItem]) -> None:
    problems = [
        {"at": f"items.{place}.{found['at']}", "message": found["message"]}
        for place, item in enumerate(items)
        for found in (*_identity_problems(item), *payload_problems(process, item.payload))
    ]
    if problems:
        first = problems[0]
        raise BadInput(
            f"Nothing was added: {len(problems)} places do not fit. The first, {first['at']}: {first['message']}",
            problems=problems,
        )


def _identity_problems(item: NewItem) -> list[dict[str, str]]:
    problems = [
        {"at": name, "message": f"A work item needs a {name}: the case's key in its system, and which time it comes."}
        for name in ("reference", "occurrence")
        if not getattr(item, name).strip()
    ]
    if holds_personal_number(item.reference):
        problems.append({
            "at": "reference",
            "message": "The reference looks like a personal number. Use the case's own number: it is shown in lists.",
        })  # fmt: skip
    if item.max_attempts < 1:
        problems.append({"at": "max_attempts", "message": "At least one attempt is needed."})
    return problems
