"""Who has read which cases: what was odd, with its ground; explained, or asked about; and the reader's own answer."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Response
from fastapi.responses import RedirectResponse

from orchestrator.core.errors import BadInput
from orchestrator.entrypoints.portal.context import OwnAccount, Page, Visit, needs
from orchestrator.governance.people.queries import actor_names
from orchestrator.governance.people.rules import Action
from orchestrator.governance.readings import rules, service
from orchestrator.governance.readings.models import OddReading
from orchestrator.operations.queues import queries
from orchestrator.operations.queues.models import WorkItem

router = APIRouter()
Reviewing = Annotated[Visit, needs(Action.REVIEW_READING)]
Csrf = Annotated[str, Form()]
Text = Annotated[str, Form(max_length=5000)]


@dataclass(frozen=True)
class Typed:
    """What came back for a correction: in which finding, in which of its two fields."""

    reading_id: str = ""
    what: str = ""
    text: str = ""


@router.get("/readings")
def show(visiting: Reviewing) -> Response:
    with visiting.read() as page:
        return _review(page)


@router.post("/readings/{reading_id}/close")
def close(visiting: Reviewing, reading_id: str, csrf: Csrf = "", reason: Text = "") -> Response:
    with visiting.act(csrf) as page:
        if not _fits(reason):
            return _review(page, Typed(reading_id, "close", reason))
        service.close(page.session, reading_id, page.visitor.person.id, reason)
    return RedirectResponse("/readings", 303)


@router.post("/readings/{reading_id}/ask")
def ask(visiting: Reviewing, reading_id: str, csrf: Csrf = "", question: Text = "") -> Response:
    with visiting.act(csrf) as page:
        if not _fits(question):
            return _review(page, Typed(reading_id, "ask", question))
        service.ask(page.session, reading_id, page.visitor.person.id, question)
    return RedirectResponse("/readings", 303)


@router.get("/readings/mine")
def mine(visiting: OwnAccount) -> Response:
    with visiting.read() as page:
        return _mine(page)


@router.post("/readings/mine/{reading_id}")
def answer(visiting: OwnAccount, reading_id: str, csrf: Csrf = "", answer: Text = "") -> Response:
    with visiting.act(csrf) as page:
        if not _fits(answer):
            return _mine(page, Typed(reading_id, "answer", answer))
        service.answer(page.session, reading_id, page.visitor.person.id, answer)
    return RedirectResponse("/readings/mine", 303)


def _fits(text: str) -> bool:
    try:
        service.words(text)
    except BadInput:
        return False
    return True


def _review(page: Page, typed: Typed = Typed()) -> Response:
    me = page.visitor.person.id
    return _page(page, "readings.html", list(service.to_review(page.session, page.codes, but=me)), typed)


def _mine(page: Page, typed: Typed = Typed()) -> Response:
    found = service.asked_of(page.session, page.codes, page.visitor.person.id)
    return _page(page, "my_readings.html", list(found), typed)


def _page(page: Page, template: str, rows: list[OddReading], typed: Typed) -> Response:
    items: dict[str, WorkItem] = queries.many(page.session, {item_id for row in rows for item_id in row.items})
    people = {f"person:{person_id}" for row in rows for person_id in (row.person_id, row.asked_by) if person_id}
    return page.html(
        template, 422 if typed.what else 200, rows=rows, items=items, names=actor_names(page.session, people),
        typed=typed, page=page, rules=rules, longest=service.LONGEST,
    )  # fmt: skip
