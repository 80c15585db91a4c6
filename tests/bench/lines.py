"""What a benchmark says: lines of {"id", "what", "unit", "ours", "limit", "ratio"}, together in one file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

Json = dict[str, Any]


def line(name: str, what: str, unit: str, ours: float, limit: float) -> Json:
    return {
        "id": name,
        "what": what,
        "unit": unit,
        "ours": round(ours, 2),
        "limit": limit,
        "ratio": round(ours / limit, 2),
    }


def keep(out: Path, lines: list[Json]) -> None:
    """Lay them beside what other benchmarks wrote there."""
    known: list[Json] = json.loads(out.read_text()) if out.exists() else []
    ids = {one["id"] for one in lines}
    out.write_text(json.dumps([one for one in known if one["id"] not in ids] + lines, ensure_ascii=False, indent=1))


def tell(lines: list[Json]) -> None:
    for one in lines:
        print(f"{one['id']}: {one['ours']} {one['unit']}, limit {one['limit']}, ratio {one['ratio']} ({one['what']})")
