"""What `coe` prints: a table for people, JSON for machines; the same rows in both."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for machines.")]
Municipality = Annotated[
    str, typer.Option("--municipality", "-m", help="Only this municipality (four digits); all if left out.")
]
Row = dict[str, Any]


def rows(found: Sequence[Row], columns: dict[str, str], as_json: bool, empty: str) -> None:
    """Rows as a table (column → heading), or whole as a JSON list. `empty` is said where there are none."""
    if as_json:
        whole(list(found))
        return
    if not found:
        print(empty)
        return
    table = Table(*columns.values())
    for row in found:
        table.add_row(*(_text(row[name]) for name in columns))
    Console().print(table)


def facts(row: Row) -> None:
    """One thing's fields, a line each."""
    table = Table(show_header=False, box=None, pad_edge=False)
    for name, value in row.items():
        table.add_row(name.replace("_", " "), _text(value))
    Console().print(table)


def whole(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2, default=_text))


def _text(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return "" if value is None else str(value)
