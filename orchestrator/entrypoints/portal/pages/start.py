"""The start page: what needs you, how the robot is, the month so far in words."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Response
from sqlalchemy import select

from orchestrator.core.clock import STOCKHOLM, month_of
from orchestrator.entrypoints.portal.context import Page, Visit, needs
from orchestrator.entrypoints.portal.health import health
from orchestrator.entrypoints.portal.subscription_sheet import Typed
from orchestrator.governance.catalogue.difference import Difference, difference
from orchestrator.governance.catalogue.models import Subscription
from orchestrator.governance.catalogue.states import IN_USE
from orchestrator.governance.packages.models import Release
from orchestrator.governance.people.rules import Action, Role
from orchestrator.operations.queues.queries import by_people_of_month, states_of_month
from orchestrator.outcomes.benefits.queries import OUTCOMES, MonthSaved, by_month, shown_of
from orchestrator.outcomes.benefits.small import Shown, is_small, may_be_summed
from orchestrator.outcomes.decisions.queries import Answers, answers

router = APIRouter()
_NOON, _EVENING = 10, 18
_MONTHS = 3


@dataclass(frozen=True)
class MonthInWords:
    """Of the items received this month. What is open is in none of the four; in shadow nothing was written."""

    received: int
    straight_through: int
    handed_over: int
    stopped: int
    shadowed: int

    @property
    def handled(self) -> int:
        return self.straight_through + self.handed_over + self.stopped + self.shadowed


@router.get("/")
def start(visiting: Annotated[Visit, needs(Action.SEE_START)]) -> Response:
    with visiting.read() as page:
        month = month_of(page.now.astimezone(STOCKHOLM).date())
        saved = by_month(page.session, page.codes, month, page.process) if _may_see_figures(page) else []
        left = shown_of(saved, OUTCOMES) if page.only_measures else {}
        enough = [row for row in saved if left.get(row.key) is not Shown.NOTHING]
        answered = answers(page.session, page.codes, month, page.now, page.process)
        told = _month(page, month, answered)
        owner = page.visitor.role is Role.BUSINESS_OWNER
        months = by_month(page.session, page.codes, process=page.process)[:_MONTHS] if owner else []
        return page.html(
            "start.html", pauses=owner and page.visitor.may(Action.PAUSE_ROBOT), typed=Typed(), months=months,
            coming=_coming(page) if page.visitor.may(Action.CHOOSE_RELEASE) else [], greeting=_greeting(page),
            month=month, told=told, page=page, saved=enough, answers=answered,
            in_parts=not page.only_measures or _may_be_told(told, saved),
            wells=health(page.session, page.codes, page.process, page.now, days=owner),
        )  # fmt: skip


@dataclass(frozen=True)
class Coming:
    """A release that is offered, or approved for a later day."""

    uses: Subscription
    release: Release
    offered: Release
    changes: Difference


def _coming(page: Page) -> list[Coming]:
    asked = select(Subscription).where(
        Subscription.municipality_code.in_(page.codes), Subscription.state.in_(IN_USE),
        Subscription.offer.in_(("offered", "approved")),
    )  # fmt: skip
    found = []
    for uses in page.session.scalars(asked.order_by(Subscription.process)):
        if page.process in ("", uses.process):
            release = page.session.get_one(Release, uses.release_id)
            offered = page.session.get_one(Release, uses.offered_release_id)
            found.append(Coming(uses, release, offered, difference(release.manifest, offered.manifest)))
    return found


def _may_be_told(told: MonthInWords, saved: list[MonthSaved]) -> bool:
    """Whether the region's sums by outcome can be shown beside what is shown of each municipality."""
    parts = (told.straight_through, told.handed_over, told.stopped, told.shadowed)
    by_process: dict[str, dict[str, list[int]]] = defaultdict(dict)
    for row in saved:
        by_process[row.process][row.municipality] = [row.cases_of(outcome) for outcome in OUTCOMES]
    return not any(map(is_small, parts)) and all(map(may_be_summed, by_process.values()))


def _may_see_figures(page: Page) -> bool:
    return page.visitor.may(Action.SEE_TIME_SAVED)


def _month(page: Page, month: str, answered: Answers) -> MonthInWords:
    counts = states_of_month(page.session, page.codes, month, page.process)
    done = sum(count for (state, _), count in counts.items() if state == "done")
    assisted = by_people_of_month(page.session, page.codes, month, page.process)
    return MonthInWords(
        received=sum(counts.values()),
        straight_through=answered.answered - assisted,
        shadowed=done - answered.answered,
        handed_over=counts.get(("waiting_human", "business"), 0) + assisted,
        stopped=counts.get(("waiting_human", "application"), 0),
    )


def _greeting(page: Page) -> str:
    hour = page.now.astimezone(STOCKHOLM).hour
    name = {"name": page.visitor.person.name.split()[0]}
    if hour < _NOON:
        return page.words.gettext("God morgon, %(name)s") % name
    if hour < _EVENING:
        return page.words.gettext("Hej, %(name)s") % name
    return page.words.gettext("God kväll, %(name)s") % name
