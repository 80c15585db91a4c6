"""The whole testbed as one application: every system under its own address, wired as integrations would be."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi import Depends, FastAPI
from fastapi.responses import JSONResponse, PlainTextResponse, Response

from infra.testbed import answer_key
from infra.testbed.diariet import app as diary
from infra.testbed.diariet import papers
from infra.testbed.eservice import app as eservice_app
from infra.testbed.eservice import service as eservice
from infra.testbed.faults import Faults
from infra.testbed.messages import app as messages
from infra.testbed.raknar import app as raknar
from infra.testbed.raknar import invented
from infra.testbed.sambis import access
from infra.testbed.shell import Pages, Store, form_of, go_to, new_app
from infra.testbed.ssbtek import app as ssbtek
from infra.testbed.ssbtek import registers
from infra.testbed.vendors import DEFAULT, VENDORS

FAULT_WORDS = {
    "slow": "varje svar tar tre sekunder",
    "http_500": "ett svar är 500",
    "logged_out": "inloggningen upphör vid nästa anrop",
    "label_changed": "en knapp och en kolumn heter något annat",
    "lock_held": "en annan användare har ärendet öppet",
    "place_gone": "platsen dras in just innan erbjudandet sparas",
    "agency_error": "en myndighet svarar med fel",
    "save_does_nothing": "det som sparas blir inte kvar",
}


@dataclass
class Stores:
    """The files under the data folder; each system knows only its own."""

    data: Path
    case_systems: dict[str, Store]
    eservice: Store
    registers: Store
    messages: Store
    diary: Store
    ledger: Store

    @classmethod
    def open(cls, data: Path) -> Stores:
        case_systems = {name: vendor.app.open_store(data) for name, vendor in VENDORS.items()}
        return cls(data, case_systems, eservice.open_store(data), registers.open_store(data),
                   messages.open_store(data), papers.open_store(data), raknar.open_store(data))  # fmt: skip

    @property
    def sambis(self) -> Store:
        return self.case_systems["sambis"]

    def vendor_of(self, municipality: str) -> str:
        """Whose case system the municipality has; one that nobody told of has the first vendor's."""
        return eservice.vendor_of(self.eservice, municipality) or DEFAULT

    def clear(self) -> None:
        for store in (
            *self.case_systems.values(),
            self.eservice,
            self.registers,
            self.messages,
            self.diary,
            self.ledger,
        ):
            store.clear()
        papers.fill(self.diary)
        invented.fill(self.ledger)
        (self.data / answer_key.NAME).unlink(missing_ok=True)


def create_app(stores: Stores) -> FastAPI:
    """The e-service files into the case system, and the case system tells it of decisions: by service call."""
    app = new_app("front")
    app.state.stores, app.state.pages = stores, Pages("front")

    def file_application(application: dict[str, Any]) -> str:
        vendor = stores.vendor_of(application["municipality"])
        reference: str = VENDORS[vendor].intake.receive_application(stores.case_systems[vendor], application)
        return reference

    def tell_decision(decision: dict[str, Any]) -> None:
        eservice.receive_decision(stores.eservice, decision)

    app.mount("/e-tjanst", eservice_app.create_app(stores.eservice, file_application))
    for name, vendor in VENDORS.items():
        app.mount(f"/{name}", vendor.app.create_app(stores.case_systems[name], tell_decision))
    app.mount("/ssbtek", ssbtek.create_app(stores.registers))
    app.mount("/diariet", diary.create_app(stores.diary))
    app.mount("/raknar", raknar.create_app(stores.ledger))
    app.mount("/sms-gateway", messages.create_gateway(stores.messages))
    app.mount("/meddelanden", messages.create_viewer(stores.messages))
    _add_front(app)
    return app


def _add_front(app: FastAPI) -> None:
    stores: Stores = app.state.stores
    pages: Pages = app.state.pages
    switches = {name: (vendor.title, Faults(stores.case_systems[name], *vendor.app.FAULTS))
                for name, vendor in VENDORS.items()}  # fmt: skip
    switches["diariet"] = ("Diariet", Faults(stores.diary, *diary.FAULTS))
    switches["raknar"] = ("Räknar", Faults(stores.ledger, *raknar.FAULTS))
    switches["ssbtek"] = ("SSBTEK", Faults(stores.registers, *ssbtek.FAULTS))

    @app.get("/")
    def index() -> Response:
        return pages("index.html", accounts=registers.accounts(stores.registers))

    @app.get("/health")
    def health() -> Response:
        for store in stores.case_systems.values():
            store.row("SELECT 1")
        return JSONResponse({"status": "ok"})

    @app.get("/admin")
    def admin(klart: str = "") -> Response:
        cases = stores.sambis.rows("SELECT reference, locked_by FROM application ORDER BY reference")
        minutes = access.setting(stores.sambis, "session_minutes")
        shown = [(name, title, faults.names, faults.active()) for name, (title, faults) in switches.items()]
        return pages("admin.html", cases=cases, minutes=minutes, done=klart, switches=shown, meanings=FAULT_WORDS,
                     accounts=stores.sambis.rows("SELECT username FROM account ORDER BY username"))  # fmt: skip

    @app.post("/admin/faults")
    def switch_fault(form: dict[str, str] = Depends(form_of)) -> Response:
        """By hand; tests and demonstrations use each system's own ``POST …/admin/faults``."""
        found = switches.get(form.get("system", ""))
        times, name = form.get("times", ""), form.get("name", "")
        if found is None or name not in found[1].names or (times and not times.isdecimal()):
            return PlainTextResponse("Välj ett system och ett fel i listan, och skriv antalet med siffror.", 422)
        found[1].switch(name, form.get("on") == "1", max(1, int(times)) if times else None)
        return go_to("/admin?klart=1")

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
