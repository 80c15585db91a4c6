"""What a worker calls: open a run, fetch its release, tell of it, close it."""

import asyncio
from dataclasses import asdict
from typing import Any

from fastapi import APIRouter, Request, Response
from sqlalchemy import select

from orchestrator.core.db import Scope
from orchestrator.core.errors import BadInput, NotFound
from orchestrator.entrypoints.api import bodies
from orchestrator.entrypoints.api.calls import Calls
from orchestrator.entrypoints.api.context import Worker
from orchestrator.entrypoints.api.uploads import read_at_most
from orchestrator.governance.packages import service as packages
from orchestrator.governance.packages.models import Release
from orchestrator.governance.packages.states import refusal
from orchestrator.operations.fleet import service as fleet
from orchestrator.operations.runs import evidence
from orchestrator.operations.runs import service as runs
from orchestrator.operations.runs.exits import Ending
from orchestrator.operations.runs.models import Run
from orchestrator.outcomes.decisions.release import after_loss

router = APIRouter(prefix="/worker", tags=["workers"])
_SCOPE = Scope.steward("worker")
_KEPT = {"log_html": "text/html", "output_xml": "application/xml", "lease_lost": "application/json"}


@router.post("/runs/open")
def open_run(body: bodies.OpenRun, database: Worker) -> dict[str, Any]:
    """Take a run. One that Prefect's schedule fired has no run of ours yet: it is made here."""
    with database.session(_SCOPE) as session:
        run_id = body.parameters.get("run_id")
        if not run_id:
            run_id = runs.adopt_scheduled(session, body.flow_run_id, body.parameters).id
        opened = runs.open_run(session, body.flow_run_id, body.worker, run_id, body.token)
        run, release = opened.run, opened.release
        return {
            "run_id": run.id, "municipality": run.municipality_code, "process": run.process, "package": run.package,
            "task": run.task, "sha256": release.sha256, "signature": release.signature.hex(), "token": opened.token,
            "refusal": refusal(release),
        }  # fmt: skip


@router.get("/releases/{sha256}")
def release_archive(sha256: str, database: Worker) -> Response:
    with database.session(_SCOPE) as session:
        release = session.scalars(select(Release).where(Release.sha256 == sha256)).one_or_none()
        if release is None:
            raise NotFound("There is no release with this hash.")
        return Response(packages.archive_of(release), media_type="application/zip")


@router.post("/heartbeat")
async def heartbeat(body: bodies.WorkerBeat, database: Worker, request: Request) -> dict[str, Any]:
    """A worker's sign of life for itself and for its runs; the answer carries its orders.

    Kept open until there is something new (`wake`: a run in Prefect, an order of a person) or `wait_seconds` have
    passed: without a thread and without a database session.
    """
    calls: Calls = request.app.state.calls
    wake = await calls.after(body.seen_wake, body.wait_seconds)
    told = fleet.Beat(**body.model_dump(exclude={"wait_seconds", "seen_wake"}))

    def beat() -> fleet.Orders:
        with database.session(_SCOPE) as session:
            return fleet.beat(session, told)

    return {**asdict(await asyncio.to_thread(beat)), "wake": wake}


@router.post("/runs/{run_id}/lines", status_code=204)
def lines(run_id: str, body: bodies.Lines, database: Worker) -> None:
    with database.session(_SCOPE) as session:
        runs.write_lines(session, session.get_one(Run, run_id), body.lines)


@router.post("/runs/{run_id}/evidence", status_code=204)
async def run_evidence(run_id: str, kind: str, name: str, database: Worker, request: Request) -> None:
    content = await read_at_most(request, evidence.LARGEST, name)
    content_type = _KEPT.get(kind)
    if content_type is None:
        raise BadInput(f"A worker keeps {', '.join(_KEPT)} of a run, nothing else.")

    def keep() -> None:
        with database.session(_SCOPE) as session:
            evidence.keep(session, session.get_one(Run, run_id), kind, name, content, content_type)

    await asyncio.to_thread(keep)


@router.post("/runs/{run_id}/close", status_code=204)
def close(run_id: str, body: bodies.CloseRun, database: Worker) -> None:
    """The robot process is dead: what it still held is taken back at once."""
    with database.session(_SCOPE) as session:
        for item in runs.close(session, run_id, Ending(body.kind, body.exit_code, body.cause)):
            after_loss(session, item)
