"""The letter of a decision, on the page and as a PDF. Staff who open it stand in the trail; the applicant's own
opening is another fact and is not touched here."""

import re
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Response
from markupsafe import Markup

from orchestrator.core.errors import NotAllowed, NotFound
from orchestrator.entrypoints.portal.context import Page, Visit, needs
from orchestrator.governance.people.rules import Action
from orchestrator.operations.queues import queries
from orchestrator.operations.queues.models import WorkItem
from orchestrator.outcomes.decisions.assess import current_decision
from orchestrator.outcomes.letters import service as letters
from orchestrator.outcomes.letters.models import Letter
from orchestrator.outcomes.letters.pdf import to_pdf

router = APIRouter()


@dataclass(frozen=True)
class Opened:
    """A letter that has been opened: its row and its whole HTML."""

    item: WorkItem
    letter: Letter
    html: str

    @property
    def body(self) -> Markup:
        """What stands in it. Our own template wrote it, with everything escaped."""
        found = re.search(r"<main>(.*)</main>", self.html, re.DOTALL)
        return Markup(found.group(1)) if found else Markup("")  # noqa: S704


@router.get("/work-items/{item_id}/letter")
def show(visiting: Annotated[Visit, needs(Action.SEE_WORK_ITEMS)], item_id: str) -> Response:
    with visiting.read() as page:
        found = _open(page, item_id, "page")
        return page.html("letter.html", found=found, item=found.item)


@router.get("/work-items/{item_id}/letter.pdf")
def pdf(visiting: Annotated[Visit, needs(Action.SEE_WORK_ITEMS)], item_id: str) -> Response:
    """The PDF is made when the transaction is over: a browser at work never holds the database."""
    with visiting.read() as page:
        found = _open(page, item_id, "pdf")
    name = re.sub(r"[^A-Za-z0-9-]", "-", found.item.reference)
    headers = {"Content-Disposition": f'inline; filename="beslut-{name}.pdf"'}
    return Response(to_pdf(found.html), media_type="application/pdf", headers=headers)


def _open(page: Page, item_id: str, form: str) -> Opened:
    item = queries.one(page.session, item_id)
    page.in_role(item.process)
    if not page.may_open(item):
        raise NotAllowed("Letters are read in their own municipality.")
    decision = current_decision(page.session, item.id)
    if decision is None:
        raise NotFound("There is no letter for this case.")
    page.open(item, "letter_read", form=form)
    letter, html = letters.letter_of(page.session, decision.id)
    return Opened(item, letter, html)
