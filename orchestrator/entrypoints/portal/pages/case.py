"""One case as a time line. Opening it is a read of personal matters: it is in the trail, and the page says so."""

import re
from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter, Response

from orchestrator.core.clock import in_domain
from orchestrator.entrypoints.portal.context import Page, Visit, needs
from orchestrator.entrypoints.portal.pages.case_access import access_view
from orchestrator.entrypoints.portal.pages.item_actions import Asked
from orchestrator.entrypoints.portal.parameters import parameter_value
from orchestrator.entrypoints.portal.processes import segment_title
from orchestrator.entrypoints.portal.timeline import Case, reduced_case, whole_case
from orchestrator.governance.packages.models import Release
from orchestrator.governance.people.rules import Action
from orchestrator.operations.documents import queries as documents
from orchestrator.operations.queues import queries
from orchestrator.operations.queues.models import WorkItem
from orchestrator.operations.queues.states import ENDED, HELD, State
from orchestrator.operations.triggers.why import Reasons, waits
from orchestrator.outcomes.benefits import queries as benefits

router = APIRouter()
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


@router.get("/work-items/{item_id}")
def case(visiting: Annotated[Visit, needs(Action.SEE_WORK_ITEMS)], item_id: str, missing: str = "") -> Response:
    with visiting.read(trying=visiting.in_twin(WorkItem, item_id)) as page:
        item = queries.one(page.session, item_id)
        page.in_role(item.process)
        if not page.may_open(item):
            shown = reduced_case(page.session, item)
            return page.html(
                "case.html", **_common(page, shown), whole=False, missing=missing, benefit=None, release=None
            )
        page.open(item)
        shown = whole_case(page.session, item)
        return page.html(
            "case.html",
            **_common(page, shown),
            whole=True,
            missing="",
            benefit=_benefit(page, shown),
            release=_release(page, shown),
        )


def _common(page: Page, shown: Case) -> dict[str, Any]:
    last = shown.last_attempt
    why = Reasons(page.session).item(shown.item) if waits(shown.item) else None
    return {
        "case": shown, "item": shown.item, "title": _title(page, shown), "parameter_value": parameter_value(page.words),
        "municipality": page.place(shown.item.municipality_code),
        "phases": last.phases if last else [],
        "phases_total": sum(phase["seconds"] for phase in last.phases) if last else 0,
        "why": page.sayer(why)(why) if why else "", "in_domain": in_domain,
        "access": access_view(page, shown.item), "asked": Asked(back=f"/work-items/{shown.item.id}"),
        "document": documents.of_item(page.session, shown.item.id),
        "acts": page.visitor.may(Action.MOVE_ITEMS) and State(shown.item.state) not in (*ENDED, *HELD),
    }  # fmt: skip


def _title(page: Page, shown: Case) -> str:
    """Återansökan för december, when the kind of case is known and may be read; else the reference."""
    item = shown.item
    if shown.assessment is None or not _MONTH.fullmatch(item.occurrence):
        return page.words.gettext("Ärende %(reference)s") % {"reference": item.reference}
    kind = page.words.told(segment_title(item.process, shown.assessment.segment))
    month = page.words.month_name(item.occurrence)
    return page.words.gettext("%(kind)s för %(month)s") % {"kind": kind, "month": month}


def _benefit(page: Page, shown: Case) -> dict[str, Any] | None:
    found = benefits.line_of(page.session, shown.item)
    if found is None:
        return None
    line, baseline = found
    return {"line": line, "baseline": baseline, "net": Decimal(line.net_minutes)}


def _release(page: Page, shown: Case) -> Release | None:
    if shown.decision:
        return page.session.get(Release, shown.decision.robot_release_id)
    run = shown.runs.get(shown.last_attempt.run_id) if shown.last_attempt else None
    return page.session.get(Release, run.release_id) if run else None
