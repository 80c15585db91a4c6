"""Everything the robot saw, by section, in the process's own words."""

from dataclasses import dataclass, field
from typing import Any

from orchestrator.entrypoints.portal.pages.inbox_words import Names

Facts = dict[str, Any]
_LEADING = ("person", "kind", "agency", "on")
_SAYS_ITSELF = ("status", "ground")  # "planen är uppfylld" needs no name before it


@dataclass(frozen=True)
class Section:
    """A part of the facts: names with values."""

    title: str
    lines: list[tuple[str, str]]


@dataclass(frozen=True)
class RegisterLine:
    """One row of an agency, or what an agency without rows answered."""

    agency: str
    what: str
    detail: str
    amount_ore: int | None = None
    silent: bool = False


@dataclass(frozen=True)
class Seen:
    """What the aside shows."""

    sections: list[Section] = field(default_factory=list)
    registers: list[RegisterLine] = field(default_factory=list)
    household: str = ""


def seen_of(names: Names, facts: Facts) -> Seen:
    """The facts as sections; registers as a table of their own."""
    answers_in = names.form.get("answers", {}).get("at", "").split(".")
    sections, registers = [], []
    for name, value in facts.items():
        if name == answers_in[0] and isinstance(value, dict):
            registers = [line for answer in value[answers_in[1]] for line in _answer(names, answer)]
            value = {key: part for key, part in value.items() if key != answers_in[1]}
        lines = _lines(names, value)
        if lines:
            sections.append(Section(names.name(name), lines))
    return Seen(sections, registers, household_of(names, facts))


def household_of(names: Names, facts: Facts) -> str:
    """Ensamstående med två barn: what a case is called by the one who has it."""
    household = facts.get("household") or {}
    if "adults" not in household:
        return ""
    couple = len(household["adults"]) > 1
    children = len(household.get("children", []))
    who = names.said.gettext("Par") if couple else names.said.gettext("En vuxen")
    if not children:
        return who
    count = names.said.ngettext("%d barn", "%d barn", children) % children
    return names.said.gettext("%(who)s, %(children)s") % {"who": who, "children": count}


def _lines(names: Names, value: Any) -> list[tuple[str, str]]:
    if value is None:
        return [("", names.said.gettext("Saknas"))]
    if isinstance(value, list):
        return [_entry(names, part) for part in value if isinstance(part, dict)]
    if not isinstance(value, dict):
        return []
    lines: list[tuple[str, str]] = []
    for name, part in value.items():
        if isinstance(part, list) and part and isinstance(part[0], dict):
            lines += [_entry(names, entry, names.name(name)) for entry in part]
        else:
            lines.append((names.name(name), _said(names, name, part)))
    return lines


def _said(names: Names, name: str, part: Any) -> str:
    if isinstance(part, dict):
        true = [names.name(key) for key, held in part.items() if held]
        return ", ".join(true) or names.said.gettext("inget")
    if isinstance(part, list):
        return ", ".join(names.value(name, one) for one in part) or names.said.gettext("inget")
    return names.value(name, part)


def _entry(names: Names, entry: Facts, of: str = "") -> tuple[str, str]:
    """An entry of a list: who or what it is about first, the rest after."""
    leading = [names.value(name, entry[name]) for name in _LEADING if entry.get(name)]
    rest = []
    for name, value in entry.items():
        if name in _LEADING or value in (None, "") or value is False:
            continue
        text = names.name(name).lower() if value is True else names.value(name, value)
        alone = value is True or name in _SAYS_ITSELF or name.endswith("_ore")
        rest.append(text if alone else f"{names.name(name).lower()} {text}")
    first = ", ".join(leading) or of
    return first[:1].upper() + first[1:], ", ".join(rest) or "–"


def _answer(names: Names, answer: Facts) -> list[RegisterLine]:
    agency, who = names.name(answer["agency"]), names.name(answer["person"])
    agency = agency[:1].upper() + agency[1:]
    if answer["status"] != "data":
        fault = " ".join(filter(None, (answer.get("error_code"), answer.get("error_text"))))
        told = names.said.gettext("Inget svar")
        return [RegisterLine(agency, told, ", ".join(filter(None, (fault, who))), None, True)]
    if not answer["rows"]:
        return [RegisterLine(agency, names.said.gettext("Inga uppgifter"), who)]
    return [_row(names, agency, who, row) for row in answer["rows"]]


def _row(names: Names, agency: str, who: str, row: Facts) -> RegisterLine:
    paid = names.said.day(row["paid_on"]) if row["paid_on"] else ""
    what, detail = (row["benefit"], row["part"]), (row["amount_type"], paid, who)
    return RegisterLine(agency, ", ".join(filter(None, what)), ", ".join(filter(None, detail)), row["net_ore"])
