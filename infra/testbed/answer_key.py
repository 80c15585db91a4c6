"""The answer key, ``answer_key.json`` in the data folder: what every case ought to come to. It grows by municipality
and process.

``{"month", "municipality", "filled": [{"municipality", "process", "vendor", …}], "cases": [{"municipality",
"process", "reference", "person", "kind", "outcome", "amount_ore", "reasons", "effects", "caseworker"}]}``; the first
two are those of the first municipality. ``effects``: kind → the value that must stand, null where none is compared.
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
        return {"month": "", "municipality": "", "filled": [], "cases": []}
    key: Json = json.loads(file.read_text())
    return key


def filled(data: Path, code: str, process: str) -> Json | None:
    """What is known of a municipality's filling for a process: vendor, seed, count, the share of slips."""
    found = (one for one in read(data)["filled"] if (one["municipality"], one["process"]) == (code, process))
    return next(found, None)


def add(data: Path, code: str, about: Json, cases: list[Json]) -> Json:
    """Add cases of a municipality. ``about``: process, vendor, month, seed, and the share of slips in shadow."""
    key = read(data)
    if not key["filled"]:
        key |= {"month": about["month"], "municipality": code}
    same = (code, about["process"])
    key["filled"] = [one for one in key["filled"] if (one["municipality"], one["process"]) != same]
    key["filled"].append({"municipality": code, **about, "count": len(cases)})
    key["cases"] += [{"municipality": code, **case} for case in cases]
    (data / NAME).write_text(json.dumps(key, ensure_ascii=False, indent=2) + "\n")
    return key
