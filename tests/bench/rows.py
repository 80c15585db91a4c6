"""A benchmark's row: what was measured, ours, and the limit that was measured beside it."""

from typing import Any

Row = dict[str, Any]


def row(name: str, what: str, unit: str, ours: float, limit: float) -> Row:
    """`{id, what, unit, ours, limit, ratio}`; the ratio is ours to the limit."""
    return {
        "id": name, "what": what, "unit": unit, "ours": _short(ours), "limit": _short(limit),
        "ratio": round(ours / limit, 2),
    }  # fmt: skip


def _short(value: float) -> float:
    return round(value, 3 if value < 10 else 1)
