"""The one web application: pages for people, `/api/v1` for machines, and the background loop."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from orchestrator.core.db import Database
from orchestrator.core.logging import configure_logging
from orchestrator.core.settings import settings
from orchestrator.entrypoints.api import files, outcomes, robots, workers
from orchestrator.entrypoints.api.calls import Calls
from orchestrator.entrypoints.api.errors import add_error_handlers
from orchestrator.entrypoints.api.waiting import Bell
from orchestrator.entrypoints.background import Background
from orchestrator.entrypoints.migrate import migrate
from orchestrator.entrypoints.portal.app import add_portal


def create_app(database: Database | None = None, *, background: bool = True) -> FastAPI:
    """The application on a database (the settings' own if none is given, brought to the newest schema)."""
    configure_logging()
    if database is None:
        migrate(settings().database)
        database = Database(settings().database)
    bell, calls = Bell(), Calls()

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        bell.attach()
        calls.attach()
        work = Background(database, bell.ring, calls.call) if background else None
        if work:
            work.start()
        yield
        if work:
            work.stop()

    app = FastAPI(title="CoE", docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)
    app.state.database = database
    app.state.bell, app.state.calls = bell, calls
    app.mount("/api/v1", _machine_api(database, bell, calls))
    add_portal(app)
    return app


def _machine_api(database: Database, bell: Bell, calls: Calls) -> FastAPI:
    api = FastAPI(title="CoE machine API", version="1", docs_url=None, redoc_url=None)
    api.state.database = database
    api.state.bell = bell
    api.state.calls = calls
    for router in (robots.router, files.router, outcomes.router, workers.router):
        api.include_router(router)
    add_error_handlers(api)
    return api
