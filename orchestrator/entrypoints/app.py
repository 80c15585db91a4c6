"""The one web application: pages for people, `/api/v1` for machines, and the background loop."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from orchestrator.core.db import Database
from orchestrator.core.logging import configure_logging
from orchestrator.core.settings import settings
from orchestrator.entrypoints.api import eservice, files, items, outcomes, robots, run, workers
from orchestrator.entrypoints.api.document import add_document, name_of
from orchestrator.entrypoints.api.errors import add_error_handlers
from orchestrator.entrypoints.api.waiting import Doorbells
from orchestrator.entrypoints.background import Background
from orchestrator.entrypoints.migrate import migrate
from orchestrator.entrypoints.portal.app import add_portal


def create_app(database: Database | None = None, *, background: bool = True) -> FastAPI:
    """The application on a database (the settings' own if none is given, brought to the newest schema)."""
    configure_logging()
    if database is None:
        migrate(settings().database)
        database = Database(settings().database)
    doorbells = Doorbells()

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        doorbells.attach()
        database.bells.listen(doorbells.ring)
        if database.is_postgres:
            database.bells.hear(database.url)
        work = Background(database) if background else None
        if work:
            work.start()
        yield
        if work:
            work.stop()
        database.bells.stop()
        database.bells.forget(doorbells.ring)

    app = FastAPI(title="CoE", docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)
    app.state.database = database
    app.state.doorbells = doorbells
    app.state.machine_api = machine_api(database, doorbells)
    app.mount("/api/v1", app.state.machine_api)
    add_portal(app)
    return app


def machine_api(database: Database, doorbells: Doorbells) -> FastAPI:
    """What machines call. Its document, without sign-in and without data, is at /api/v1/openapi.json."""
    api = FastAPI(title="CoE", docs_url=None, redoc_url=None, generate_unique_id_function=name_of)
    api.state.database = database
    api.state.doorbells = doorbells
    rooms = (robots.router, items.router, files.router, run.router, outcomes.router, eservice.router, workers.router)
    for router in rooms:
        api.include_router(router)
    add_document(api)
    add_error_handlers(api)
    return api
