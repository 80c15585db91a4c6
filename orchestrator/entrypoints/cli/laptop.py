"""The little that a robot on a laptop asks of the platform: configuration, accounts, assessment. Nothing is stored."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from fastapi import FastAPI

from orchestrator.core.clock import today
from orchestrator.core.errors import NotFound
from orchestrator.entrypoints.api.bodies import Facts
from orchestrator.entrypoints.api.errors import add_error_handlers
from orchestrator.governance.catalogue.rules_host import rules_host


def laptop_api(
    process: str, municipality: str, values: dict[str, Any], configuration: dict[str, Any], account: dict[str, str]
) -> FastAPI:
    """The same addresses as the machine API, for one municipality, without queue and lease."""
    api = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    add_error_handlers(api)

    @api.get("/configuration")
    def own_configuration() -> dict[str, Any]:
        return configuration

    @api.get("/secrets/{name}")
    def secret(name: str) -> dict[str, Any]:
        if name not in configuration:
            raise NotFound(f"The configuration has no system {name!r}, so there is no account for it.")
        return {"name": name, "values": account}

    @api.post("/work-items/{item_id}/assess")
    def assess(item_id: str, body: Facts) -> dict[str, Any]:
        result = rules_host().assess(process, body.facts, municipality, values, today().isoformat())
        granted = result["outcome"] == "granted" and not result.get("blockers")
        decision = {"id": item_id, "number": 1, "outcome": "granted", "amount_ore": result["amount_ore"],
                    "extent": result.get("extent")}  # fmt: skip
        return {"assessment": result, "decision": decision if granted else None, "mode": None}

    return api


@contextmanager
def serve(api: FastAPI) -> Iterator[str]:
    """Serve on a free loopback port while the robot runs; yields the address."""
    server = uvicorn.Server(uvicorn.Config(api, host="127.0.0.1", port=0, log_level="error", access_log=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        thread.join(0.02)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
