"""A register that gave no answer: what a person has looked up instead. A missing answer is never a zero."""

import calendar
from dataclasses import dataclass, replace
from typing import Any

from orchestrator.entrypoints.portal.pages.inbox_fields import Facts, Field, Form, Group, Typed, at, read_value
from orchestrator.entrypoints.portal.pages.inbox_words import Names


@dataclass(frozen=True)
class Missing:
    """One agency's missing answer for one person, and the payments that it can show."""

    agency: str
    person: str
    rows: tuple[Facts, ...]

    @property
    def path(self) -> str:
        return f"answer.{self.agency}.{self.person}"

    @property
    def one_amount(self) -> bool:
        return len(self.rows) == 1


def missing_answers(names: Names, facts: Facts) -> list[Missing]:
    """Agencies that answered with an error, and those that were never asked."""
    told = names.form.get("answers")
    if not told:
        return []
    people = [entry["person"] for entry in at(facts, told["people"].split(".")) or []]
    answered = {
        (answer["agency"], answer["person"])
        for answer in at(facts, told["at"].split(".")) or [] if answer["status"] == "data"
    }  # fmt: skip
    return [
        Missing(agency, person, tuple(rows))
        for person in people
        for agency, rows in told["agencies"].items()
        if (agency, person) not in answered
    ]


def answer_group(names: Names, facts: Facts) -> Group | None:
    """Their fields, all in one open group."""
    asked = names.form.get("answers")
    if not asked:
        return None
    month = names.said.month_name(at(facts, asked["month"].split(".")))
    fields = [one for missing in missing_answers(names, facts) for one in _fields(names, missing, month)]
    return Group(names.said.gettext("Register som inte svarade"), fields, open=True) if fields else None


def answered_into(group: Group, form: Form, typed: Typed, names: Names, *, final: bool) -> Form:
    """The facts with what was looked up. `final`: what is not filled in is an error, not only unknown."""
    shown, problems = [], dict(form.problems)
    for one in group.fields:
        text = typed.get(one.name, "")
        _value, error = ("", "") if not text.strip() and not final else read_value(one, text, names)
        if one.kind == "flag" and final and not text:
            error = names.said.gettext("Ta reda på uppgiften och kryssa i när du har gjort det.")
        elif one.kind == "amount" and not one.optional and final and not text.strip():
            error = _fill_in(one, names)
        if error:
            problems[one.path] = error
        shown.append(replace(one, value=text, error=error))
    facts = form.facts
    for missing in missing_answers(names, facts):
        rows = _rows(missing, {one.path: one for one in shown}, names, facts)
        if rows is not None:
            _answer(names, facts, missing, rows)
    return Form([replace(group, fields=shown), *form.groups], facts, problems)


def _fill_in(one: Field, names: Names) -> str:
    label = one.label[:1].lower() + one.label[1:]
    return names.said.gettext("Fyll i %(label)s, eller skriv 0 om inget betalades ut.") % {"label": label}


def _fields(names: Names, missing: Missing, month: str) -> list[Field]:
    who, agency = names.name(missing.person), names.name(missing.agency)
    hint = names.said.gettext("%(agency)s svarade inte. Att svaret saknas betyder inte att inkomsten saknas.") % {
        "agency": agency[:1].upper() + agency[1:]
    }
    amounts = [
        Field(
            f"{missing.path}.{number}", "amount",
            names.said.gettext("%(benefit)s efter skatt, %(month)s, %(person)s")
            % {"benefit": row["benefit"], "month": month, "person": who},
            "", hint if missing.one_amount else "", minimum=0, maximum=1_000_000_000,
            optional=not missing.one_amount,
        )
        for number, row in enumerate(missing.rows)
    ]  # fmt: skip
    if missing.one_amount:
        return amounts
    checked = names.said.gettext("Jag har tagit reda på vad %(agency)s har om %(person)s") % {
        "agency": agency, "person": who,
    }  # fmt: skip
    return [*amounts, Field(missing.path, "flag", checked, "", hint)]


def _rows(missing: Missing, fields: dict[str, Field], names: Names, facts: Facts) -> list[Facts] | None:
    """The payments that were looked up; None while nobody has."""
    mine = [(fields[f"{missing.path}.{number}"], row) for number, row in enumerate(missing.rows)]
    if any(one.error for one, _row in mine):
        return None
    if missing.one_amount:
        if not mine[0][0].value.strip():
            return None
    elif fields[missing.path].value != "true":
        return None
    day = _last_day(at(facts, names.form["answers"]["month"].split(".")))
    amounts = [(read_value(one, one.value, names)[0], row) for one, row in mine]
    return [{**row, "net_ore": ore, "paid_on": day} for ore, row in amounts if ore]


def _answer(names: Names, facts: Facts, missing: Missing, rows: list[Facts]) -> None:
    answers: list[Any] = at(facts, names.form["answers"]["at"].split("."))
    mine = {"agency": missing.agency, "person": missing.person}
    answers[:] = [answer for answer in answers if {name: answer[name] for name in mine} != mine]
    answers.append({**mine, "status": "data", "error_code": None, "error_text": None, "rows": rows})


def _last_day(month: str) -> str:
    year, number = (int(part) for part in month.split("-"))
    return f"{month}-{calendar.monthrange(year, number)[1]:02}"
