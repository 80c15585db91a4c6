"""Which columns hold sealed values: said where the column is declared, walked by rotation and by the tests.

A new column of personal data needs `info=sealed_for("purpose")` and nothing else: rotation finds it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from string import Formatter
from typing import Any

from sqlalchemy import Column, LargeBinary, MetaData, Table

_SEALED = "sealed"


def sealed_for(purpose: str) -> dict[str, Any]:
    """A column's `info`: it holds values of `seal` (bytes) or `seal_text` (a string) for this purpose.

    A purpose may name other columns of its row: `secret/{name}`.
    """
    return {_SEALED: purpose}


@dataclass(frozen=True)
class SealedColumn:
    """One column of sealed values; its table has a primary key of one column, and `municipality_code`."""

    table: Table
    column: Column[Any]
    purpose: str

    @property
    def name(self) -> str:
        return f"{self.table.name}.{self.column.name}"

    @property
    def key(self) -> Column[Any]:
        """The column that names a row."""
        (column,) = self.table.primary_key.columns
        return column

    @property
    def is_text(self) -> bool:
        return not isinstance(self.column.type, LargeBinary)

    @property
    def purpose_columns(self) -> list[Column[Any]]:
        """The other columns that the purpose is made of."""
        return [self.table.c[field] for _, field, _, _ in Formatter().parse(self.purpose) if field]


def sealed_columns(metadata: MetaData) -> Iterator[SealedColumn]:
    """Every one that is declared, in the order of the tables."""
    for table in metadata.sorted_tables:
        for column in table.columns:
            if _SEALED in column.info:
                yield SealedColumn(table, column, column.info[_SEALED])
