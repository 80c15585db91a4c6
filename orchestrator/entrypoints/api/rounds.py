"""A round: a robot tells which places are free, and the platform ranks the cases that wait."""

from typing import Any

from fastapi import APIRouter

from orchestrator.entrypoints.api import answers, bodies
from orchestrator.entrypoints.api.context import Robot
from orchestrator.entrypoints.api.document import answer
from orchestrator.governance.catalogue.service import subscription
from orchestrator.outcomes.rounds import lay

router = APIRouter(tags=["queue"])


@router.post(
    "/rounds", summary="Lay a round", response_model=None,
    responses=answer(answers.RoundLaid, 404, 409, 503, told="The round, for a person to decide on."),
)  # fmt: skip
def lay_round(body: bodies.FreePlaces, robot: Robot) -> dict[str, Any]:
    """Every case of the run's process that waits for a round is ranked by the municipality's own rules.

    Nothing is offered: a person decides in the portal. A round that was open is closed. Only in the mode `propose`.
    """
    with robot.session() as (session, run):
        uses = subscription(session, run.municipality_code, run.process)
        units = [unit.model_dump(mode="json") for unit in body.units]
        row = lay.lay(session, uses, units, dict(body.current_places))
        return {"id": row.id, "number": row.number, "children": row.children}
