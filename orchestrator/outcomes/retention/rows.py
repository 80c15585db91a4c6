"""Every row that hangs on a case, found by the foreign keys themselves: a new table is never forgotten."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Table, delete, select
from sqlalchemy.orm import Session

from orchestrator.core.db import Base
from orchestrator.operations.queues.models import WorkItem

_ITEMS = WorkItem.__tablename__


def delete_all(session: Session, municipality: str, item_ids: Sequence[str]) -> dict[str, int]:
    """Delete the cases and whatever points at them, the deepest first. Answers table → how many rows."""
    counts = {}
    for table in reversed(Base.metadata.sorted_tables):
        where = _hangs_on(table, item_ids)
        if where is not None:
            asked = delete(table).where(table.c.municipality_code == municipality, where)
            counts[table.name] = session.connection().execute(asked).rowcount
    return {name: count for name, count in counts.items() if count}


def tables() -> list[str]:
    """The tables that hold something of a case."""
    return [table.name for table in Base.metadata.sorted_tables if _hangs_on(table, ()) is not None]


def _hangs_on(table: Table, item_ids: Sequence[str]) -> ColumnElement[bool] | None:
    """Which rows of a table belong to the cases: by a foreign key of its own, or through the rows that it points at."""
    if table.name == _ITEMS:
        return table.c.id.in_(item_ids)
    for key in table.foreign_key_constraints:
        column, parent = list(key.columns)[-1], key.referred_table
        if parent.name == _ITEMS and column.name == "work_item_id":
            return column.in_(item_ids)
    for key in table.foreign_key_constraints:
        column, parent = list(key.columns)[-1], key.referred_table
        above = _hangs_on(parent, item_ids) if parent is not table else None
        if above is not None:
            return column.in_(select(parent.c.id).where(above))
    return None
