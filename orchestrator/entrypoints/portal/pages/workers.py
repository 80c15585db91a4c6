"""One worker: what it carries, and how operations let it finish and take no more."""

from typing import Annotated

from fastapi import APIRouter, Form, Response
from fastapi.responses import RedirectResponse

from orchestrator.core.clock import in_domain
from orchestrator.core.errors import NotFound
from orchestrator.core.logging import log
from orchestrator.entrypoints.portal.context import Page, Visit, needs
from orchestrator.entrypoints.portal.pages.queues import worker_state
from orchestrator.governance.people.rules import Action
from orchestrator.operations.fleet import queries, service
from orchestrator.operations.runs import queries as runs

router = APIRouter()
Ordering = Annotated[Visit, needs(Action.DRAIN_WORKER)]


@router.get("/workers/{name}")
def worker(visiting: Annotated[Visit, needs(Action.SEE_QUEUES)], name: str) -> Response:
    with visiting.read() as page:
        return _page(page, name)


@router.post("/workers/{name}/drain")
def drain(
    visiting: Ordering,
    name: str,
    csrf: Annotated[str, Form()] = "",
    reason: Annotated[str, Form()] = "",
) -> Response:
    """The worker finishes what it runs and takes no more."""
    with visiting.act(csrf) as page:
        if not reason.strip():
            return _page(page, name, 422)
        service.drain(page.session, name, reason.strip())
        log.info("worker_drained", worker=name, by=page.visitor.person.id)
    return RedirectResponse(f"/workers/{name}", 303)


@router.post("/workers/{name}/undrain")
def undrain(visiting: Ordering, name: str, csrf: Annotated[str, Form()] = "") -> Response:
    """The worker takes runs again."""
    with visiting.act(csrf) as page:
        service.undrain(page.session, name)
        log.info("worker_undrained", worker=name, by=page.visitor.person.id)
    return RedirectResponse(f"/workers/{name}", 303)


def _page(page: Page, name: str, status: int = 200) -> Response:
    found = next((row for row in queries.workers(page.session) if row.worker.name == name), None)
    if found is None:
        raise NotFound("There is no such worker here.")
    carried = {run["run_id"]: run["memory_mb"] for run in found.worker.runs if found.state != "away"}
    known = runs.many(page.session, set(carried)).values()
    mine = {run.id: run for run in known if page.process in ("", run.process)}
    return page.html(
        "worker.html", status, found=found, state=worker_state(found), carried=carried, mine=mine, page=page,
        drains=page.visitor.may(Action.DRAIN_WORKER), seen_at=in_domain(found.worker.seen_at),
        missing_reason=status == 422,
    )  # fmt: skip
