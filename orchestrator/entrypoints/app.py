"""The one web application: pages for people, `/api/v1` for machines, and the background loop."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache

from fastapi import APIRouter, FastAPI
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from orchestrator.core.db import Database, own_database
from orchestrator.core.logging import configure_logging
from orchestrator.entrypoints.api import (
    documents,
    eservice,
    eservice_offers,
    files,
    items,
    outcomes,
    robots,
    rounds,
    run,
    workers,
)
from orchestrator.entrypoints.api.at_once import AtOnce
from orchestrator.entrypoints.api.calls import Calls
from orchestrator.entrypoints.api.document import add_document, name_of
from orchestrator.entrypoints.api.errors import add_error_handlers
from orchestrator.entrypoints.api.waiting import Doorbells
from orchestrator.entrypoints.background import Background
from orchestrator.entrypoints.guard import MachineGuard
from orchestrator.entrypoints.migrate import migrate_own
from orchestrator.entrypoints.needs import refuse_undeclared
from orchestrator.entrypoints.portal.app import add_portal
from orchestrator.entrypoints.rates import Rates
from orchestrator.governance.audit.refusals import Refusals

_API = "/api/v1"


class Application(FastAPI):
    """Pages for people, and beside them the machine API: a robot's call does not pass through the pages' layers."""

    machine: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith(f"{_API}/"):
            await self.machine({**scope, "root_path": scope.get("root_path", "") + _API}, receive, send)
        else:
            await super().__call__(scope, receive, send)


def create_app(database: Database | None = None, *, background: bool = True) -> Application:
    """The application on a database (the settings' own if none is given, brought to the newest schema)."""
    configure_logging()
    if database is None:
        migrate_own()
        database = own_database()
    doorbells, calls, refusals = Doorbells(), Calls(), Refusals(database)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        doorbells.attach()
        calls.attach()
        database.bells.listen(doorbells.ring)
        if database.is_postgres:
            database.bells.hear(database.url)
        work = Background(database, calls.call, refusals) if background else None
        if work:
            work.start()
        yield
        if work:
            work.stop()
        database.bells.stop()
        database.bells.forget(doorbells.ring)

    app = Application(title="CoE", docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)
    app.state.database = database
    app.state.doorbells, app.state.calls = doorbells, calls
    app.machine = app.state.machine_api = machine_api(database, doorbells, calls)
    app.state.refusals = app.state.machine_api.state.refusals = refusals
    if database.is_postgres:
        app.machine = AtOnce(app.machine, database, _API)
    app.state.rates = Rates()
    app.machine = MachineGuard(app.machine, app.state.rates)
    add_portal(app)
    for part in (app, app.state.machine_api):
        refuse_undeclared(part)
    return app


def for_serving(app: Application) -> Application:
    """The application of a process that serves nothing else: what was loaded stays for good, so the garbage collector
    need not look through it again and again; each time would be felt in somebody's page."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000)
    return app


def machine_api(database: Database, doorbells: Doorbells, calls: Calls) -> FastAPI:
    """What machines call. Its document, without sign-in and without data, is at /api/v1/openapi.json."""
    api = FastAPI(title="CoE", docs_url=None, redoc_url=None, generate_unique_id_function=name_of)
    api.state.database = database
    api.state.doorbells = doorbells
    api.state.calls = calls
    api.router.routes.extend(_rooms())
    add_document(api)
    add_error_handlers(api)
    return api


@cache
def _rooms() -> list[BaseRoute]:
    """The machine API's routes. They keep nothing of one application, and to work them out takes FastAPI 0.2 s."""
    rooms = APIRouter(generate_unique_id_function=name_of)
    for part in (robots, items, rounds, files, run, outcomes, eservice, eservice_offers, documents, workers):
        rooms.include_router(part.router)
    return rooms.routes
