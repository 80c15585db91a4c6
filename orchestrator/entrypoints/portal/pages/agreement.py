"""How far the rules agree with the caseworkers, and each case where they do not."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Response

from orchestrator.core.db import Municipality
from orchestrator.entrypoints.portal.context import Visit, needs
from orchestrator.entrypoints.portal.health import health
from orchestrator.governance.people.rules import Action
from orchestrator.operations.queues.models import WorkItem
from orchestrator.operations.queues.queries import many
from orchestrator.outcomes.decisions.agreement import Agreement
from orchestrator.outcomes.decisions.observe import agreement_of

router = APIRouter()


@dataclass(frozen=True)
class Compared:
    """One municipality's process."""

    place: Municipality
    process: str
    mode: str
    told: Agreement
    items: dict[str, WorkItem]


@router.get("/agreement")
def show(visiting: Annotated[Visit, needs(Action.SEE_AGREEMENT)]) -> Response:
    with visiting.read() as page:
        rows = []
        for well in health(page.session, page.codes, page.process, page.now):
            uses = well.subscription
            told = agreement_of(page.session, uses.municipality_code, uses.process)
            items = many(page.session, {pair.work_item_id for pair in told.disagreements})
            rows.append(Compared(page.place(uses.municipality_code), uses.process, uses.mode, told, items))
        return page.html("agreement.html", rows=rows)
