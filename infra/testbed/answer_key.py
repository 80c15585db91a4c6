"""The answer key, ``answer_key.json`` in the data folder: what every case ought to come to. It grows by municipality.

``{"month", "municipality", "municipalities": {code: {…}}, "cases": [{"municipality", "reference", "person", "kind",
"outcome", "amount_ore", "reasons", "caseworker"}]}``; the first two are those of the first municipality.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

Json = dict[str, Any]
NAME = "answer_key.json"


def read(data: Path) -> Json:
    """The key as it stands; of an empty testbed one without cases."""
    file = data / NAME
    if not file.exists():
        return {"month": "", "municipality": "", "municipalities": {}, "cases": []}
    key: Json = json.loads(file.read_text())
    return key


def add(data: Path, code: str, about: Json, cases: list[Json]) -> Json:
    """Add a municipality with its cases. ``about``: vendor, month, seed, and the share of slips in shadow."""
    key = read(data)
    if not key["municipalities"]:
        key |= {"month": about["month"], "municipality": code}
    key["municipalities"][code] = {**about, "count": len(cases)}
    key["cases"] += [{"municipality": code, **case} for case in cases]
    (data / NAME).write_text(json.dumps(key, ensure_ascii=False, indent=2) + "\n")
    return key
