"""The caseworker's inbox: what waits, and what one does with a case as a whole: claim, pass on, give back, undo."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form, Response
from fastapi.responses import RedirectResponse

from orchestrator.core.clock import machine_now
from orchestrator.core.errors import BadInput, NotAllowed
from orchestrator.core.masking import mask_personal_numbers
from orchestrator.entrypoints.portal.context import Page, Visit, needs
from orchestrator.entrypoints.portal.pages.inbox_seen import household_of
from orchestrator.entrypoints.portal.pages.inbox_words import names_of
from orchestrator.governance.people.queries import caseworkers
from orchestrator.governance.people.rules import Action
from orchestrator.operations.queues import handling, inbox, queries
from orchestrator.operations.queues.models import WorkItem
from orchestrator.outcomes.decisions import person
from orchestrator.outcomes.decisions import queries as decisions
from orchestrator.outcomes.supplements import queries as supplements
from orchestrator.outcomes.supplements.models import SupplementRequest

router = APIRouter()
_REASON_MOST = 150
Csrf = Annotated[str, Form()]
Handling = Annotated[Visit, needs(Action.HANDLE_CASE)]


@dataclass(frozen=True)
class Row:
    """An item in the list. Only one's own show who it is about."""

    item: WorkItem
    reasons: int
    household: str
    mine: bool
    due_at: datetime | None
    segment: str
    asked: SupplementRequest | None = None


@dataclass(frozen=True)
class Undo:
    """What the person has just done and can take back, with the seconds that are left."""

    item: WorkItem
    left: int
    path: str
    asked: bool = False


@router.get("/inbox")
def show(visiting: Handling) -> Response:
    with visiting.read() as page:
        found = inbox.inbox(page.session, page.codes, page.process, page.visitor.person.id)
        return page.html(
            "inbox.html", rows=rows_of(page, found.to_do), others=rows_of(page, found.others),
            with_applicant=rows_of(page, found.with_applicant), outside=rows_of(page, found.outside),
            in_rounds=rows_of(page, found.in_rounds),
            undos=undos_of(page), colleagues=_names(page, [*found.others, *found.with_applicant]),
        )  # fmt: skip


@router.post("/inbox/{item_id}/claim")
def claim(visiting: Handling, item_id: str, csrf: Csrf = "") -> Response:
    with visiting.act(csrf) as page:
        item = handled(page, item_id)
        mine_before = item.assigned_to == page.visitor.person.id
        inbox.claim(page.session, item.id, page.visitor.person.id)
        if not mine_before:
            handling.begin(page.session, item, page.visitor.person.id)
    return RedirectResponse(f"/inbox/{item_id}", 303)


@router.post("/inbox/{item_id}/return")
def give_back(visiting: Handling, item_id: str, csrf: Csrf = "", reason: Annotated[str, Form()] = "") -> Response:
    """Back to the robot, with a reason: it reads and assesses anew."""
    with visiting.act(csrf) as page:
        item = handled(page, item_id)
        if not reason.strip():
            return RedirectResponse(f"/inbox/{item_id}?missing=return#return", 303)
        handling.seen(page.session, item, page.visitor.person.id)
        inbox.return_to_robot(page.session, item.id, page.visitor.person.id, _said(reason))
    return RedirectResponse("/inbox", 303)


@router.post("/inbox/{item_id}/forward")
def forward(
    visiting: Handling, item_id: str, csrf: Csrf = "", to: Annotated[str, Form()] = "",
    reason: Annotated[str, Form()] = "",
) -> Response:  # fmt: skip
    """To a colleague, or to everybody."""
    with visiting.act(csrf) as page:
        item = handled(page, item_id)
        known = {colleague.id for colleague in caseworkers(page.session, item.municipality_code, item.process)}
        if to and to not in known:
            raise BadInput("Choose one of the caseworkers in the list.")
        handling.seen(page.session, item, page.visitor.person.id)
        inbox.forward(page.session, item.id, page.visitor.person.id, to or None, _said(reason))
    return RedirectResponse("/inbox", 303)


@router.post("/inbox/{item_id}/undo")
def undo(visiting: Handling, item_id: str, csrf: Csrf = "") -> Response:
    with visiting.act(csrf) as page:
        item = handled(page, item_id)
        person.undo(page.session, item.id, page.visitor.person.id)
    return RedirectResponse(f"/inbox/{item_id}", 303)


@router.post("/inbox/{item_id}/beat")
def beat(visiting: Handling, item_id: str, csrf: Csrf = "", what: Annotated[str, Form()] = "beat") -> Response:
    """A sign of life from the page's script: `beat`, `back` after an absence, `pause` or `resume`."""
    with visiting.act(csrf) as page:
        item = inbox.claimed_by(page.session, handled(page, item_id).id, page.visitor.person.id)
        tick(page, item, what)
    return Response(status_code=204)


def tick(page: Page, item: WorkItem, what: str) -> None:
    """Let the clock know what the person does."""
    mine = page.visitor.person.id
    if what == "pause":
        handling.pause(page.session, item, mine)
    elif what == "resume":
        handling.resume(page.session, item, mine)
    else:
        handling.seen(page.session, item, mine, counts=what != "back")


def handled(page: Page, item_id: str) -> WorkItem:
    """The item, if this role handles cases there."""
    item = queries.one(page.session, item_id)
    page.in_role(item.process)
    if not page.may_open(item):
        raise NotAllowed("Cases are handled in their own municipality.")
    return item


def rows_of(page: Page, items: list[WorkItem]) -> list[Row]:
    """How items stand in the list. What another's case holds is not opened for it."""
    mine = page.visitor.person.id
    ids = [item.id for item in items]
    rows, told = [], decisions.newest_told(page.session, ids)
    asked = supplements.latest_by_item(page.session, ids)
    for item in items:
        own = item.assigned_to == mine
        facts = person.facts_of(page.session, item.id) if own else None
        household = household_of(names_of(item.process, page.words), facts) if facts else ""
        segment, reasons = told.get(item.id, ("", 0))
        rows.append(Row(item, reasons, household, own, item.due_at, segment, asked.get(item.id)))
    return rows


def undos_of(page: Page) -> list[Undo]:
    """One's own decisions and questions that can still be taken back."""
    moment, mine = machine_now(), page.visitor.person.id
    decided = decisions.prepared_by(page.session, f"person:{mine}", moment)
    asked = supplements.undoable(page.session, mine, moment)
    return [
        *(Undo(item, _left(item.available_at, moment), f"/inbox/{item.id}/undo") for item in decided),
        *(Undo(item, _left(row.undo_until, moment), f"/inbox/{item.id}/supplement/undo", True) for item, row in asked),
    ]


def _left(until: datetime, moment: datetime) -> int:
    return max(1, int((until - moment).total_seconds()))


def _names(page: Page, others: list[WorkItem]) -> dict[str, str]:
    named: dict[str, str] = {}
    for place, process in {(item.municipality_code, item.process) for item in others}:
        named |= {one.id: one.name for one in caseworkers(page.session, place, process)}
    return named


def _said(reason: str) -> str:
    """What stands in the trail holds no personal number."""
    return mask_personal_numbers(reason.strip())[:_REASON_MOST]
