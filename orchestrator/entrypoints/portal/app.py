"""Put the portal's pages on the application."""

from pathlib import Path

from fastapi import Depends, FastAPI
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
    evidence,
    inbox,
    inbox_case,
    inbox_supplement,
    item_actions,
    letter,
    packages,
    provider_sign_in,
    queues,
    readings,
    roles,
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
    case_access, confirm, roles, tokens, letter, evidence, run_list, run, time_saved, agreement, secrets, developers,
    readings, provider_sign_in, catalogue, subscription, subscription_prepare, subscription_run, packages,
)  # fmt: skip


def add_portal(app: FastAPI) -> None:
    """Health first: `coe doctor` and supervisors ask it."""

    @app.get("/health", dependencies=[needs(Open.PUBLIC)])
    def health() -> dict[str, str]:
        return {"status": "ok"}

    for room in _ROOMS:
        app.include_router(room.router, dependencies=[Depends(own_forms)])
    app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"))
    app.add_middleware(BodyLimit)
    app.add_middleware(SecurityHeaders)
    add_error_pages(app)
