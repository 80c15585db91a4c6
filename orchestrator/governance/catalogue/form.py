"""A package's configuration as a form: fields from its JSON Schema, what was typed read back, errors by field. Pure.

The schema is an object of values and of objects of values, as manifests write it. A title or a description is a text,
or {sv, en}.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlsplit

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

Text = str | dict[str, str]
_ON = "on"
# what jsonschema calls a rule → what the form says of the field
_WRONG = {"enum": "choice", "const": "choice", "pattern": "pattern", "format": "address", "type": "type",
          "minLength": "empty", "maxLength": "long", "minimum": "small", "maximum": "large"}  # fmt: skip


@dataclass(frozen=True)
class Field:
    """One field. `name` is its place, `case_system.url`; `kind`: text | address | number | choice | flag."""

    name: str
    kind: str
    title: Text
    help: Text
    required: bool
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Group:
    """A system's fields, or those that stand alone (without a title)."""

    name: str
    title: Text
    help: Text
    fields: tuple[Field, ...]


def groups_of(schema: Mapping[str, Any] | None) -> list[Group]:
    """The form's groups, in the schema's order; those that stand alone come first."""
    if not schema:
        return []
    required, alone, found = set(schema.get("required", [])), [], []
    for name, node in schema.get("properties", {}).items():
        if node.get("type") != "object":
            alone.append(_field(name, node, name in required))
            continue
        inner = set(node.get("required", []))
        fields = tuple(
            _field(f"{name}.{key}", part, key in inner and name in required)
            for key, part in node.get("properties", {}).items()
        )
        found.append(Group(name, node.get("title", name), node.get("description", ""), fields))
    return ([Group("", "", "", tuple(alone))] if alone else []) + found


def shown(groups: list[Group], configuration: Mapping[str, Any]) -> dict[str, str]:
    """What stands in the fields for a configuration: place → text."""
    told: dict[str, str] = {}
    for field in _all(groups):
        value: Any = configuration
        for part in field.name.split("."):
            value = value.get(part) if isinstance(value, Mapping) else None
        told[field.name] = "" if value is None else _ON if value is True else "" if value is False else str(value)
    return told


def read(schema: Mapping[str, Any], typed: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """What was typed, as a configuration, and what is wrong: place → code (empty | choice | pattern | address | type |
    long | small | large | other). Nothing is wrong when it is empty."""
    groups = groups_of(schema)
    configuration: dict[str, Any] = {}
    for field in _all(groups):
        _put(configuration, field, typed.get(field.name, "").strip())
    wrong: dict[str, str] = {}
    for found in Draft202012Validator(dict(schema)).iter_errors(configuration):
        for place, code in _places(found):
            wrong.setdefault(place, code)
    for field in _all(groups):
        value = typed.get(field.name, "").strip()
        if field.kind == "address" and value and not is_address(value):
            wrong.setdefault(field.name, "address")
    return configuration, wrong


def is_address(text: str) -> bool:
    """Whether it is a web address that a robot can open."""
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and " " not in text
    except ValueError:
        return False


def _all(groups: list[Group]) -> Iterator[Field]:
    for group in groups:
        yield from group.fields


def _field(name: str, node: Mapping[str, Any], required: bool) -> Field:
    kind = {"integer": "number", "number": "number", "boolean": "flag"}.get(str(node.get("type")), "text")
    if "enum" in node:
        kind = "choice"
    elif node.get("format") == "uri":
        kind = "address"
    choices = tuple(str(choice) for choice in node.get("enum", ()))
    return Field(name, kind, node.get("title", name), node.get("description", ""), required, choices)


def _put(configuration: dict[str, Any], field: Field, value: str) -> None:
    *parents, last = field.name.split(".")
    place = configuration
    for parent in parents:
        place = place.setdefault(parent, {})
    if field.kind == "flag":
        place[last] = value == _ON
    elif value:
        place[last] = _number(value) if field.kind == "number" else value


def _number(value: str) -> int | float | str:
    """A number as one writes it in Swedish; what is none stays a text, and the schema says so."""
    plain = value.replace("\u00a0", "").replace(" ", "").replace(",", ".")
    try:
        return int(plain)
    except ValueError:
        try:
            return float(plain)
        except ValueError:
            return value


def _places(found: ValidationError) -> list[tuple[str, str]]:
    here = ".".join(map(str, found.absolute_path))
    if found.validator == "required":
        return [(".".join(filter(None, (here, name))), "empty") for name in cast(list[str], found.validator_value)
                if isinstance(found.instance, Mapping) and name not in found.instance]  # fmt: skip
    return [(here, _WRONG.get(str(found.validator), "other"))]
