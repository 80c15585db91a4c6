"""A municipality's own dated values as a form: amounts, counts, days, words and choices. Pure.

What a process asks for stands under `municipal_parameters` in its process.yaml. A value is never overwritten: a new one
holds from its day, and the one before ends the day before.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as field_of
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from orchestrator.governance.catalogue.form import Text

Dated = dict[str, list[dict[str, Any]]]
CONFIRMED = "confirmed"
"""Where stands which values a named person has confirmed: that has a form of its own."""
_LONGEST_WORD = 60
# Whole numbers: the least and the most that anybody means. No years at all would erase a case on the day it ends.
_COUNTS = {"number": (0, 1000), "days": (0, 1000), "weeks": (0, 104), "months": (0, 60), "years": (1, 100)}
# How a process.yaml begins to name a kind → ours; then those of the parts of an object.
_KINDS = {"öre": "kronor", "percent": "percent", "list of": "words", "month and day": "month_day"} | {
    name: name for name in _COUNTS
}
_OBJECTS = {"object of öre": "kronor", "object of days": "days", "object of decimal text": "decimal",
            "object of percent": "percent"}  # fmt: skip
_YES, _NO = "yes", "no"
_YES_OR_NO = {_YES: {"sv": "Ja", "en": "Yes"}, _NO: {"sv": "Nej", "en": "No"}}
_MONTH_DAY = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")


@dataclass(frozen=True)
class Value:
    """One field. `name` is the key, or `key.part`; `kind`: kronor | percent | decimal | number | days | weeks |
    months | years | month_day | words | choice | yes_or_no.

    `part` names one of several. `choices`: what may be chosen, each with its words where the process has some.
    """

    name: str
    kind: str
    title: Text
    part: str = ""
    choices: tuple[str, ...] = ()
    words: Mapping[str, Text] = field_of(default_factory=dict)


def fields_of(process: Mapping[str, Any]) -> list[Value]:
    """What a process asks a municipality for, but for what a named person confirms (`confirmed`)."""
    asked = (process.get("municipal_parameters") or {}).items()
    return [field for key, told in asked if key != CONFIRMED for field in _fields(key, told)]


def _fields(key: str, told: Mapping[str, Any]) -> list[Value]:
    """One field, or one for each part of an object."""
    kind, title = str(told.get("kind", "")), {"sv": told.get("sv", key), "en": told.get("en", key)}
    for begins, of_each in _OBJECTS.items():
        if kind.startswith(begins):
            return [Value(f"{key}.{part}", of_each, title, part) for part in told.get("keys") or ("default",)]
    if kind == "rule":
        named = told.get("values", ())
        words = named if isinstance(named, dict) else {}
        return [Value(key, "choice", title, choices=tuple(named), words=words)]
    if kind == "yes or no":
        return [Value(key, "yes_or_no", title, choices=(_YES, _NO), words=_YES_OR_NO)]
    named_kind = next((ours for begins, ours in _KINDS.items() if kind.startswith(begins)), "")
    return [Value(key, named_kind, title)] if named_kind else []


def in_force(parameters: Mapping[str, Any], day: date) -> dict[str, Any]:
    """key → its value on a day."""
    found: dict[str, Any] = {}
    for key, dated in parameters.items():
        for entry in dated if isinstance(dated, list) else ():
            if isinstance(entry, dict) and str(entry.get("valid_from")) <= day.isoformat() <= str(
                entry.get("valid_to") or "9999"
            ):
                found[key] = entry.get("value")
    return found


def shown(fields: list[Value], parameters: Mapping[str, Any], day: date) -> dict[str, str]:
    """What stands in the fields: kronor with a comma where there are öre."""
    values, told = in_force(parameters, day), {}
    for field in fields:
        key, _, part = field.name.partition(".")
        value = values.get(key)
        value = value.get(part) if part and isinstance(value, dict) else value
        told[field.name] = "" if value is None or isinstance(value, dict) else _written(field, value)
    return told


def read(fields: list[Value], typed: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """What was typed, key → value, and what is wrong: place → code (amount | count | years | month_day | choice |
    part). An empty field says
    nothing: what stood there before still holds."""
    values: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for field in fields:
        text = typed.get(field.name, "").strip()
        if not text:
            continue
        value = _read(field, text)
        if value is None:
            wrong[field.name] = _what_is_wrong(field)
        elif field.part:
            values.setdefault(field.name.partition(".")[0], {})[field.part] = value
        else:
            values[field.name] = value
    wrong |= dict.fromkeys(_unfilled(fields, values), "part")
    return values, wrong


def dated(parameters: Mapping[str, Any], values: Mapping[str, Any], from_on: date, source: str) -> dict[str, Any]:
    """The parameters with these values from a day on. Only what is another than what holds then is dated anew."""
    result, holds = dict(parameters), in_force(parameters, from_on)
    for key, value in values.items():
        merged = {**holds[key], **value} if isinstance(value, dict) and isinstance(holds.get(key), dict) else value
        if holds.get(key) == merged:
            continue
        new = {"valid_from": from_on.isoformat(), "valid_to": None, "value": merged, "source": source}
        result[key] = [*_ended(result.get(key), from_on), new]
    return result


def _ended(entries: Any, from_on: date) -> Iterator[dict[str, Any]]:
    """What held before ends the day before; what was to begin later never does."""
    last = (from_on - timedelta(days=1)).isoformat()
    for entry in entries if isinstance(entries, list) else ():
        if str(entry["valid_from"]) > last:
            continue
        open_then = entry.get("valid_to") is None or str(entry["valid_to"]) > last
        yield {**entry, "valid_to": last} if open_then else entry


def _unfilled(fields: list[Value], values: Mapping[str, Any]) -> list[str]:
    """Of what has several parts, all or none."""
    return [
        field.name
        for field in fields
        if field.part and field.kind in ("kronor", "decimal") and (key := field.name.partition(".")[0]) in values
        and field.part not in values[key]
    ]  # fmt: skip


def _what_is_wrong(field: Value) -> str:
    if field.choices:
        return "choice"
    if field.kind in ("years", "month_day"):
        return field.kind
    return "count" if field.kind in _COUNTS else "amount"


def _read(field: Value, text: str) -> Any:
    if field.kind == "choice":
        return text if text in field.choices else None
    if field.kind == "yes_or_no":
        return {_YES: True, _NO: False}.get(text)
    if field.kind in _COUNTS:
        least, most = _COUNTS[field.kind]
        return int(text) if text.isdecimal() and least <= int(text) <= most else None
    if field.kind == "month_day":
        return text if _MONTH_DAY.fullmatch(text) else None
    if field.kind == "words":
        return [word.strip()[:_LONGEST_WORD] for word in text.split(",") if word.strip()] or None
    try:
        number = Decimal(text.replace("\u00a0", "").replace(" ", "").replace("kr", "").replace(",", "."))
    except InvalidOperation:
        return None
    if not number.is_finite() or number < 0 or number > 1_000_000:
        return None
    if field.kind == "decimal":
        return f"{number:f}"
    scaled = number * 100 if field.kind == "kronor" else number
    return int(scaled) if scaled == scaled.to_integral_value() else None


def _written(field: Value, value: Any) -> str:
    if isinstance(value, bool):
        return _YES if value else _NO
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if field.kind == "decimal":
        return str(value).replace(".", ",")
    if field.kind != "kronor" or not isinstance(value, int):
        return str(value)
    kronor, ore = divmod(value, 100)
    return f"{kronor},{ore:02}" if ore else str(kronor)
