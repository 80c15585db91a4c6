"""A letter's whole way: written here, fetched by the municipality's e-service, opened there, told back, seen here."""

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Page, expect

from infra.testbed import citizens
from infra.testbed.eservice import app as eservice_app
from infra.testbed.eservice import platform, service
from infra.testbed.shell import Store
from orchestrator.core.db import Scope
from orchestrator.governance.people import systems
from orchestrator.outcomes.letters.models import Letter
from tests.journeys.conftest import Site

pytestmark = pytest.mark.browser
NUMBER, OTHER = "198001012387", "198803052383"
REFERENCE = "EB-2026-12-0101"  # the town's case that a robot has decided
CONTENT = {"manad": "2026-12", "avisering": "sms", "mobil": "+46701740605", "civil_status": "single",
           "boendeform": "tenancy"}  # fmt: skip


@dataclass
class Eservice:
    store: Store
    url: str


@pytest.fixture
def eservice(site: Site, tmp_path: Path) -> Iterator[Eservice]:
    """The testbed's e-service, where the citizen has filed the application that the town's robot decided."""
    store = service.open_store(tmp_path / "eservice")
    for number in (NUMBER, OTHER):
        service.sign_in(store, number)
    citizen = dict(store.row("SELECT * FROM citizen WHERE number = ?", NUMBER) or {})
    service.send(store, citizen, CONTENT, lambda _message: REFERENCE, None)
    with site.town.database.session(Scope.steward("test")) as session:
        platform.connect(store, "1287", f"{site.url}/api/v1", systems.new_token(session, "1287"))
    app = FastAPI()
    app.mount("/e-tjanst", eservice_app.create_app(store, lambda _message: REFERENCE))
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.02)
    yield Eservice(store, f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/e-tjanst")
    server.should_exit = True
    thread.join(timeout=10)


def sign_in(page: Page, eservice: Eservice, number: str) -> None:
    page.goto(f"{eservice.url}/legitimera")
    page.get_by_role("textbox").first.fill(number)
    page.get_by_role("textbox").first.press("Enter")
    page.wait_for_url(f"{eservice.url}/mina-sidor")


def test_the_case_shows_that_a_notice_was_sent_and_that_the_letter_was_opened_as_two_facts(
    site: Site, eservice: Eservice, page: Page, visit: Any
) -> None:
    case = f"{site.url}/work-items/{site.town.items['done']}"
    assert platform.exchange(eservice.store) == {"fetched": 1, "told": 0}
    visit("elif")
    page.goto(case)
    expect(page.get_by_role("heading", name="Avisering skickad en gång")).to_be_visible()
    expect(page.get_by_role("heading", name="Brevet öppnat av den sökande")).to_have_count(0)

    sign_in(page, eservice, NUMBER)
    page.get_by_role("link", name="Beslut om ekonomiskt bistånd för december 2026").click()
    expect(page.get_by_text("Du får 12\u00a0661 kronor")).to_be_visible()
    expect(page.get_by_role("heading", name="Så överklagar du")).to_be_visible()
    assert platform.exchange(eservice.store) == {"fetched": 0, "told": 1}
    assert platform.exchange(eservice.store) == {"fetched": 0, "told": 0}

    page.goto(case)
    expect(page.get_by_role("heading", name="Avisering skickad en gång")).to_be_visible()
    expect(page.get_by_role("heading", name="Brevet öppnat av den sökande")).to_be_visible()
    page.goto(f"{case}/letter")
    expect(page.get_by_text("Inte än")).to_have_count(0)


def test_the_letter_is_its_addressees_alone_and_comes_as_pdf_too(eservice: Eservice, page: Page) -> None:
    platform.exchange(eservice.store)
    sign_in(page, eservice, OTHER)
    page.goto(f"{eservice.url}/beslut/1")
    assert page.url == f"{eservice.url}/mina-sidor"
    expect(page.get_by_text("Du har inga meddelanden.")).to_be_visible()
    assert platform.exchange(eservice.store)["told"] == 0
    sign_in(page, eservice, NUMBER)
    answer = page.request.get(f"{eservice.url}/beslut/1/pdf")
    assert answer.body().startswith(b"%PDF-")


def test_an_exchange_that_breaks_off_loses_neither_letter_nor_opening(
    eservice: Eservice, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = httpx.Client.post

    def broken(*_arguments: Any, **_named: Any) -> httpx.Response:
        raise httpx.ConnectError("the line is down")

    monkeypatch.setattr(httpx.Client, "post", broken)
    with pytest.raises(httpx.ConnectError):
        platform.exchange(eservice.store)
    assert len(platform.letters(eservice.store, NUMBER)) == 1, "kept before the platform was told"
    platform.open_letter(eservice.store, NUMBER, 1)
    with pytest.raises(httpx.ConnectError):
        platform.exchange(eservice.store)
    monkeypatch.setattr(httpx.Client, "post", real)
    assert platform.exchange(eservice.store) == {"fetched": 0, "told": 1}
    assert len(platform.letters(eservice.store, NUMBER)) == 1


def test_only_what_the_robot_wrote_waits_for_the_platforms_letter(eservice: Eservice) -> None:
    told = {"id": 1, "reference": REFERENCE, "month": "2026-12", "outcome_words": "Bifall", "amount_ore": 1,
            "motivation": "x", "decided_by": "Anna", "decided_at": "2026-11-23 10:00:00", "appeal": "x"}  # fmt: skip
    service.receive_decision(eservice.store, {**told, "external_key": f"{REFERENCE}:2026-12:1:decision"})
    assert service.letters(eservice.store, NUMBER) == []
    service.receive_decision(eservice.store, {**told, "external_key": ""})
    assert len(service.letters(eservice.store, NUMBER)) == 1, "a caseworker's own decision has the case system's letter"


def test_the_demos_citizens_open_letters_through_the_pages_and_the_platform_knows_at_once(
    site: Site, eservice: Eservice
) -> None:
    url = eservice.url.removesuffix("/e-tjanst")
    assert citizens.read_letters(eservice.store, url, 0.0) == 0
    assert citizens.read_letters(eservice.store, url, 1.0) == 1
    assert citizens.read_letters(eservice.store, url, 1.0) == 0, "read is read"
    with site.town.database.session(Scope.steward("test")) as session:
        assert session.query(Letter).one().opened_at is not None
