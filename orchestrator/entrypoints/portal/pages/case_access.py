"""Open a case that is not one's own: operations ask on the case's page, the municipality's business owner answers."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Response
from fastapi.responses import RedirectResponse

from orchestrator.core.clock import in_domain
from orchestrator.core.errors import BadInput
from orchestrator.entrypoints.portal.context import Page, Visit, needs
from orchestrator.entrypoints.portal.i18n import N_
from orchestrator.governance.people import case_access
from orchestrator.governance.people.models import CaseAccess
from orchestrator.governance.people.queries import actor_names
from orchestrator.governance.people.rules import Action
from orchestrator.operations.queues import queries
from orchestrator.operations.queues.models import WorkItem

router = APIRouter()
Asking = Annotated[Visit, needs(Action.ASK_CASE_ACCESS)]
Granting = Annotated[Visit, needs(Action.GRANT_CASE_ACCESS)]
Csrf = Annotated[str, Form()]
Text = Annotated[str, Form(max_length=2000)]
TIMES = {15: N_("15 minuter"), 30: N_("30 minuter"), 60: N_("1 timme"), 120: N_("2 timmar"), 240: N_("4 timmar")}
_LONGEST_REASON = 200


@dataclass(frozen=True)
class Asked:
    """A question with its case and who asked."""

    row: CaseAccess
    item: WorkItem
    who: str


@router.post("/work-items/{item_id}/access")
def ask(visiting: Asking, item_id: str, csrf: Csrf = "", reason: Text = "") -> Response:
    with visiting.act(csrf) as page:
        item = _item(page, item_id)
        if not reason.strip() or len(reason) > _LONGEST_REASON:
            return RedirectResponse(f"/work-items/{item.id}?missing=access#access", 303)
        case_access.ask(
            page.session, item.municipality_code, item.process, item.id, page.visitor.person.id, reason
        )  # fmt: skip
    return RedirectResponse(f"/work-items/{item_id}#access", 303)


@router.post("/work-items/{item_id}/access/end")
def done(visiting: Asking, item_id: str, csrf: Csrf = "") -> Response:
    """Whoever asked is done, or takes the question back."""
    with visiting.act(csrf) as page:
        item = _item(page, item_id)
        mine = case_access.latest(page.session, page.visitor.person.id, item.id)
        if mine is not None:
            case_access.end(page.session, mine.id, page.visitor.person.id)
    return RedirectResponse(f"/work-items/{item_id}", 303)


@router.get("/case-access")
def show(visiting: Granting) -> Response:
    with visiting.read() as page:
        return _page(page)


@router.post("/case-access/{access_id}/grant")
def grant(visiting: Granting, access_id: str, csrf: Csrf = "", minutes: Annotated[str, Form()] = "") -> Response:
    with visiting.act(csrf) as page:
        _mine_to_answer(page, access_id)
        if not minutes.isdecimal() or int(minutes) not in TIMES:
            raise BadInput("Choose one of the times in the list.")
        case_access.grant(page.session, access_id, page.visitor.person.id, int(minutes))
    return RedirectResponse("/case-access", 303)


@router.post("/case-access/{access_id}/refuse")
def refuse(visiting: Granting, access_id: str, csrf: Csrf = "", reason: Text = "") -> Response:
    with visiting.act(csrf) as page:
        _mine_to_answer(page, access_id)
        if not reason.strip() or len(reason) > _LONGEST_REASON:
            return _page(page, missing=access_id, reason=reason)
        case_access.refuse(page.session, access_id, page.visitor.person.id, reason)
    return RedirectResponse("/case-access", 303)


@router.post("/case-access/{access_id}/end")
def end(visiting: Granting, access_id: str, csrf: Csrf = "") -> Response:
    with visiting.act(csrf) as page:
        _mine_to_answer(page, access_id)
        case_access.end(page.session, access_id, page.visitor.person.id)
    return RedirectResponse("/case-access", 303)


@dataclass(frozen=True)
class Access:
    """How it stands between a visitor and a case. `state`: open (nothing asked) | waits | refused | given."""

    state: str
    row: CaseAccess | None = None


def access_view(page: Page, item: WorkItem) -> Access | None:
    """For those who ask; None for those of the municipality, who need not."""
    if not page.visitor.may(Action.ASK_CASE_ACCESS):
        return None
    row = case_access.latest(page.session, page.visitor.person.id, item.id)
    if row is not None and row.ended_at is None and row.answer is None:
        return Access("waits", row)
    if page.access_to(item) is not None:
        return Access("given", row)
    return Access("refused" if row is not None and row.answer == "refused" else "open", row)


def _page(page: Page, missing: str = "", reason: str = "") -> Response:
    waits = case_access.waiting(page.session, page.codes, page.process)
    given = case_access.given(page.session, page.codes, page.process)
    items = queries.many(page.session, {row.work_item_id for row in (*waits, *given)})
    named = actor_names(page.session, {f"person:{row.person_id}" for row in (*waits, *given)})

    def told(rows: list[CaseAccess]) -> list[Asked]:
        return [Asked(row, items[row.work_item_id], named.get(f"person:{row.person_id}", "–")) for row in rows]

    return page.html(
        "case_access.html", 422 if missing else 200, waits=told(list(waits)), given=told(given), times=TIMES,
        in_domain=in_domain, missing=missing, reason=reason, usual=60, page=page,
    )  # fmt: skip


def _item(page: Page, item_id: str) -> WorkItem:
    item = queries.one(page.session, item_id)
    page.in_role(item.process)
    return item


def _mine_to_answer(page: Page, access_id: str) -> None:
    page.in_role(case_access.one(page.session, access_id).process)
