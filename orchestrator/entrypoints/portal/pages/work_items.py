"""Work items: a list that is filtered, searched by reference, and paged by key."""

from datetime import timedelta
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Response
from fastapi.responses import RedirectResponse

from orchestrator.core.clock import month_of, today
from orchestrator.core.errors import BadInput
from orchestrator.entrypoints.portal.context import Page, Visit, needs
from orchestrator.entrypoints.portal.pages.item_actions import Asked
from orchestrator.governance.catalogue import service as catalogue
from orchestrator.governance.people.rules import Action
from orchestrator.operations.queues import queries
from orchestrator.operations.triggers.why import Reasons, waits

router = APIRouter()
_MONTHS_BACK = 12


@router.get("/work-items")
def work_items(
    visiting: Annotated[Visit, needs(Action.SEE_WORK_ITEMS)],
    state: str = "",
    process: str = "",
    month: str = "",
    municipality: str = "",
    q: Annotated[str, Query(max_length=80)] = "",
    before: str = "",
) -> Response:
    """The list. A search that finds exactly one case by its whole reference goes straight to it."""
    if state and state not in queries.GROUPS:
        raise BadInput("Choose one of the states in the list.")
    with visiting.read() as page:
        page.in_role(process or page.process)
        wanted = queries.ItemFilter(page.choose(municipality), state, page.process or process, month, q.strip(), before)
        found = queries.find(page.session, wanted)
        if q and found.total == 1 and found.items[0].reference == q.strip():
            return RedirectResponse(f"/work-items/{found.items[0].id}", 303)
        asked = {"state": state, "process": process, "month": month, "municipality": municipality, "q": q}
        whys = Reasons(page.session).items([item for item in found.items if waits(item)])
        kept = {name: value for name, value in asked.items() if value}
        return page.html(
            "work_items.html", found=found, asked=asked, filtered=bool(kept), paged=bool(before), first=_link(kept),
            here=_link(kept | ({"before": before} if before else {})),
            next=_link(kept | {"before": found.next_key}) if found.next_key else None, months=_months(),
            processes=_processes(page), page=page, whys=whys, say=page.sayer(*whys.values()),
            asked_of_items=Asked(), acts=page.visitor.may(Action.MOVE_ITEMS),
        )  # fmt: skip


def _link(values: dict[str, str]) -> str:
    return "/work-items" + (f"?{urlencode(values)}" if values else "")


def _processes(page: Page) -> list[str]:
    """To choose from: who works in one process has no choice."""
    return [page.process] if page.process else catalogue.processes(page.session, page.codes)


def _months() -> list[str]:
    """This month and the eleven before it."""
    day, months = today(), []
    for _ in range(_MONTHS_BACK):
        months.append(month_of(day))
        day = day.replace(day=1) - timedelta(days=1)
    return months
