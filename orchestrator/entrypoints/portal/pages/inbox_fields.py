"""The caseworker's fields: made from the facts' JSON Schema and from what the process lets a person correct."""

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from orchestrator.entrypoints.portal.pages.inbox_words import Names, amount_text, read_amount, read_day

Facts = dict[str, Any]
Typed = Mapping[str, str]


@dataclass(frozen=True)
class Field:
    """One field. `kind`: amount | number | choice | flag | day | text. `value` is as typed."""

    path: str
    kind: str
    label: str
    value: str
    hint: str = ""
    options: tuple[tuple[str, str], ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    optional: bool = False
    error: str = ""

    @property
    def id(self) -> str:
        return "f-" + self.path.replace(".", "-")

    @property
    def name(self) -> str:
        return "f." + self.path


@dataclass(frozen=True)
class Group:
    """Fields that belong together; open when they have to do with a reason that stands."""

    title: str
    fields: list[Field]
    open: bool = False


@dataclass(frozen=True)
class Form:
    """The fields as they are shown, and what they say of the facts."""

    groups: list[Group]
    facts: Facts
    problems: dict[str, str] = field(default_factory=dict)

    @property
    def wrong(self) -> list[Field]:
        return [found for group in self.groups for found in group.fields if found.error]


def groups_of(names: Names, schema: Facts, facts: Facts, seen: Facts) -> list[Group]:
    """Every field that may be corrected. `seen` is what the robot read: it stands in the hints."""
    made = []
    for group in names.form.get("correct", []):
        found = [
            one
            for told in group["fields"]
            for path, entry in expand(facts, told["path"].split("."))
            if (one := _field(names, schema, facts, seen, told, path, entry)) is not None
        ]
        if found:
            made.append(Group(names.said.told(group["title"]), found))
    return made


def opened(groups: list[Group], names: Names, standing: set[str]) -> list[Group]:
    """Groups of standing reasons and of wrong fields are open."""
    about = {names.said.told(group["title"]): set(group["reasons"]) for group in names.form.get("correct", [])}
    return [
        replace(group, open=bool(about.get(group.title, set()) & standing) or any(one.error for one in group.fields))
        for group in groups
    ]


def typed_into(groups: list[Group], facts: Facts, typed: Typed, names: Names) -> Form:
    """The facts with what was typed, and the fields with their errors. Nothing typed is lost."""
    changed, shown, problems = copy.deepcopy(facts), [], {}
    for group in groups:
        fields = []
        for one in group.fields:
            text = typed.get(one.name, "") if one.kind == "flag" else typed.get(one.name, one.value)
            value, error = read_value(one, text, names)
            if error:
                problems[one.path] = error
            else:
                place(changed, one.path.split("."), value)
            fields.append(replace(one, value=text, error=error))
        shown.append(replace(group, fields=fields))
    return Form(shown, changed, problems)


def read_value(one: Field, text: str, names: Names) -> tuple[Any, str]:
    """What a text means for a field, or what to write instead."""
    if one.kind == "flag":
        return text == "true", ""
    if not text.strip() and one.optional:
        return None, ""
    read = {"amount": _amount, "number": _number, "day": _day, "choice": _choice}.get(one.kind)
    return read(one, text, names) if read else (text.strip(), "")


def _amount(one: Field, text: str, names: Names) -> tuple[Any, str]:
    label = {"label": one.label[:1].lower() + one.label[1:]}
    if not text.strip():
        return None, names.said.gettext("Fyll i %(label)s, eller skriv 0 om det inte finns något belopp.") % label
    ore = read_amount(text)
    if ore is None or not _inside(ore, one):
        return None, names.said.gettext("Skriv beloppet i kronor, till exempel 7 302 eller 7 302,50.")
    return ore, ""


def _number(one: Field, text: str, names: Names) -> tuple[Any, str]:
    plain = text.strip()
    if not plain.isdigit() or not _inside(int(plain), one):
        limits = {"least": one.minimum or 0, "most": one.maximum or 999}
        return None, names.said.gettext("Skriv ett heltal från %(least)s till %(most)s.") % limits
    return int(plain), ""


def _day(_one: Field, text: str, names: Names) -> tuple[Any, str]:
    day = read_day(text)
    return (day, "") if day else (None, names.said.gettext("Skriv ett datum, till exempel 2026-12-01."))


def _choice(one: Field, text: str, names: Names) -> tuple[Any, str]:
    known = text in {value for value, _word in one.options}
    return (text, "") if known else (None, names.said.gettext("Välj ett av alternativen i listan."))


def _inside(value: int, one: Field) -> bool:
    return (one.minimum is None or value >= one.minimum) and (one.maximum is None or value <= one.maximum)


def _field(
    names: Names, schema: Facts, facts: Facts, seen: Facts, told: Facts, path: list[str], entry: Facts
) -> Field | None:
    part, optional = _part_of(schema, path)
    if part is None:
        return None
    kind, value = _kind(part, path[-1]), at(facts, path)
    hints = [names.said.told(told.get("hint"))]
    if kind == "amount":
        robot = at(seen, path)
        hints.insert(0, names.said.gettext("Roboten såg %(amount)s.") % {"amount": names.said.kronor(robot or 0)})
    elif kind == "day":
        hints.append(names.said.gettext("Till exempel 2026-12-01."))
    return Field(
        ".".join(path), kind, names.filled(told["label"], entry), as_text(kind, value), " ".join(filter(None, hints)),
        tuple((code, names.name(code)) for code in part.get("enum", [])), part.get("minimum"), part.get("maximum"),
        optional,
    )  # fmt: skip


def as_text(kind: str, value: Any) -> str:
    """A value as it stands in its field."""
    if value is None:
        return ""
    if kind == "flag":
        return "true" if value else ""
    return amount_text(value) if kind == "amount" else str(value)


def _kind(part: Facts, name: str) -> str:
    if "enum" in part:
        return "choice"
    by_type = {"boolean": "flag", "integer": "amount" if name.endswith("_ore") else "number"}
    return by_type.get(part.get("type", ""), "day" if part.get("format") == "date" else "text")


def _part_of(schema: Facts, path: list[str]) -> tuple[Facts | None, bool]:
    """The schema of one field, and whether it may be empty."""
    part, optional = schema, False
    for name in path:
        part, _ = _plain(schema, part)
        part = part.get("items", {}) if name.isdigit() else part.get("properties", {}).get(name, {})
        part, optional = _plain(schema, part)
    return (part or None), optional


def _plain(schema: Facts, part: Facts) -> tuple[Facts, bool]:
    """Through references and `or null`."""
    optional = False
    while "$ref" in part or "anyOf" in part:
        if "$ref" in part:
            part = schema["$defs"][part["$ref"].rsplit("/", 1)[-1]]
        else:
            optional = any(choice.get("type") == "null" for choice in part["anyOf"])
            part = next(choice for choice in part["anyOf"] if choice.get("type") != "null")
    return part, optional


def expand(facts: Any, path: list[str]) -> Iterator[tuple[list[str], Facts]]:
    """Every place that a path with * means, with the values that stand around it."""

    def walk(value: Any, left: list[str], done: list[str], around: Facts) -> Iterator[tuple[list[str], Facts]]:
        if value is None and left:
            return
        if isinstance(value, dict):
            around = around | {name: part for name, part in value.items() if not isinstance(part, dict | list)}
        if not left:
            yield done, around
        elif left[0] == "*":
            for number, part in enumerate(value):
                yield from walk(part, left[1:], [*done, str(number)], around)
        elif left[0] in value:
            yield from walk(value[left[0]], left[1:], [*done, left[0]], around)

    yield from walk(facts, path, [], {})


def at(facts: Any, path: list[str]) -> Any:
    """The value at a path, or None."""
    for name in path:
        if isinstance(facts, list):
            facts = facts[int(name)] if int(name) < len(facts) else None
        else:
            facts = facts.get(name) if isinstance(facts, dict) else None
    return facts


def place(facts: Any, path: list[str], value: Any) -> None:
    """Set the value at a path that exists."""
    target = at(facts, path[:-1])
    if isinstance(target, list):
        target[int(path[-1])] = value
    elif isinstance(target, dict):
        target[path[-1]] = value
