"""A municipality's own dated values as a form: kronor, per cent and choices. Pure.

What a process asks for stands under `municipal_parameters` in its process.yaml. A value is never overwritten: a new one
holds from its day, and the one before ends the day before.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from orchestrator.governance.catalogue.form import Text

Dated = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True)
class Value:
    """One field. `name` is the key, or `key.part`; `kind`: kronor | percent | choice. `part` names one of several."""

    name: str
    kind: str
    title: Text
    part: str = ""
    choices: tuple[str, ...] = ()


def fields_of(process: Mapping[str, Any]) -> list[Value]:
    """What a process asks a municipality for, but for what a named person confirms (`confirmed`)."""
    found: list[Value] = []
    for key, told in (process.get("municipal_parameters") or {}).items():
        kind, title = str(told.get("kind", "")), {"sv": told.get("sv", key), "en": told.get("en", key)}
        if kind == "öre":
            found.append(Value(key, "kronor", title))
        elif kind == "object of öre":
            found += [Value(f"{key}.{part}", "kronor", title, part) for part in told.get("keys", ())]
        elif kind == "rule":
            found.append(Value(key, "choice", title, choices=tuple(told.get("values", ()))))
        elif kind.startswith("object of percent"):
            found.append(Value(f"{key}.default", "percent", title, "default"))
    return found


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
    """What was typed, key → value, and what is wrong: place → code (amount | choice | part). An empty field says
    nothing: what stood there before still holds."""
    values: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for field in fields:
        text = typed.get(field.name, "").strip()
        if not text:
            continue
        value = _read(field, text)
        if value is None:
            wrong[field.name] = "choice" if field.kind == "choice" else "amount"
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
        if field.part and field.kind == "kronor" and (key := field.name.partition(".")[0]) in values
        and field.part not in values[key]
    ]  # fmt: skip


def _read(field: Value, text: str) -> Any:
    if field.kind == "choice":
        return text if text in field.choices else None
    try:
        number = Decimal(text.replace("\u00a0", "").replace(" ", "").replace("kr", "").replace(",", "."))
    except InvalidOperation:
        return None
    if not number.is_finite() or number < 0 or number > 1_000_000:
        return None
    scaled = number * 100 if field.kind == "kronor" else number
    return int(scaled) if scaled == scaled.to_integral_value() else None


def _written(field: Value, value: Any) -> str:
    if field.kind != "kronor" or not isinstance(value, int):
        return str(value)
    kronor, ore = divmod(value, 100)
    return f"{kronor},{ore:02}" if ore else str(kronor)
