"""Read Outcome: which cases the robot shall look up again, and what a caseworker decided there."""

from typing import Any

from fastapi import APIRouter

from orchestrator.entrypoints.api import bodies
from orchestrator.entrypoints.api.context import Robot
from orchestrator.outcomes.decisions import observe

router = APIRouter(tags=["outcomes"])


@router.get("/outcomes/to-read")
def to_read(robot: Robot) -> dict[str, list[dict[str, Any]]]:
    """Cases that were assessed without being decided by the platform, and whose outcome nobody has read yet."""
    with robot.session() as (session, run):
        items = observe.to_observe(session, run.municipality_code, run.process)
        told = [{"id": item.id, "reference": item.reference, "occurrence": item.occurrence} for item in items]
        return {"items": told}


@router.post("/outcomes/{item_id}", status_code=204)
def read(item_id: str, body: bodies.Observed, robot: Robot) -> None:
    with robot.session() as (session, _run):
        observe.observe(session, item_id, body.outcome, body.amount_ore, body.key)


@router.post("/outcomes/{item_id}/looked-up", status_code=204)
def looked_up(item_id: str, robot: Robot) -> None:
    """The robot looked and could read no decision; the case comes back behind those looked at longer ago."""
    with robot.session() as (session, _run):
        observe.looked_up(session, item_id)
