"""Subscriptions: a list of them, and one page for each, with its steps, its release and its kill switch."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Response
from sqlalchemy import select

from orchestrator.core.db import Municipality
from orchestrator.entrypoints.portal import subscription_sheet
from orchestrator.entrypoints.portal.context import Visit, needs
from orchestrator.governance.catalogue.models import Subscription
from orchestrator.governance.packages.models import Release
from orchestrator.governance.people.rules import Action

router = APIRouter()
Seeing = Annotated[Visit, needs(Action.SEE_SUBSCRIPTION)]


@dataclass(frozen=True)
class Row:
    """One subscription of the list."""

    uses: Subscription
    place: Municipality
    version: str


@router.get("/subscriptions")
def listed(visiting: Seeing) -> Response:
    with visiting.read() as page:
        asked = (
            select(Subscription, Release.version)
            .join(Release, Release.id == Subscription.release_id)
            .where(Subscription.municipality_code.in_(page.codes))
            .order_by(Subscription.municipality_code, Subscription.process)
        )
        if page.process:
            asked = asked.where(Subscription.process == page.process)
        rows = [Row(uses, page.place(uses.municipality_code), version) for uses, version in page.session.execute(asked)]
        return page.html("subscriptions.html", rows=rows)


@router.get("/subscriptions/{code}/{process}")
def one(visiting: Seeing, code: str, process: str, step: str = "") -> Response:
    with visiting.read() as page:
        return subscription_sheet.show(page, subscription_sheet.of(page, code, process), step)
