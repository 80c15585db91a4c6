"""Values that nobody has read in an official source (S, M): who here has confirmed which version. Pure.

`decide` uses them only after a named person in the municipality has confirmed them (the process's own rules see to it).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from orchestrator.core.errors import BadInput, Conflict
from orchestrator.governance.catalogue.values import CONFIRMED, in_force

_UNSURE = ("S", "M")
Entry = dict[str, Any]


@dataclass(frozen=True)
class Unsure:
    """A version of a value that holds on the day. `by` and `on` are empty while nobody has confirmed it."""

    key: str
    valid_from: str
    value: Any
    unit: str
    legal: str
    source: str
    confidence: str
    by: str = ""
    on: str = ""


def unsure(process: Mapping[str, Any], parameters: Mapping[str, Any], day: date) -> list[Unsure]:
    """Every value of the process that needs a name, as it holds on the day; in the order of the keys."""
    entries = _entries(parameters, day)
    found = []
    for version in process.get("parameters") or ():
        if version["confidence"] in _UNSURE and _holds(version, day):
            known = next((entry for entry in entries if _is_of(entry, version)), {})
            told = {name: version[name] for name in ("key", "valid_from", "value", "unit", "legal", "source",
                                                     "confidence")}  # fmt: skip
            found.append(Unsure(**told, by=str(known.get("by", "")), on=str(known.get("on", ""))))
    return sorted(found, key=lambda one: one.key)


def confirmed(
    process: Mapping[str, Any], parameters: Mapping[str, Any], key: str, by: str, day: date
) -> dict[str, Any]:
    """The parameters with this value confirmed, in the version that holds on the day. Confirmed already: Conflict."""
    one = _one(process, parameters, key, day)
    if one.by:
        raise Conflict(f"{key} is confirmed by {one.by} already. Allowed: take it back first.")
    entry = {"key": key, "by": by, "on": day.isoformat(), "valid_from": one.valid_from}
    return {**parameters, CONFIRMED: [*_entries(parameters, day), entry]}


def taken_back(process: Mapping[str, Any], parameters: Mapping[str, Any], key: str, day: date) -> dict[str, Any]:
    """The parameters without it: what stands on the value goes to a person again."""
    one = _one(process, parameters, key, day)
    left = [
        entry for entry in _entries(parameters, day) if not _is_of(entry, {"key": key, "valid_from": one.valid_from})
    ]
    return {**parameters, CONFIRMED: left}


def _one(process: Mapping[str, Any], parameters: Mapping[str, Any], key: str, day: date) -> Unsure:
    found = next((one for one in unsure(process, parameters, day) if one.key == key), None)
    if found is None:
        raise BadInput(f"No value {key} that holds today needs a confirmation.")
    return found


def _entries(parameters: Mapping[str, Any], day: date) -> list[Entry]:
    """The confirmations; a list that is dated as a whole, like other values, is the one that holds on the day."""
    told = parameters.get(CONFIRMED) or ()
    if any(isinstance(entry, dict) and "value" in entry for entry in told):
        told = in_force(parameters, day).get(CONFIRMED) or ()
    return [dict(entry) for entry in told if isinstance(entry, dict) and "key" in entry]


def _holds(version: Mapping[str, Any], day: date) -> bool:
    return bool(version["valid_from"] <= day.isoformat() <= (version["valid_to"] or "9999"))


def _is_of(entry: Mapping[str, Any], version: Mapping[str, Any]) -> bool:
    """A confirmation without a day is of whatever version holds."""
    return bool(entry["key"] == version["key"] and entry.get("valid_from") in (None, version["valid_from"]))
