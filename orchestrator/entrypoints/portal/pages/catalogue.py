"""The catalogue: what robot packages there are, one of them whole, and the beginning of a subscription."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy import select

from orchestrator.core.db import Scope
from orchestrator.core.errors import BadInput, Conflict, NotAllowed, NotFound, Unavailable
from orchestrator.entrypoints.portal.context import Page, Visit, needs
from orchestrator.entrypoints.portal.elsewhere import Region, elsewhere
from orchestrator.entrypoints.portal.processes import described
from orchestrator.governance.catalogue import lifecycle
from orchestrator.governance.catalogue import needs as missed
from orchestrator.governance.catalogue.models import Subscription
from orchestrator.governance.catalogue.queries import Offer, Wanted, matching, offers, own_vendors
from orchestrator.governance.catalogue.testbed import twin_of
from orchestrator.governance.people.rules import Action
from orchestrator.operations.runs.models import Run
from orchestrator.outcomes.trials import tryout

router = APIRouter()
_WRONG = {BadInput: "cases", Conflict: "busy", Unavailable: "away"}
Seeing = Annotated[Visit, needs(Action.SEE_CATALOGUE)]


@dataclass(frozen=True)
class TypedNeed:
    """What came back for a correction: which form, what was typed in it, and what is wrong."""

    form: str = ""
    title: str = ""
    told: str = ""
    problem: str = ""


@router.get("/catalogue")
def listed(visiting: Seeing, request: Request, vendor: str = "", area: str = "", mode: str = "") -> Response:
    region = elsewhere(request)  # before the page: on SQLite one transaction is open at a time
    with visiting.read() as page:
        return catalogue_page(page, region, Wanted(vendor, area, mode))


def catalogue_page(
    page: Page, region: Region, wanted: Wanted = Wanted("", "", ""), typed: TypedNeed = TypedNeed()
) -> Response:
    """Every package that fits what is wanted, and what municipalities miss."""
    found = _offers(page)

    def area_of(offer: Offer) -> str:
        return page.words.told(offer.area)

    return page.html(
        "catalogue.html", 422 if typed.form else 200, page=page, offers=matching(found, wanted, area_of),
        count=len(found), wanted=wanted, vendors=sorted({name for offer in found for name in offer.vendors}),
        region=region, areas=sorted({area_of(offer) for offer in found} - {""}), place=_place(page),
        ours=own_vendors(page.session, own_code(page)), using=sum(offer.uses is not None for offer in found),
        missed=missed.open_ones(page.session), answered=missed.answered_ones(page.session), code=own_code(page),
        typed=typed,
    )  # fmt: skip


@router.get("/catalogue/{package}")
def one(visiting: Seeing, request: Request, package: str) -> Response:
    region, tried = elsewhere(request), _tried(visiting)
    with visiting.read() as page:
        return package_page(page, region, package, tried=tried)


@router.post("/catalogue/{package}/try")
def try_out(
    visiting: Annotated[Visit, needs(Action.TRY_ROBOT)],
    request: Request,
    package: str,
    csrf: Annotated[str, Form()] = "",
    vendor: Annotated[str, Form()] = "",
    cases: Annotated[str, Form()] = "",
) -> Response:
    """A real robot in the test environment, with invented cases and the municipality's own values."""
    region, tried = elsewhere(request), _tried(visiting)
    with visiting.act(csrf) as page:
        offer, code, actor = offer_of(page, package), own_code(page), page.visitor.scope.actor
        other = offer.tried_with and vendor not in offer.tried_with
        wrong = "vendor" if other else "" if cases.isdecimal() else "cases"
        if code is None or wrong:
            return package_page(page, region, package, 422, tried=tried, wrong=wrong)
        parameters = offer.uses.parameters if offer.uses else {}
    try:
        run_id = tryout.try_out(
            visiting.database, actor, code, offer.release.id, vendor, int(cases), offer.process, parameters
        )
    except (BadInput, Conflict, Unavailable) as error:
        with visiting.read() as page:
            return package_page(page, region, package, error.status, tried=tried, wrong=_WRONG[type(error)])
    return RedirectResponse(f"/runs/{run_id}", 303)


@router.post("/catalogue/{package}/subscribe")
def subscribe(
    visiting: Annotated[Visit, needs(Action.PREPARE_SUBSCRIPTION)], package: str, csrf: Annotated[str, Form()] = ""
) -> Response:
    """Begin: nothing runs yet. What is left to do stands on the subscription's page."""
    with visiting.act(csrf) as page:
        offer, code = offer_of(page, package), own_code(page)
        if code is None:
            raise NotAllowed("Somebody who works in the municipality subscribes.")
        if page.process and page.process != offer.name:
            raise NotAllowed("Your role is held in another process. Somebody of the whole municipality subscribes.")
        if offer.uses is None:
            lifecycle.request(page.session, code, offer.name, offer.release)
        elif offer.uses.package != offer.release.package:
            raise Conflict("The municipality subscribes to another package for this process. End that one first.")
        return RedirectResponse(f"/subscriptions/{code}/{offer.name}", 303)


def package_page(
    page: Page, region: Region, package: str, status: int = 200, tried: "Tried | None" = None, wrong: str = ""
) -> Response:
    """One package whole, with what was tried of it."""
    offer = offer_of(page, package)
    return page.html(
        "package.html", status, page=page, offer=offer, elsewhere=region, place=_place(page),
        ours=own_vendors(page.session, own_code(page)), tried=tried, wrong=wrong,
    )  # fmt: skip


@dataclass(frozen=True)
class Tried:
    """What the twin in the test environment shows: process → its latest runs, and its cases by state."""

    runs: dict[str, Sequence[Run]]
    cases: dict[str, dict[str, int]]


def _tried(visiting: Visit) -> Tried | None:
    """None where nothing was tried. Read before the page is opened: one transaction at a time."""
    visitor = visiting.visitor()
    code = visitor.grant.municipality_code
    if code is None:
        return None
    with visiting.database.session(Scope.of("portal", twin_of(code))) as session:
        names = session.scalars(select(Subscription.process)).all()
        return Tried(
            {name: tryout.tries(session, name) for name in names},
            {name: tryout.standing(session, name) for name in names},
        )


def offer_of(page: Page, package: str) -> Offer:
    """A package that the visitor may see."""
    found = next((offer for offer in _offers(page) if offer.release.package == package), None)
    if found is None:
        raise NotFound("There is no such package in the catalogue.")
    return found


def own_code(page: Page) -> str | None:
    """The municipality that the visitor works in; None for the region's people."""
    return page.visitor.grant.municipality_code


def _offers(page: Page) -> list[Offer]:
    return offers(page.session, own_code(page), described)


def _place(page: Page) -> str:
    code = own_code(page)
    return page.place(code).name if code else ""
