"""A testbed with its own data folder, empty or filled, for one test."""

import os
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient
from playwright.sync_api import Page, sync_playwright

from infra.testbed import seed, seed_leave, truth
from infra.testbed.app import Stores, create_app
from infra.testbed.generator import PlannedCase, plan
from infra.testbed.generator.leave import PlannedRequest
from infra.testbed.generator.leave import plan as plan_leave

MONTH = "2026-12"
DAY = date(2026, 11, 23)


@dataclass
class Filled:
    """A filled testbed: the cases and the references they were given."""

    client: TestClient
    stores: Stores
    data: Path
    cases: dict[str, PlannedCase]

    def reference(self, kind: str) -> str:
        return next(reference for reference, case in self.cases.items() if case.kind == kind)


@pytest.fixture
def stores(tmp_path: Path) -> Stores:
    return Stores.open(tmp_path / "testbed")


@pytest.fixture
def client(stores: Stores) -> TestClient:
    return TestClient(create_app(stores), follow_redirects=False)


def fill(client: TestClient, stores: Stores, data: Path, count: int) -> Filled:
    cases = plan(7, count, "1287", MONTH)
    seed.lay_background(stores, cases, "1287")
    return Filled(client, stores, data, {seed.file_application(client, case): case for case in cases})


@pytest.fixture
def filled(client: TestClient, stores: Stores, tmp_path: Path) -> Filled:
    return fill(client, stores, tmp_path / "testbed", 12)


@pytest.fixture
def caseworker(filled: Filled) -> TestClient:
    """The same client, signed in to Sambis."""
    answer = filled.client.post("/sambis/logga-in", data={"anvandarnamn": "anna.lund", "losenord": "handlaggare-demo"})
    assert answer.headers["location"] == "/sambis/arbetslista"
    return filled.client


@contextmanager
def on_a_port(stores: Stores, app: FastAPI | None = None) -> Iterator[str]:
    """Where the testbed answers, on a port of its own."""
    server = uvicorn.Server(uvicorn.Config(app or create_app(stores), port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(5)


@pytest.fixture
def served(filled: Filled) -> Iterator[str]:
    """The filled testbed, for a browser."""
    with on_a_port(filled.stores) as url:
        yield url


@dataclass
class Tidvis:
    """A filled Tidvis, and who is in."""

    client: TestClient
    stores: Stores
    data: Path
    cases: dict[str, PlannedRequest]

    def of(self, kind: str) -> str:
        return next(reference for reference, case in self.cases.items() if case.kind == kind)

    def path(self, kind: str) -> str:
        return f"/tidvis/ansokan/{self.of(kind)}"

    def enter(self, name: str = "robot-1287", code: str = "robot-prov") -> None:
        answer = self.client.post("/tidvis/in", data={"namn": name, "kod": code})
        assert answer.headers["location"] == "/tidvis/lista"

    def truth(self, kind: str) -> dict[str, Any]:
        wanted = self.of(kind)
        return next(case for case in truth.read(self.data)["cases"] if case["reference"] == wanted)

    def register(self, kind: str, days: str, key: str = "nyckel-1") -> str:
        form = {"dagar": days, "nyckel": key}
        assert "Bekräfta registreringen" in self.client.post(f"{self.path(kind)}/registrera", data=form).text
        saved = self.client.post(f"{self.path(kind)}/bekrafta", data=form | {"kontrollerat": "1"})
        return saved.headers.get("location", "") or saved.text


@pytest.fixture
def tidvis(client: TestClient, stores: Stores, tmp_path: Path) -> Tidvis:
    cases = plan_leave(5, 40, "1287", DAY)
    store = stores.case_systems["tidvis"]
    seed_leave.lay_background(store, cases, "1287", "robot-prov")
    filed = {seed_leave.file_request(client, case): case for case in cases}
    made = Tidvis(client, stores, tmp_path / "testbed", filed)
    made.enter()
    return made


FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"]  # fmt: skip


@pytest.fixture
def page() -> Iterator[Page]:
    program = os.environ.get("COE_CHROMIUM") or shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if program is None:
        pytest.skip("no Chromium here: install Debian's package chromium-headless-shell")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS, chromium_sandbox=False)
        yield browser.new_page(locale="sv-SE")
        browser.close()
