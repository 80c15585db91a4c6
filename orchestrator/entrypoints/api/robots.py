"""What a robot calls: reserve, assess, write, release."""

import asyncio
import time
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import JSONResponse

from orchestrator.core import bells
from orchestrator.core.clock import now
from orchestrator.core.errors import BadInput, RunStopping
from orchestrator.core.settings import settings
from orchestrator.entrypoints.api import answers, bodies
from orchestrator.entrypoints.api.context import Robot, RobotCall
from orchestrator.entrypoints.api.document import answer, nothing
from orchestrator.entrypoints.api.fields import LARGEST_INTEGER, ItemId
from orchestrator.entrypoints.api.views import decision_view, effect_view, item_view
from orchestrator.governance.catalogue.payloads import payload_problems
from orchestrator.governance.catalogue.service import subscribed
from orchestrator.governance.vault import service as vault
from orchestrator.operations.queues import lease
from orchestrator.operations.queues.claim import claim, seconds_to_next
from orchestrator.operations.runs.at_once import TIME_FOR_NEW
from orchestrator.outcomes.decisions import assess, effects, release

router = APIRouter(tags=["work items"])


@router.post(
    "/work-items/reserve", summary="Reserve the next case", response_model=None,
    responses={**answer(answers.WorkItem, 410, told="The case is yours."), 204: {"description": "Nothing now."}},
)  # fmt: skip
async def reserve(body: bodies.Reserve, robot: Robot, request: Request) -> Response:
    """The next work item, or 204 after `wait_seconds`. Waits without a thread and without a session."""
    until = time.monotonic() + body.wait_seconds
    found = await asyncio.to_thread(_reserve, robot)
    while found.answer is None and time.monotonic() < until:
        with request.app.state.doorbells.ticket(found.bell) as ticket:
            found = await asyncio.to_thread(_reserve, robot)
            if found.answer is None:
                await ticket.wait(min(until - time.monotonic(), found.next_seconds))
            if await request.is_disconnected():  # before anything is claimed for nobody
                ticket.used = False
                return Response(status_code=204)
    return found.answer or Response(status_code=204)


@dataclass(frozen=True)
class _Found:
    """An answer; or the bell to wait at, and when an item that is deferred becomes available."""

    answer: Response | None
    bell: str
    next_seconds: float


def _reserve(robot: RobotCall) -> _Found:
    with robot.session() as (session, run):
        if run.stop:
            raise RunStopping("This run shall take no more work: end now.")
        if run.mode is None:
            raise RunStopping("The municipality's subscription is paused or has ended: take no more work, end now.")
        if run.attempts >= settings().cases_per_run:
            raise RunStopping("This run has handled as many cases as one run does: end now, the next one goes on.")
        if run.started_at and (now() - run.started_at).total_seconds() > settings().run_timeout_seconds * TIME_FOR_NEW:
            raise RunStopping("This run's time is nearly used up: end now, the next one goes on.")
        bell = bells.work(run.municipality_code, run.process)
        claimed = claim(session, run.municipality_code, run.process, run.id, run.when_lost)
        if claimed is None:
            return _Found(None, bell, seconds_to_next(session, run.municipality_code, run.process))
        return _Found(JSONResponse(item_view(session, claimed, run.mode)), bell, 0.0)


@router.post(
    "/work-items/{item_id}/heartbeat", summary="Keep the lease", response_model=None,
    responses=answer(answers.Beat, 409, told="The lease is prolonged."),
)  # fmt: skip
def heartbeat(item_id: ItemId, body: bodies.Fenced, robot: Robot) -> Response:
    """Send it every 10 seconds, from a thread of its own: the lease lasts 45."""
    with robot.session() as (session, run):
        lease.heartbeat(session, run.municipality_code, item_id, body.fence)
        return JSONResponse({"lease_seconds": settings().lease_seconds, "stop": run.stop == "kill"})


@router.put(
    "/work-items/{item_id}/payload", summary="Replace the payload", status_code=204, responses=nothing(404, 409, 503)
)
def save_payload(item_id: ItemId, body: bodies.Payload, robot: Robot) -> None:
    """The new payload is checked against the process's schema for work items, as when the case was added."""
    with robot.session() as (session, run):
        item = lease.held(session, item_id, body.fence, run.id)
        problems = payload_problems(item.process, body.payload)
        if problems:
            first = problems[0]
            raise BadInput(f"The payload was not saved. {first['at']}: {first['message']}", problems=problems)
        item.payload = vault.seal_json(session, item.municipality_code, "payload", body.payload)


@router.post(
    "/work-items/{item_id}/assess", summary="Assess the facts", response_model=None,
    responses=answer(answers.Assessed, 404, 409, 503, told="What the rules conclude."),
)  # fmt: skip
def assess_item(item_id: ItemId, body: bodies.Facts, robot: Robot) -> dict[str, Any]:
    """Facts to the rules; answers the assessment, and the decision to effect (null: hand over, or shadow).

    The facts follow the process's own schema: `coe process schema NAME` prints it. A parameter that is not in force
    for the case's month is the refusal `parameter_missing`: a person must act.
    """
    with robot.session() as (session, run):
        item = lease.held(session, item_id, body.fence, run.id)
        uses = subscribed(session, run.municipality_code, run.process)
        result = assess.assess(session, item, uses, body.facts)
        told = result.decision and decision_view(result.decision)
        return {"assessment": result.assessment, "decision": told, "mode": uses.mode, "reasons": result.reasons}


@router.post(
    "/work-items/{item_id}/commit", summary="Declare the commit point", response_model=None,
    responses=answer(answers.Effects, 404, 409, told="The effects as they stand."),
)  # fmt: skip
def commit(item_id: ItemId, body: bodies.Commit, robot: Robot) -> dict[str, Any]:
    """Declare what will be written, in order, before the first of it is written.

    From here on a lost robot means: check first. Declared again, the answer is what is known of each effect.
    """
    with robot.session() as (session, run):
        item = lease.held(session, item_id, body.fence, run.id)
        wanted = [effects.NewEffect(effect.kind, effect.key) for effect in body.effects]
        return {"effects": [effect_view(effect) for effect in effects.declare(session, item, wanted)]}


@router.post(
    "/work-items/{item_id}/effects/{seq}", summary="Tell of one effect", response_model=None,
    responses=answer(answers.Effect, 404, 409, told="The effect as it stands now."),
)  # fmt: skip
def report_effect(
    item_id: ItemId, seq: Annotated[int, Path(ge=1, le=LARGEST_INTEGER)], body: bodies.EffectReport, robot: Robot
) -> dict[str, Any]:
    """`done`: written. `confirmed`: read back. After a lost robot: `absent`, or `unknown` when nobody can tell."""
    with robot.session() as (session, run):
        item = lease.held(session, item_id, body.fence, run.id)
        return effect_view(effects.report(session, item, seq, body.state))


@router.post(
    "/work-items/{item_id}/release", summary="Give the case back", status_code=204, response_model=None,
    responses=nothing(404, 409),
)  # fmt: skip
def release_item(item_id: ItemId, body: bodies.Release, robot: Robot) -> Response:
    """Done, or failed with the exception that says whether a retry helps. Repeated, it is done once."""
    if body.state == "failed" and body.exception is None:
        raise BadInput("A failed work item needs its exception: type BUSINESS or APPLICATION, a code and a message.")
    told = body.exception if body.state == "failed" else None
    ended = release.Ended(
        told.type if told else None, told.code if told else "", told.message if told else "",
        [phase.model_dump() for phase in body.phases],
    )  # fmt: skip
    with robot.session() as (session, run):
        plain = told is None and run.plain
        if plain and release.complete_plain(session, run.municipality_code, item_id, body.fence, run.id, ended):
            return Response(status_code=204)
        if not lease.ended_by(session, item_id, body.fence, run.id):
            release.release(session, lease.held(session, item_id, body.fence, run.id), ended)
    return Response(status_code=204)
