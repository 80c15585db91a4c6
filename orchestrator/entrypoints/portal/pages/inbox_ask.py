"""The question to the applicant as a caseworker writes it, and those asked before with what was answered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from orchestrator.core.clock import today
from orchestrator.entrypoints.portal.context import Page
from orchestrator.entrypoints.portal.i18n import N_
from orchestrator.entrypoints.portal.pages.inbox_words import read_day
from orchestrator.governance.people.queries import caseworkers
from orchestrator.operations.queues.models import WorkItem
from orchestrator.outcomes.supplements import queries, rules

# The codes of `supplements/rules.py`, as one reads them beside the field.
_SAID = {
    "empty": N_("Skriv vad som saknas. Den sökande läser det på Mina sidor."),
    "long": N_("Skriv kortare: högst 2 000 tecken."),
    "number": N_("Här verkar ett personnummer stå: ta bort det. Den sökande vet vem det gäller."),
    "no_day": N_("Skriv sista dagen som ett datum, till exempel 2026-12-07."),
    "past": N_("Den dagen har varit. Välj i dag eller en senare dag."),
    "far": N_("Välj en dag högst 90 dagar framåt, så att ärendet inte glöms bort."),
}


@dataclass(frozen=True)
class Ask:
    """What stands in the fields. `open`: they are shown. `day` is None where what was typed is no date."""

    text: str
    last_on: str
    open: bool = False
    day: date | None = None
    problems: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Asked:
    """A question that was asked, by whom."""

    told: queries.Opened
    who: str


def blank(page: Page, item: WorkItem) -> Ask:
    """Fields to begin with; a question that was just undone stands in them again."""
    usual = rules.usual_last_day(today())
    last = queries.latest(page.session, item.id)
    if last is not None and last.row.end == "undone":
        return Ask(last.question, last.row.last_on.isoformat(), open=True, day=last.row.last_on)
    return Ask("", usual.isoformat(), day=usual)


def typed_into(page: Page, typed: Mapping[str, str], *, final: bool = False) -> Ask:
    """The fields as typed. `final`: what must be put right stands beside them."""
    text, last_on = typed.get("question", ""), typed.get("last_on", "")
    read = read_day(last_on)
    day = date.fromisoformat(read) if read else None
    wrong = rules.problems(text, day, today()) if final else {}
    told = {name: page.words.gettext(_SAID[code]) for name, code in wrong.items()}
    return Ask(text, last_on, open=final or typed.get("asking") == "1", day=day, problems=told)


def asked_of(page: Page, item: WorkItem) -> list[Asked]:
    """The questions of a case, oldest first, each with the name of who asked."""
    named = {one.id: one.name for one in caseworkers(page.session, item.municipality_code, item.process)}
    unknown = page.words.gettext("en kollega")
    return [Asked(told, named.get(told.row.asked_by, unknown)) for told in queries.of_item(page.session, item.id)]


def heard(asked: list[Asked]) -> str:
    """How many answers have come: a form tells it back, so that nothing is decided past an answer that nobody read."""
    return str(sum(one.told.row.answered_at is not None for one in asked))
