"""One run: what it does now, what it did, its live log, and how to stop it."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse, StreamingResponse

from orchestrator.entrypoints.portal.context import Page, Visit, needs
from orchestrator.governance.packages.models import Release
from orchestrator.governance.people.rules import Action
from orchestrator.operations.queues.queries import one as one_item
from orchestrator.operations.runs import evidence, queries, service
from orchestrator.operations.runs.models import Run
from orchestrator.operations.triggers.why import Reasons

router = APIRouter()
Watching = Annotated[Visit, needs(Action.SEE_RUNS)]
_NAP_SECONDS = 0.7
_STILL_HERE_EVERY = 20  # naps between signs of life, so that no proxy thinks the stream is dead


@router.get("/runs/{run_id}")
def show(visiting: Watching, run_id: str) -> Response:
    with visiting.read(trying=visiting.in_twin(Run, run_id)) as page:
        return _page(page, _run(page, run_id))


@router.post("/runs/{run_id}/stop")
def stop(
    visiting: Annotated[Visit, needs(Action.STOP_RUN)],
    run_id: str,
    csrf: Annotated[str, Form()] = "",
    how: Annotated[str, Form()] = "finish",
    reason: Annotated[str, Form()] = "",
) -> Response:
    """Stop with a reason: the case in work is finished, or the robot ends at once."""
    with visiting.act(csrf, trying=visiting.in_twin(Run, run_id)) as page:
        run = _run(page, run_id)
        if not reason.strip():
            return _page(page, run, status=422, missing_reason=how)
        service.stop(page.session, run_id, how, reason.strip())
    return RedirectResponse(f"/runs/{run_id}", 303)


@router.get("/runs/{run_id}/lines")
async def lines(visiting: Watching, run_id: str, request: Request, after: str = "") -> Response:
    """New lines as server-sent events. No database session is held while waiting; the right is asked each time."""
    after = request.headers.get("last-event-id") or after
    first = await asyncio.to_thread(_read, visiting, run_id, after)
    return StreamingResponse(_follow(visiting, run_id, request, after, first), media_type="text/event-stream")


async def _follow(
    visiting: Visit, run_id: str, request: Request, after: str, read: tuple[list[dict[str, str]], Run]
) -> AsyncIterator[str]:
    naps = 0
    while True:
        found, run = read
        for line in found:
            after = line["id"]
            yield f"id: {after}\nevent: line\ndata: {json.dumps(line, ensure_ascii=False)}\n\n"
        if found or naps % _STILL_HERE_EVERY == 0:
            yield f"event: now\ndata: {json.dumps({'text': run.does_now}, ensure_ascii=False)}\n\n"
        if run.state not in service.ALIVE:
            yield "event: end\ndata: {}\n\n"
            return
        await asyncio.sleep(_NAP_SECONDS)
        if await request.is_disconnected():
            return
        naps += 1
        read = await asyncio.to_thread(_read, visiting, run_id, after)


def _read(visiting: Visit, run_id: str, after: str) -> tuple[list[dict[str, str]], Run]:
    with visiting.read(trying=visiting.in_twin(Run, run_id)) as page:
        run = _run(page, run_id)
        found = queries.lines_after(page.session, run_id, after)
        return [{"id": row.id, "at": page.words.clock(row.at), "text": row.text} for row in found], run


def _run(page: Page, run_id: str) -> Run:
    run = queries.one(page.session, run_id)
    page.in_role(run.process)
    return run


def _page(page: Page, run: Run, status: int = 200, missing_reason: str = "") -> Response:
    mine = [
        row for row in queries.pictures_of(page.session, run.id)
        if row.work_item_id and page.may_open(one_item(page.session, row.work_item_id))
    ]  # fmt: skip
    documents = evidence.of_run(page.session, run.id) if page.visitor.may(Action.READ_RUN_DOCUMENTS) else ()
    return page.html(
        "run.html", status, run=run, attempts=queries.attempts_of(page.session, run.id),
        ends=queries.ends_by_run(page.session, [run.id])[run.id], lines=queries.last_lines(page.session, run.id),
        documents=documents, alive=run.state in service.ALIVE,
        pictures=mine if page.visitor.fresh else [], pictures_wait=bool(mine) and not page.visitor.fresh,
        release=page.session.get(Release, run.release_id), municipality=page.place(run.municipality_code),
        missing_reason=missing_reason, why=page.sayer()(Reasons(page.session).run(run)),
    )  # fmt: skip
