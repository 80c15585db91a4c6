"""Ask the applicant for what is missing: open the fields, send, undo, and stop waiting."""

from typing import Any

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse
from starlette.datastructures import FormData

from orchestrator.core.errors import Conflict
from orchestrator.entrypoints.portal.context import Page
from orchestrator.entrypoints.portal.pages import inbox_ask, inbox_case, inbox_desk
from orchestrator.entrypoints.portal.pages.inbox import Csrf, Handling, handled
from orchestrator.entrypoints.portal.pages.inbox_case import Typed
from orchestrator.entrypoints.portal.pages.inbox_desk import Desk
from orchestrator.entrypoints.portal.processes import asks_applicant
from orchestrator.operations.queues import inbox
from orchestrator.operations.queues.models import WorkItem
from orchestrator.outcomes.supplements import service

router = APIRouter()
_NOT_THE_FORM = ("csrf", "question", "last_on", "asking", "heard")


@router.post("/inbox/{item_id}/supplement")
def open_fields(visiting: Handling, item_id: str, typed: Typed) -> Response:
    """The same page with the fields open: for those without script. Nothing that was typed is lost."""
    with visiting.act(str(typed.get("csrf", ""))) as page:
        item = _own_turn(page, item_id)
        told = {**_plain(typed), "asking": "1"}
        ask = inbox_ask.typed_into(page, told) if "last_on" in told else inbox_ask.blank(page, item)
        return inbox_case.draw(page, _desk(page, item, typed), ask=ask)


@router.post("/inbox/{item_id}/supplement/send")
def send(visiting: Handling, item_id: str, typed: Typed) -> Response:
    with visiting.act(str(typed.get("csrf", ""))) as page:
        item = _own_turn(page, item_id)
        ask = inbox_ask.typed_into(page, _plain(typed), final=True)
        if ask.problems or ask.day is None:
            return inbox_case.draw(page, _desk(page, item, typed), status=422, ask=ask)
        service.ask(page.session, item.id, page.visitor.person.id, ask.text, ask.day, _kept(typed))
    return RedirectResponse("/inbox", 303)


@router.post("/inbox/{item_id}/supplement/undo")
def undo(visiting: Handling, item_id: str, csrf: Csrf = "") -> Response:
    with visiting.act(csrf) as page:
        item = handled(page, item_id)
        service.undo(page.session, item.id, page.visitor.person.id)
    return RedirectResponse(f"/inbox/{item_id}", 303)


@router.post("/inbox/{item_id}/supplement/withdraw")
def withdraw(visiting: Handling, item_id: str, csrf: Csrf = "") -> Response:
    """Stop waiting: the case is the person's again, at once."""
    with visiting.act(csrf) as page:
        item = handled(page, item_id)
        service.withdraw(page.session, item.id, page.visitor.person.id)
    return RedirectResponse(f"/inbox/{item_id}", 303)


def _own_turn(page: Page, item_id: str) -> WorkItem:
    item = inbox_case.mine_of(page, item_id)
    inbox.require_own_turn(item)
    if not asks_applicant(item.process):
        raise Conflict("No question reaches the applicant of this process from here: ask in your own way.")
    return item


def _desk(page: Page, item: WorkItem, typed: FormData) -> Desk:
    """The desk as typed; a case that no robot could assess has no form."""
    if "assessment" not in typed:
        return inbox_desk.lay_out(page, item)
    return inbox_case.desk_of(page, item, typed, final=False)


def _plain(typed: FormData) -> dict[str, str]:
    return {name: str(value) for name, value in typed.items()}


def _kept(typed: FormData) -> dict[str, Any] | None:
    """What was typed in the case's form, for when the case is back."""
    if "assessment" not in typed:
        return None
    fields = {name: value for name, value in _plain(typed).items() if name not in _NOT_THE_FORM}
    return {"fields": fields, "accepted": [str(value) for value in typed.getlist("accepted")]}
