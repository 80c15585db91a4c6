"""From question to answer to decision: the caseworker's portal, the citizen's e-service, one browser for both."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import update

from infra.testbed.eservice import platform
from infra.testbed.eservice import service as citizens
from orchestrator.core.clock import machine_now, today
from orchestrator.core.db import Scope
from orchestrator.core.outbox import Intent, dispatch_due
from orchestrator.outcomes.notices import channels
from orchestrator.outcomes.notices import service as notices
from orchestrator.outcomes.supplements import service
from tests.journeys.conftest import Site
from tests.journeys.inbox_town import SILENT_FUND, hand_over, write
from tests.journeys.test_inbox import FUND, _check, _item
from tests.journeys.test_letter_opened import CONTENT, NUMBER, OTHER, Eservice, eservice, sign_in
from tests.journeys.town import PASSWORD

pytestmark = pytest.mark.browser
__all__ = ["eservice"]
Visit = Callable[[str], Page]
REFERENCE, QUESTION, ANSWER = "EB-2026-12-0107", "Skicka hyresavin för december.", "Avin är på 6 900 kr."


@pytest.fixture
def handed(site: Site, eservice: Eservice, monkeypatch: pytest.MonkeyPatch) -> str:
    """A case that the citizen filed and the robot handed over; the SMS gateway keeps what it gets."""
    citizen = dict(eservice.store.row("SELECT * FROM citizen WHERE number = ?", NUMBER) or {})
    citizens.send(eservice.store, citizen, CONTENT, lambda _message: REFERENCE, None)
    sent: list[str] = []
    monkeypatch.setattr(channels, "send_sms", lambda _number, text, _id: sent.append(text))
    site.messages = sent  # type: ignore[attr-defined]
    contact = {"channel": "sms", "address": "+46701740605"}
    return hand_over(site.town, REFERENCE, SILENT_FUND, payload={"contact": contact})


def _let_it_out(site: Site) -> None:
    """The undo time has passed."""
    with site.town.database.session(Scope.steward("test")) as session:
        session.execute(update(Intent).where(Intent.topic == service.TOPIC).values(available_at=machine_now()))
    for _ in range(2):
        dispatch_due(site.town.database, {service.TOPIC: service.send, notices.TOPIC: notices.send})


def test_a_question_is_asked_by_keyboard_answered_on_mina_sidor_and_the_case_decided(
    site: Site, eservice: Eservice, handed: str, visit: Visit, complaints: list[str]
) -> None:
    page = visit("elif")
    page.goto(f"{site.url}/inbox/{handed}")
    page.get_by_role("button", name="Ta och öppna ärendet").click()
    page.get_by_label("Hyra, sökt").fill("6 900")
    page.locator("h1").click()
    page.keyboard.press("f")
    expect(page.get_by_label("Vad saknas?")).to_be_focused()
    page.keyboard.type(QUESTION)
    expect(page.get_by_label("Sista dag att svara")).to_have_value((today() + timedelta(days=14)).isoformat())
    page.get_by_role("button", name="Skicka frågan").press("Enter")
    expect(page.get_by_role("status")).to_contain_text(f"Frågan i {REFERENCE} går till den sökande.")
    expect(page.get_by_role("heading", name="Väntar på den sökande")).to_be_visible()
    _let_it_out(site)
    assert len(site.messages) == 1  # type: ignore[attr-defined]
    assert platform.exchange(eservice.store)["fetched"] >= 1
    page.goto(f"{site.url}/inbox/{handed}")
    expect(page.get_by_text("Frågan finns på Mina sidor sedan")).to_be_visible()

    sign_in(page, eservice, OTHER)
    page.goto(f"{eservice.url}/fraga/1")
    assert page.url == f"{eservice.url}/mina-sidor", "another citizen has no such question"
    sign_in(page, eservice, NUMBER)
    page.get_by_role("link", name="Vi behöver en komplettering för december 2026").click()
    expect(page.get_by_text(QUESTION)).to_be_visible()
    page.get_by_label("Ditt svar").fill(f"{ANSWER} {NUMBER}")
    page.get_by_role("button", name="Skicka svaret").click()
    expect(page.get_by_text("Skriv inget personnummer i svaret.")).to_be_visible()
    page.get_by_label("Ditt svar").fill(ANSWER)
    page.get_by_role("button", name="Skicka svaret").click()
    expect(page.get_by_role("heading", name="Ditt svar")).to_be_visible()
    assert platform.exchange(eservice.store)["told"] == 1
    assert platform.exchange(eservice.store)["told"] == 0

    page.goto(f"{site.url}/inbox")
    expect(page.get_by_role("table", name="Väntar på dig").get_by_role("row").nth(1)).to_contain_text(
        "Den sökande har svarat"
    )
    page.get_by_role("link", name=f"Fortsätt {REFERENCE}").click()
    expect(page.get_by_text(ANSWER)).to_be_visible()
    expect(page.get_by_label("Hyra, sökt")).to_have_value("6 900")
    page.get_by_label(FUND).fill("0")
    page.get_by_role("button", name="Räkna om").click()
    expect(page.locator("#assessment tr.result")).to_contain_text("12 661")
    page.get_by_role("button", name="Fatta beslut").click()
    expect(page.get_by_role("status")).to_contain_text("går till roboten")
    write(site.town, handed)
    page.goto(f"{site.url}/work-items/{handed}")
    for heading in ("Begärde komplettering av den sökande", "Den sökande svarade", "Beslut: bifall"):
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
    complaints[:] = [told for told in complaints if "422" not in told]


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 1280), ("light", 320)])
def test_the_question_the_waiting_and_the_answer_are_accessible(
    scheme: str, width: int, site: Site, eservice: Eservice, handed: str, page: Page, visit: Visit,
    complaints: list[str],
) -> None:  # fmt: skip
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.set_viewport_size({"width": width, "height": 900})
    visit("elif")
    page.goto(f"{site.url}/inbox/{handed}")
    page.get_by_role("button", name="Ta och öppna ärendet").click()
    page.get_by_role("button", name="Begär komplettering").click()
    page.get_by_label("Vad saknas?").fill(QUESTION)
    page.get_by_label("Sista dag att svara").fill((today() - timedelta(days=1)).isoformat())
    page.get_by_role("button", name="Skicka frågan").click()
    expect(page.get_by_text("Den dagen har varit.")).to_be_visible()
    expect(page.get_by_label("Sista dag att svara")).to_be_focused()
    _check(page, "refused")
    page.get_by_label("Sista dag att svara").fill(today().isoformat())
    page.get_by_role("button", name="Skicka frågan").click()
    _check(page, "the list")
    _let_it_out(site)
    platform.exchange(eservice.store)
    page.goto(f"{site.url}/inbox/{handed}")
    _check(page, "waiting")
    sign_in(page, eservice, NUMBER)
    page.goto(f"{eservice.url}/fraga/1")
    assert Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"] == []
    page.get_by_label("Ditt svar").fill(ANSWER)
    page.get_by_role("button", name="Skicka svaret").click()
    platform.exchange(eservice.store)
    for path in ("/inbox", f"/inbox/{handed}", f"/work-items/{handed}"):
        page.goto(site.url + path)
        _check(page, path)
    complaints[:] = [told for told in complaints if "422" not in told]


def test_without_script_one_asks_undoes_and_asks_again(site: Site, handed: str, browser: Browser) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{site.url}/inbox/{handed}")
    page.fill("#username", "elif")
    page.fill("#password", PASSWORD)
    page.click("main button[type=submit]")
    page.get_by_role("button", name="Ta och öppna ärendet").click()
    page.get_by_label("Hyra, sökt").fill("6 900")
    expect(page.get_by_label("Vad saknas?")).to_be_hidden()
    page.get_by_role("button", name="Begär komplettering").click()
    page.get_by_label("Vad saknas?").fill(QUESTION)
    page.get_by_role("button", name="Skicka frågan").click()
    assert _item(site, handed).waiting_for == "supplement"
    page.get_by_role("button", name="Ångra").click()
    expect(page.get_by_label("Vad saknas?")).to_have_value(QUESTION)
    expect(page.get_by_label("Hyra, sökt")).to_have_value("6 900")
    page.get_by_role("button", name="Skicka frågan").click()
    _let_it_out(site)
    assert _item(site, handed).waiting_for == "supplement"
    page.context.close()
