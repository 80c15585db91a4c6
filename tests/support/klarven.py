"""Klarven and the register portal (and an empty Sambis) on a port of their own, filled from the generator's plan."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from fastapi import FastAPI

from infra.testbed.eservice import service as eservice
from infra.testbed.generator import PlannedCase, plan
from infra.testbed.generator.history import citizens, form_fields, register_rows, sambis_history
from infra.testbed.klarven import access, app, intake, records, saving, truth
from infra.testbed.sambis import app as sambis
from infra.testbed.shell import Store
from infra.testbed.ssbtek import app as ssbtek
from infra.testbed.ssbtek import registers
from tests.support.ports import free_port

Json = dict[str, Any]
MUNICIPALITY, MONTH = "1233", "2026-12"
ROBOT = {"username": "robot-1233", "password": "robot-prov-2026"}


@dataclass
class Bed:
    """A served Klarven: where it answers, what it holds, what the answers are, what it was asked."""

    url: str
    data: Path
    store: Store
    told: list[Json]
    calls: Counter[str]
    answers: dict[str, Json] = field(default_factory=dict)

    def of(self, kind: str) -> str:
        """A reference whose case is of this kind, or has this outcome; each is given out once."""
        for reference, answer in self.answers.items():
            if kind in (answer["kind"], answer["outcome"]) and not answer.get("taken"):
                answer["taken"] = True
                return reference
        raise LookupError(f"The plan holds no more cases of the kind {kind}.")

    def people(self) -> list[str]:
        """Names, numbers and contact of everybody, as the pages show them."""
        rows = self.store.rows("SELECT given || ' ' || surname AS name, number FROM individual")
        contact = self.store.rows("SELECT mail, street FROM family")
        return [text for row in rows + contact for text in tuple(row) if text]

    def truth(self, reference: str) -> Json:
        found: Json = next(case for case in truth.read(self.data)["cases"] if case["reference"] == reference)
        return found

    def decide(self, reference: str, result: str, amount_ore: int) -> None:
        """As a caseworker does by hand, without a robot's key, by Klarven's own functions."""
        staff = access.Staff("anna.lund", "Anna Lund", MUNICIPALITY)
        found = records.akt(self.store, staff, reference)
        assert found is not None, reference
        stance = {"month": MONTH, "own_key": "", "result": result, "amount_ore": amount_ore, "grounds": "Prövat."}
        saving.save_stance(self.store, found, staff, stance, self.told.append)

    def fault(self, name: str, on: bool = True, times: int | None = None) -> None:
        self.admin("faults", name=name, on=on, times=times)

    def admin(self, what: str, **body: Any) -> Json:
        answer = httpx.post(f"{self.url}/klarven/admin/{what}", json=body)
        answer.raise_for_status()
        told: Json = answer.json()
        return told

    def no_faults(self) -> None:
        for name in app.FAULTS:
            self.fault(name, on=False)
        self.admin("session", minutes=15)


class ServedKlarven:
    """As a context manager; in a thread, so that a test can look into the store."""

    def __init__(self, data: Path, cases: Iterable[PlannedCase] = ()) -> None:
        store, portal, told, calls = app.open_store(data), registers.open_store(data), [], Counter[str]()
        port = free_port()
        root = FastAPI()
        root.mount("/klarven", app.create_app(store, told.append))
        root.mount("/ssbtek", ssbtek.create_app(portal))
        root.mount("/sambis", sambis.create_app(sambis.open_store(data), told.append))
        self.bed = Bed(f"http://127.0.0.1:{port}", data, store, told, calls)
        _fill(self.bed, portal, list(cases))

        async def counting(scope: Any, receive: Any, send: Any) -> None:
            calls[scope["path"]] += 1
            await root(scope, receive, send)

        config = uvicorn.Config(counting, host="127.0.0.1", port=port, log_level="critical", lifespan="off")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)

    def __enter__(self) -> Bed:
        self._thread.start()
        while not self._server.started:
            time.sleep(0.01)
        return self.bed

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = self._server.force_exit = True
        self._thread.join(5)


def planned(count: int, seed: int = 11) -> list[PlannedCase]:
    return plan(seed, count, MUNICIPALITY, MONTH)


def _fill(bed: Bed, portal: Store, cases: list[PlannedCase]) -> None:
    access.add_account(bed.store, ROBOT["username"], ROBOT["password"], "Robot", MUNICIPALITY)
    access.add_account(bed.store, "anna.lund", "handlaggare", "Anna Lund", MUNICIPALITY)
    registers.add_account(portal, ROBOT["username"], ROBOT["password"], "Robot")
    for number, case in enumerate(cases, 1):
        if case.known:
            intake.add_history(bed.store, sambis_history(case, number))
        for adult in case.adults:
            errors = case.register_errors.get(adult["role"], [])
            registers.add_person(portal, adult["number"], register_rows(case, adult["role"]), errors)
        content = {name: value for fields in form_fields(case) for name, value in fields.items()}
        message = eservice.as_message(citizens(case)[0], content, case.received_at)
        reference = intake.receive_application(bed.store, message)
        bed.answers[reference] = {"kind": case.kind, **case.answer}
        for adult in case.adults:
            told = {"fetched_at": case.received_at, "control_month": case.control_month,
                    "answers": registers.told(portal, adult["number"], MONTH)}  # fmt: skip
            intake.keep_register_answers(bed.store, reference, adult["role"], told)
