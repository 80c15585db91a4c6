"""Put the portal's pages on the application."""

from functools import cache
from pathlib import Path

from fastapi import APIRouter, Depends, FastAPI
from starlette.routing import BaseRoute
from starlette.staticfiles import StaticFiles

from orchestrator.entrypoints.guard import BodyLimit
from orchestrator.entrypoints.portal.context import needs
from orchestrator.entrypoints.portal.errors import add_error_pages
from orchestrator.entrypoints.portal.pages import (
    account,
    agreement,
    case,
    case_access,
    catalogue,
    confirm,
    developers,
    document,
    evidence,
    inbox,
    inbox_case,
    inbox_supplement,
    item_actions,
    keywords,
    letter,
    missed,
    packages,
    provider_sign_in,
    queues,
    readings,
    roles,
    rounds,
    run,
    run_list,
    secrets,
    sign_in,
    start,
    subscription,
    subscription_prepare,
    subscription_run,
    time_saved,
    tokens,
    work_items,
    workers,
)
from orchestrator.entrypoints.portal.security import SecurityHeaders, own_forms
from orchestrator.governance.people.rules import Open

_ROOMS = (
    sign_in, account, start, queues, workers, inbox, inbox_case, inbox_supplement, work_items, item_actions, case,
    case_access, confirm, roles, tokens, letter, document, evidence, run_list, run, time_saved, agreement, secrets,
    developers, readings, provider_sign_in, missed, catalogue, subscription, subscription_prepare, subscription_run,
    packages, keywords, rounds,
)  # fmt: skip


def add_portal(app: FastAPI) -> None:
    """Health first: `coe doctor` and supervisors ask it."""

    @app.get("/health", dependencies=[needs(Open.PUBLIC)])
    def health() -> dict[str, str]:
        return {"status": "ok"}

    app.router.routes.extend(_rooms())
    app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"))
    app.add_middleware(BodyLimit)
    app.add_middleware(SecurityHeaders)
    add_error_pages(app)


@cache
def _rooms() -> list[BaseRoute]:
    """The pages' routes. They keep nothing of one application, and to work them out takes FastAPI 0.2 s."""
    rooms = APIRouter()
    for room in _ROOMS:
        rooms.include_router(room.router, dependencies=[Depends(own_forms)])
    return rooms.routes
