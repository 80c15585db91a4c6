"""Time saved: by municipality and month, with its rung, its interval and its cases; and how it is counted."""

from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Response

from orchestrator.core.errors import NotFound
from orchestrator.entrypoints.portal.context import Page, Visit, needs
from orchestrator.governance.people.rules import Action
from orchestrator.operations.queues.queries import month_bounds
from orchestrator.outcomes.benefits import queries
from orchestrator.outcomes.benefits.formula import GRADE_FACTOR
from orchestrator.outcomes.benefits.queries import OUTCOMES, MonthSaved, Place, shown_of
from orchestrator.outcomes.benefits.small import Shown

router = APIRouter()
Figures = Annotated[Visit, needs(Action.SEE_TIME_SAVED)]


@router.get("/time-saved")
def time_saved(visiting: Figures, municipality: str = "") -> Response:
    with visiting.read() as page:
        everywhere = queries.by_month(page.session, page.codes, process=page.process)
        found = [row for row in everywhere if row.municipality in page.choose(municipality)]
        return page.html(
            "time_saved.html", found=found, municipality=municipality, page=page, outcomes=OUTCOMES,
            left=_left(page, everywhere),
        )  # fmt: skip


@router.get("/time-saved/how")
def how(visiting: Figures) -> Response:
    """The formula, with the numbers of the baselines that it stands on."""
    with visiting.read() as page:
        baselines = [
            {"row": row, "error": queries.standard_error(row), "half": Decimal("1.96") * queries.standard_error(row)}
            for row in queries.baselines(page.session, page.codes, page.process)
        ]
        return page.html(
            "how.html", baselines=baselines, factors=GRADE_FACTOR, page=page,
            standard=queries.standard_minutes(page.session, page.codes, page.process),
        )  # fmt: skip


@router.get("/time-saved/{code}/{month}/{process}")
def one_month(visiting: Figures, code: str, month: str, process: str) -> Response:
    """One figure with what it is made of: every kind of line, and the cases of each outcome."""
    with visiting.read() as page:
        page.in_role(process)
        month_bounds(month)  # a month that is none is refused with words
        everywhere = queries.by_month(page.session, page.codes, month, process)
        found = [row for row in everywhere if row.municipality in page.choose(code)]
        if not found:
            raise NotFound("There is no time saved here in that month.")
        left = _left(page, everywhere).get(found[0].key, Shown.ALL)
        may_list = page.visitor.may(Action.SEE_WORK_ITEMS)
        cases = {
            outcome: queries.cases_of(page.session, code, month, process, outcome) if may_list else []
            for outcome in OUTCOMES
        }
        return page.html(
            "time_saved_month.html", told=found[0], place=page.place(code), cases=cases, may_list=may_list,
            outcomes=OUTCOMES, left=left,
        )  # fmt: skip


def _left(page: Page, rows: list[MonthSaved]) -> dict[Place, Shown]:
    """What may be shown of each row; of all, all, to whoever works with the cases."""
    return shown_of(rows, OUTCOMES) if page.only_measures else {}
