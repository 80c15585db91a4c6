"""One worker: what it carries, and how operations let it finish and take no more."""

from typing import Annotated

from fastapi import APIRouter, Form, Response
from fastapi.responses import RedirectResponse

from orchestrator.core.clock import in_domain
from orchestrator.core.errors import NotAllowed, NotFound
from orchestrator.core.logging import log
from orchestrator.entrypoints.portal.context import Page, Visiting
from orchestrator.entrypoints.portal.pages.queues import may_drain, worker_state
from orchestrator.governance.people.rules import Action
from orchestrator.operations.fleet import queries, service
from orchestrator.operations.runs import queries as runs

router = APIRouter()


@router.get("/workers/{name}")
def worker(visiting: Visiting, name: str) -> Response:
    with visiting.read(Action.SEE_QUEUES) as page:
        return _page(page, name)


@router.post("/workers/{name}/drain")
def drain(
    visiting: Visiting, name: str, csrf: Annotated[str, Form()] = "", reason: Annotated[str, Form()] = ""
) -> Response:
    """The worker finishes what it runs and takes no more."""
    with visiting.act(Action.DRAIN_WORKER, csrf) as page:
        _require_region(page)
        if not reason.strip():
            return _page(page, name, 422)
        service.drain(page.session, name, reason.strip())
        log.info("worker_drained", worker=name, by=page.visitor.person.id)
    return RedirectResponse(f"/workers/{name}", 303)


@router.post("/workers/{name}/undrain")
def undrain(visiting: Visiting, name: str, csrf: Annotated[str, Form()] = "") -> Response:
    """The worker takes runs again."""
    with visiting.act(Action.DRAIN_WORKER, csrf) as page:
        _require_region(page)
        service.undrain(page.session, name)
        log.info("worker_undrained", worker=name, by=page.visitor.person.id)
    return RedirectResponse(f"/workers/{name}", 303)


def _require_region(page: Page) -> None:
    if not may_drain(page):
        raise NotAllowed("Workers are the region's: only operations of the whole region drain them.")


def _page(page: Page, name: str, status: int = 200) -> Response:
    found = next((row for row in queries.workers(page.session) if row.worker.name == name), None)
    if found is None:
        raise NotFound("There is no such worker here.")
    carried = {run["run_id"]: run["memory_mb"] for run in found.worker.runs if found.state != "away"}
    mine = runs.many(page.session, set(carried))
    return page.html(
        "worker.html", status, found=found, state=worker_state(found), carried=carried, mine=mine, page=page,
        drains=may_drain(page), seen_at=in_domain(found.worker.seen_at), missing_reason=status == 422,
    )  # fmt: skip
