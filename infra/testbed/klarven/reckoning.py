"""How Klarven reckons: norm and costs less incomes."""

from __future__ import annotations

from typing import Any

PARTS = ("norm", "costs", "incomes")


def result_of(rows: list[dict[str, Any]]) -> dict[str, int]:
    """The three sums and what remains, in öre."""
    sums = {part: sum(int(row["amount_ore"]) for row in rows if row["part"] == part) for part in PARTS}
    return {**sums, "result": sums["norm"] + sums["costs"] - sums["incomes"]}
