"""What a robot calls: reserve, assess, write, release."""

import asyncio
import time
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from sqlalchemy.orm import Session

from orchestrator.core import bells
from orchestrator.core.clock import now
from orchestrator.core.errors import BadInput, NotAllowed, RunStopping
from orchestrator.core.masking import mask_personal_numbers
from orchestrator.core.settings import settings
from orchestrator.entrypoints.api import bodies
from orchestrator.entrypoints.api.context import Robot, RobotCall
from orchestrator.entrypoints.api.views import decision_view, effect_view, item_view
from orchestrator.governance.audit import service as audit
from orchestrator.governance.catalogue.service import subscription
from orchestrator.governance.packages.models import Release
from orchestrator.governance.packages.promises import promise
from orchestrator.governance.vault import service as vault
from orchestrator.operations.queues import add, lease
from orchestrator.operations.queues.claim import claim, seconds_to_next
from orchestrator.operations.runs import evidence
from orchestrator.operations.runs.caller import CallingRun
from orchestrator.operations.runs.models import Run
from orchestrator.outcomes.decisions import assess, effects, release

router = APIRouter(tags=["robots"])

# A run takes new cases in the first part of its time only, so that its time-out never meets a case in work.
_TIME_FOR_NEW = 0.8


@router.post("/work-items/reserve", responses={204: {"description": "nothing now"}})
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
        if run.attempts >= settings().cases_per_run:
            raise RunStopping("This run has handled as many cases as one run does: end now, the next one goes on.")
        if run.started_at and (now() - run.started_at).total_seconds() > settings().run_timeout_seconds * _TIME_FOR_NEW:
            raise RunStopping("This run's time is nearly used up: end now, the next one goes on.")
        bell = bells.work(run.municipality_code, run.process)
        when_lost = promise(session, run.release_id).when_lost
        claimed = claim(session, run.municipality_code, run.process, run.id, when_lost)
        if claimed is None:
            return _Found(None, bell, seconds_to_next(session, run.municipality_code, run.process))
        return _Found(JSONResponse(item_view(session, claimed, run)), bell, 0.0)


@router.post("/work-items/{item_id}/heartbeat")
def heartbeat(item_id: str, body: bodies.Fenced, robot: Robot) -> dict[str, Any]:
    with robot.session() as (session, run):
        lease.heartbeat(session, run.municipality_code, item_id, body.fence)
        return {"lease_seconds": settings().lease_seconds, "stop": run.stop == "kill"}


@router.put("/work-items/{item_id}/payload", status_code=204)
def save_payload(item_id: str, body: bodies.Payload, robot: Robot) -> None:
    with robot.session() as (session, run):
        item = lease.held(session, item_id, body.fence, run.id)
        item.payload = vault.seal_json(session, item.municipality_code, "payload", body.payload)


@router.post("/work-items")
def add_items(body: bodies.NewItems, robot: Robot) -> dict[str, list[str]]:
    """Add items to the run's own process; the same identity again is answered as existing."""
    answer: dict[str, list[str]] = {"added": [], "existing": []}
    with robot.session() as (session, run):
        for new in body.items:
            if new.parent_id:
                lease.held(session, new.parent_id, new.parent_fence or -1, run.id)
            fields = new.model_dump(exclude={"parent_fence"})
            item_id, is_new = add.add(session, run.municipality_code, run.process, add.NewItem(**fields))
            answer["added" if is_new else "existing"].append(item_id)
    return answer


@router.post("/work-items/{item_id}/assess")
def assess_item(item_id: str, body: bodies.Facts, robot: Robot) -> dict[str, Any]:
    """Facts to the rules; answers the assessment, and the decision to effect (null: hand over, or shadow)."""
    with robot.session() as (session, run):
        item = lease.held(session, item_id, body.fence, run.id)
        uses = subscription(session, run.municipality_code, run.process)
        result = assess.assess(session, item, uses, body.facts)
        decision = result.decision
        told = decision and decision_view(decision)
        return {
            "assessment": result.assessment,
            "decision": told,
            "mode": uses.mode,
            "reasons": result.reasons,
        }


@router.post("/work-items/{item_id}/commit")
def commit(item_id: str, body: bodies.Commit, robot: Robot) -> dict[str, Any]:
    """The commit point: declare what will be written, in order."""
    with robot.session() as (session, run):
        item = lease.held(session, item_id, body.fence, run.id)
        wanted = [effects.NewEffect(effect.kind, effect.key) for effect in body.effects]
        return {"effects": [effect_view(effect) for effect in effects.declare(session, item, wanted)]}


@router.post("/work-items/{item_id}/effects/{seq}")
def report_effect(item_id: str, seq: int, body: bodies.EffectReport, robot: Robot) -> dict[str, Any]:
    with robot.session() as (session, run):
        item = lease.held(session, item_id, body.fence, run.id)
        return effect_view(effects.report(session, item, seq, body.state))


@router.post("/work-items/{item_id}/release", status_code=204)
def release_item(item_id: str, body: bodies.Release, robot: Robot) -> None:
    """Done, or failed with the exception that says whether a retry helps. Repeated, it is done once."""
    if body.state == "failed" and body.exception is None:
        raise BadInput("A failed work item needs its exception: type BUSINESS or APPLICATION, a code and a message.")
    told = body.exception if body.state == "failed" else None
    ended = release.Ended(
        told.type if told else None, told.code if told else "", told.message if told else "",
        [phase.model_dump() for phase in body.phases],
    )  # fmt: skip
    with robot.session() as (session, run):
        plain = told is None and promise(session, run.release_id).plain
        if plain and release.complete_plain(session, run.municipality_code, item_id, body.fence, run.id, ended):
            return
        if not lease.ended_by(session, item_id, body.fence, run.id):
            release.release(session, lease.held(session, item_id, body.fence, run.id), ended)


@router.post("/work-items/{item_id}/evidence")
async def item_evidence(
    item_id: str, fence: int, kind: str, name: str, robot: Robot, request: Request, at: str = ""
) -> dict[str, str]:
    """A masked picture, or another file about one item. `at` is the robot's own time, kept in the name only."""
    content = await request.body()
    content_type = request.headers.get("content-type", "application/octet-stream")

    def keep() -> str:
        with robot.session() as (session, run):
            lease.held(session, item_id, fence, run.id)
            return evidence.keep(session, run, kind, name, content, content_type, item_id, fence).id

    del at
    return {"id": await asyncio.to_thread(keep)}


@router.post("/runs/{run_id}/progress", status_code=204)
def progress(run_id: str, body: bodies.Progress, robot: Robot) -> None:
    """What the robot does now, in words without personal data."""
    with robot.session() as (session, run):
        _own(run, run_id)
        session.get_one(Run, run.id).does_now = mask_personal_numbers(body.text)[:200]


@router.post("/runs/{run_id}/evidence")
async def run_evidence(run_id: str, kind: str, name: str, robot: Robot, request: Request) -> dict[str, str]:
    content = await request.body()
    content_type = request.headers.get("content-type", "application/octet-stream")

    def keep() -> str:
        with robot.session() as (session, run):
            _own(run, run_id)
            return evidence.keep(session, run, kind, name, content, content_type).id

    return {"id": await asyncio.to_thread(keep)}


@router.get("/secrets/{name}")
def secret(name: str, robot: Robot) -> dict[str, Any]:
    """A secret that the package's manifest names, for this run only; the use is in the trail."""
    with robot.session() as (session, run):
        if name not in _release(session, run).manifest.get("secrets", []):
            raise NotAllowed(f"The manifest of {run.package} does not name the secret {name!r}: add it there first.")
        audit.note(session, run.municipality_code, "secret_used", "run", run.id, name=name)
        return {"name": name, "values": vault.use_secret(session, run.municipality_code, name)}


@router.get("/configuration")
def configuration(robot: Robot) -> dict[str, Any]:
    """The municipality's own configuration for this package: systems and their addresses."""
    with robot.session() as (session, run):
        return subscription(session, run.municipality_code, run.process).configuration


def _release(session: Session, run: CallingRun) -> Release:
    return session.get_one(Release, run.release_id)


def _own(run: CallingRun, run_id: str) -> None:
    if run.id != run_id:
        raise NotAllowed("A run's token speaks for that run only.")
