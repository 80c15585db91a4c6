"""What a run tells of itself and of its case, and what it may ask for: evidence, progress, secrets, configuration."""

import asyncio
import re
from typing import Any

from fastapi import APIRouter, Request

from orchestrator.core.errors import NotAllowed
from orchestrator.core.masking import mask_personal_numbers
from orchestrator.entrypoints.api import answers, bodies
from orchestrator.entrypoints.api.context import Robot
from orchestrator.entrypoints.api.document import answer, nothing, refusals
from orchestrator.entrypoints.api.fields import AskedFence, AskedKind, AskedName, ItemId, Name, RunId
from orchestrator.entrypoints.api.uploads import ANY_CONTENT, read_at_most
from orchestrator.governance.audit import service as audit
from orchestrator.governance.catalogue import readiness
from orchestrator.governance.catalogue.service import subscribed
from orchestrator.governance.packages.models import Release
from orchestrator.governance.vault import secrets
from orchestrator.operations.queues import lease
from orchestrator.operations.runs import evidence
from orchestrator.operations.runs.caller import CallingRun
from orchestrator.operations.runs.models import Run

router = APIRouter(tags=["run"])
_UNKNOWN_TYPE = "application/octet-stream"
_ANY_OBJECT = {
    "description": "As the package's manifest describes it.",
    "content": {"application/json": {"schema": {"type": "object"}}},
}
_TYPE = re.compile(r"[\w.+-]{1,30}/[\w.+-]{1,30}")


@router.post(
    "/work-items/{item_id}/evidence", summary="Keep evidence of a case", response_model=None,
    responses=answer(answers.Kept, 404, 409, 413, told="It is kept."), openapi_extra=ANY_CONTENT,
)  # fmt: skip
async def item_evidence(
    item_id: ItemId, fence: AskedFence, kind: AskedKind, name: AskedName, robot: Robot, request: Request, at: str = ""
) -> dict[str, str]:
    """A masked picture, or another file about one case; at most 50 MB. `at` is the robot's own time, for its log."""
    del at
    content, content_type = await read_at_most(request, evidence.LARGEST, name), _content_type(request)

    def keep() -> str:
        with robot.session() as (session, run):
            lease.held(session, item_id, fence, run.id)
            return evidence.keep(session, run, kind, name, content, content_type, item_id, fence).id

    return {"id": await asyncio.to_thread(keep)}


@router.post("/runs/{run_id}/progress", summary="Tell what the robot does now", status_code=204, responses=nothing(403))
def progress(run_id: RunId, body: bodies.Progress, robot: Robot) -> None:
    """Shown on the run's page, in words without personal data."""
    with robot.session() as (session, run):
        _own(run, run_id)
        session.get_one(Run, run.id).does_now = mask_personal_numbers(body.text)[:200]


@router.post(
    "/runs/{run_id}/evidence", summary="Keep evidence of the run", response_model=None,
    responses=answer(answers.Kept, 403, 413, told="It is kept."), openapi_extra=ANY_CONTENT,
)  # fmt: skip
async def run_evidence(
    run_id: RunId, kind: AskedKind, name: AskedName, robot: Robot, request: Request
) -> dict[str, str]:
    """A file about the run itself, where no case is held; at most 50 MB."""
    content, content_type = await read_at_most(request, evidence.LARGEST, name), _content_type(request)

    def keep() -> str:
        with robot.session() as (session, run):
            _own(run, run_id)
            return evidence.keep(session, run, kind, name, content, content_type).id

    return {"id": await asyncio.to_thread(keep)}


@router.get(
    "/secrets/{name}", summary="Use a secret", response_model=None,
    responses=answer(answers.Secret, 403, 404, told="The secret's values."),
)  # fmt: skip
def secret(name: Name, robot: Robot) -> dict[str, Any]:
    """A secret that the package's manifest names, for this run only; use and refusal are in the trail."""
    with robot.session() as (session, run):
        if name in readiness.withheld(session, subscribed(session, run.municipality_code, run.process)):
            raise NotAllowed(
                f"The secret {name!r} is not given yet: the municipality has not recorded the ground for the robot's "
                "own questions to the registers. Read the answers that lie in the case."
            )
        if name in session.get_one(Release, run.release_id).manifest.get("secrets", []):
            return {"name": name, "values": secrets.use(session, run.municipality_code, name, run.id)}
        audit.note(session, run.municipality_code, "secret_refused", "run", run.id, name=mask_personal_numbers(name))
    # Only now, so that the trail's row is committed.
    raise NotAllowed(f"The manifest of {run.package} does not name the secret {name!r}: add it there first.")


@router.get(
    "/configuration", summary="Read the configuration", response_model=None,
    responses={200: _ANY_OBJECT, **refusals(404)},
)  # fmt: skip
def configuration(robot: Robot) -> dict[str, Any]:
    """The municipality's own configuration for this package: systems and their addresses."""
    with robot.session() as (session, run):
        uses = subscribed(session, run.municipality_code, run.process)
        kept_back = readiness.withheld(session, uses)
        return {name: value for name, value in uses.configuration.items() if name not in kept_back}


def _content_type(request: Request) -> str:
    told = request.headers.get("content-type", "").partition(";")[0].strip()
    return told if _TYPE.fullmatch(told) else _UNKNOWN_TYPE


def _own(run: CallingRun, run_id: str) -> None:
    if run.id != run_id:
        raise NotAllowed("A run's token speaks for that run only.")
