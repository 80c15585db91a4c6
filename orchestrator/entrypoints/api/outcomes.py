"""Read Outcome: which cases the robot shall look up again, and what a caseworker decided there."""

from typing import Any

from fastapi import APIRouter

from orchestrator.entrypoints.api import answers, bodies
from orchestrator.entrypoints.api.context import Robot
from orchestrator.entrypoints.api.document import answer, nothing
from orchestrator.entrypoints.api.fields import ItemId
from orchestrator.outcomes.decisions import observe

router = APIRouter(tags=["outcomes"])


@router.get(
    "/outcomes/to-read", summary="List cases to look up", response_model=None,
    responses=answer(answers.OutcomesToRead, told="Those looked at longest ago come first."),
)  # fmt: skip
def to_read(robot: Robot) -> dict[str, list[dict[str, Any]]]:
    """Cases that were assessed without being decided by the platform, and whose outcome nobody has read yet."""
    with robot.session() as (session, run):
        items = observe.to_observe(session, run.municipality_code, run.process)
        told = [{"id": item.id, "reference": item.reference, "occurrence": item.occurrence} for item in items]
        return {"items": told}


@router.post("/outcomes/{item_id}", summary="Tell an outcome", status_code=204, responses=nothing(404, 409))
def read(item_id: ItemId, body: bodies.Observed, robot: Robot) -> None:
    """What a caseworker decided, as it stands in the case system. Told again, the first telling stands."""
    with robot.session() as (session, _run):
        observe.observe(session, item_id, body.outcome, body.amount_ore, body.key, body.extent)


@router.post("/outcomes/{item_id}/looked-up", summary="Tell of a look in vain", status_code=204, responses=nothing(404))
def looked_up(item_id: ItemId, robot: Robot) -> None:
    """The robot looked and could read no decision; the case comes back behind those looked at longer ago."""
    with robot.session() as (session, _run):
        observe.looked_up(session, item_id)
