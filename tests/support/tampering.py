"""Somebody who owns the database and takes the triggers away: changes the trail past the platform."""

import json
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Table, Text, delete, insert, select, text, type_coerce, update

from orchestrator.core.db import Database, table
from orchestrator.governance.audit.append_only import TABLES
from orchestrator.governance.audit.models import RegionRow, TrailRow

Row = dict[str, Any]
TRAIL, REGION_TRAIL = table(TrailRow), table(RegionRow)


class Tampering:
    """Raw access to the two tables, with their rows as they were to go back to."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.do(_drop_triggers)
        self._kept = {rows.name: self.rows(rows) for rows in (TRAIL, REGION_TRAIL)}

    def do(self, what: Callable[[Connection], Any]) -> Any:
        with self._database.stewards_engine.connect() as connection:
            if self._database.is_postgres:
                connection.execute(text("RESET ROLE"))  # the test's login owns the tables
            told = what(connection)
            connection.commit()
            if self._database.is_postgres:
                connection.execute(text("SET ROLE coe_steward"))
                connection.commit()
            return told

    def rows(self, of: Table = TRAIL) -> list[Row]:
        """Raw: detail is text here."""
        columns = [type_coerce(one, Text).label("detail") if one.name == "detail" else one for one in of.c]
        asked = select(*columns).order_by(of.c.seq.is_(None), of.c.seq, of.c.id)
        return [dict(row) for row in self.do(lambda connection: connection.execute(asked).mappings().all())]

    def change(self, row: Row, of: Table = TRAIL, **values: Any) -> None:
        self.do(lambda connection: connection.execute(update(of).where(of.c.id == row["id"]).values(**_raw(values))))

    def add(self, row: Row, of: Table = TRAIL) -> None:
        self.do(lambda connection: connection.execute(insert(of).values(**_raw(row))))

    def remove(self, *rows: Row, of: Table = TRAIL) -> None:
        ids = [row["id"] for row in rows]
        self.do(lambda connection: connection.execute(delete(of).where(of.c.id.in_(ids))))

    def put_back(self) -> None:
        """Everything as it was when this began."""
        for of in (TRAIL, REGION_TRAIL):
            self.do(lambda connection, of=of: connection.execute(delete(of)))
            for row in self._kept[of.name]:
                self.add(row, of)


def _raw(values: Row) -> Row:
    """Detail goes in as the text it is."""
    return {name: type_coerce(value, Text) if name == "detail" else value for name, value in values.items()}


def _drop_triggers(connection: Connection) -> None:
    on = (lambda name: f" ON {name}") if connection.dialect.name == "postgresql" else (lambda _name: "")
    for name in TABLES:
        for trigger in ("no_delete", "no_change", "no_truncate"):
            connection.execute(text(f"DROP TRIGGER IF EXISTS {name}_{trigger}{on(name)}"))


def other_json(detail: str) -> str:
    """Another detail that reads as well as the first."""
    return json.dumps(json.loads(detail) | {"reason": "ett annat skäl"}, ensure_ascii=False)
