"""Runs: which go on now, which ended, which went wrong."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Response

from orchestrator.core.errors import BadInput
from orchestrator.entrypoints.portal.context import Visit, needs
from orchestrator.governance.packages.models import Release
from orchestrator.governance.people.rules import Action
from orchestrator.operations.runs import queries
from orchestrator.operations.runs.service import ALIVE
from orchestrator.operations.triggers.why import Reasons

router = APIRouter()


@router.get("/runs")
def run_list(
    visiting: Annotated[Visit, needs(Action.SEE_RUNS)], state: str = "", municipality: str = "", before: str = ""
) -> Response:
    if state and state not in queries.GROUPS:
        raise BadInput("Choose one of the states in the list.")
    with visiting.read() as page:
        wanted = queries.RunFilter(page.choose(municipality), state, before, page.process)
        found, next_key = queries.find(page.session, wanted)
        asked = {"state": state, "municipality": municipality}
        kept = {name: value for name, value in asked.items() if value}
        releases = {run.release_id: page.session.get(Release, run.release_id) for run in found}
        reasons = Reasons(page.session)
        whys = {run.id: reasons.run(run) for run in found if run.state in ALIVE}
        return page.html(
            "runs.html", found=found, asked=asked, filtered=bool(kept), paged=bool(before), page=page,
            whys=whys, say=page.sayer(),
            ends=queries.ends_by_run(page.session, [run.id for run in found]), releases=releases,
            alive=queries.count(page.session, page.codes, "alive", process=page.process), here=_link(kept),
            next=_link(kept | {"before": next_key}) if next_key else None,
        )  # fmt: skip


def _link(values: dict[str, str]) -> str:
    return "/runs" + (f"?{urlencode(values)}" if values else "")
