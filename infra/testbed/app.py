"""The whole testbed as one application: every system under its own address, wired as integrations would be."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi import Depends, FastAPI
from fastapi.responses import JSONResponse, Response

from infra.testbed.eservice import app as eservice_app
from infra.testbed.eservice import service as eservice
from infra.testbed.messages import app as messages
from infra.testbed.sambis import access, intake
from infra.testbed.sambis import app as sambis
from infra.testbed.shell import Pages, Store, form_of, go_to, new_app
from infra.testbed.ssbtek import app as ssbtek
from infra.testbed.ssbtek import registers


@dataclass
class Stores:
    """The files under the data folder; each system knows only its own."""

    sambis: Store
    eservice: Store
    registers: Store
    messages: Store

    @classmethod
    def open(cls, data: Path) -> Stores:
        return cls(
            sambis.open_store(data), eservice.open_store(data), registers.open_store(data), messages.open_store(data)
        )

    def clear(self) -> None:
        for store in (self.sambis, self.eservice, self.registers, self.messages):
            store.clear()


def create_app(stores: Stores) -> FastAPI:
    """The e-service files into the case system, and the case system tells it of decisions: by service call."""
    app = new_app("front")
    app.state.stores, app.state.pages = stores, Pages("front")

    def file_application(application: dict[str, Any]) -> str:
        return intake.receive_application(stores.sambis, application)

    def tell_decision(decision: dict[str, Any]) -> None:
        eservice.receive_decision(stores.eservice, decision)

    app.mount("/e-tjanst", eservice_app.create_app(stores.eservice, file_application))
    app.mount("/sambis", sambis.create_app(stores.sambis, tell_decision))
    app.mount("/ssbtek", ssbtek.create_app(stores.registers))
    app.mount("/sms-gateway", messages.create_gateway(stores.messages))
    app.mount("/meddelanden", messages.create_viewer(stores.messages))
    _add_front(app)
    return app


def _add_front(app: FastAPI) -> None:
    stores: Stores = app.state.stores
    pages: Pages = app.state.pages

    @app.get("/")
    def index() -> Response:
        return pages("index.html", accounts=stores.sambis.rows("SELECT username, name FROM account ORDER BY username"))

    @app.get("/health")
    def health() -> Response:
        stores.sambis.row("SELECT 1")
        return JSONResponse({"status": "ok"})

    @app.get("/admin")
    def admin(klart: str = "") -> Response:
        cases = stores.sambis.rows("SELECT reference, locked_by FROM application ORDER BY reference")
        minutes = access.setting(stores.sambis, "session_minutes")
        return pages("admin.html", cases=cases, minutes=minutes, done=klart,
                     accounts=stores.sambis.rows("SELECT username FROM account ORDER BY username"))  # fmt: skip

    @app.post("/admin/reset")
    def reset() -> Response:
        stores.clear()
        return JSONResponse({"status": "emptied"})

    @app.post("/admin/session")
    def set_session(form: dict[str, str] = Depends(form_of)) -> Response:
        """How long Sambis keeps an idle login; 0 ends every login at its next page."""
        access.set_setting(stores.sambis, "session_minutes", str(float(form["minutes"])))
        return go_to("/admin?klart=1")

    @app.post("/admin/lock")
    def lock(form: dict[str, str] = Depends(form_of)) -> Response:
        """Let another user hold a case; without a user it is let go."""
        access.lock_for(stores.sambis, form["reference"], form.get("username") or None)
        return go_to("/admin?klart=1")
