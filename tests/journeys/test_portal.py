"""Through the portal as people go: by mouse and by keyboard, in both languages, light, dark and narrow."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from orchestrator.core.db import Scope
from orchestrator.operations.runs import service as runs
from orchestrator.operations.runs.models import Run
from tests.journeys.conftest import Site
from tests.journeys.town import PASSWORD

pytestmark = pytest.mark.browser
Visit = Callable[[str], Page]


def _paths(site: Site) -> list[str]:
    items, found = site.town.items, site.town.runs
    return [
        "/", "/account", "/queues", "/work-items", "/work-items?q=finns-inte", f"/work-items/{items['done']}",
        f"/work-items/{items['handed']}", f"/work-items/{items['stopped']}", f"/work-items/{items['working']}", "/runs",
        f"/runs/{found['running']}", f"/runs/{found['crashed']}", f"/runs/{found['completed']}", "/time-saved",
        "/time-saved/1287/2026-11/economic_assistance", "/time-saved/how", "/catalogue",
        "/catalogue/economic_assistance", "/subscriptions", "/subscriptions/1287/economic_assistance",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("shape", "scheme", "width"), [("light", "light", 1280), ("dark", "dark", 1280), ("narrow", "light", 320)]
)
def test_every_page_is_accessible_and_none_scrolls_sideways(
    shape: str, scheme: str, width: int, site: Site, page: Page, visit: Visit
) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{site.url}/sign-in")
    check(page, f"{shape} /sign-in")
    visit("karin")
    for path in _paths(site):
        page.goto(site.url + path)
        for folded in page.locator("main details").all():
            folded.evaluate("element => { element.open = true }")
        check(page, f"{shape} {path}")


def test_what_the_region_sees_is_accessible_too(site: Site, visit: Visit) -> None:
    page = visit("johan")
    for path in ("/", "/queues", "/work-items", f"/work-items/{site.town.items['handed']}", "/runs", "/time-saved"):
        page.goto(site.url + path)
        page.locator(".scope summary").click()
        check(page, f"region {path}")


def check(page: Page, where: str) -> None:
    found = Axe().run(page, options={"resultTypes": ["violations"]})
    told = [f"{rule['id']}: {rule['nodes'][0]['html'][:160]}" for rule in found.response["violations"]]
    assert told == [], where
    root = "document.documentElement"
    assert page.evaluate(f"{root}.scrollWidth - {root}.clientWidth") <= 0, f"{where} scrolls sideways"


def test_from_sign_in_to_time_saved_in_swedish(site: Site, visit: Visit) -> None:
    page = visit("karin")
    expect(page.locator("h1")).to_contain_text("Karin")
    page.get_by_role("link", name="Visa ärendena").click()
    page.get_by_role("link", name="EB-2026-12-0102").click()
    expect(page.get_by_role("heading", name="Lämnade över till en handläggare")).to_be_visible()
    page.get_by_label("Sök på ärendenummer").fill("EB-2026-12-0101")
    page.get_by_role("button", name="Sök", exact=True).click()
    expect(page.locator("h1")).to_have_text("Återansökan för december")
    expect(page.get_by_role("heading", name="Beslut: bifall")).to_be_visible()
    picture = page.locator(".shots img").first
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("naturalWidth", 160)
    page.get_by_role("link", name="Körningar").click()
    page.get_by_role("link", name="Trelleborg 4").click()
    page.get_by_text("Gör klart ärendet och sluta …").click()
    page.get_by_label("Varför stoppar du?").first.fill("fel i systemet i dag")
    page.get_by_role("button", name="Gör klart ärendet och sluta").click()
    expect(page.get_by_role("heading", name="Stoppas nu")).to_be_visible()
    expect(page.get_by_text("Skäl: fel i systemet i dag")).to_be_visible()
    assert _run(site).stop == "finish"
    page.get_by_role("link", name="Nytta").click()
    page.get_by_role("link", name="0,3").click()
    expect(page.locator(".figure").first).to_have_text("0,3 timmar")
    page.get_by_role("link", name="Så räknar vi").first.click()
    expect(page.get_by_role("cell", name="Arbetsstickprov")).to_be_visible()


def test_from_sign_in_to_time_saved_in_english(site: Site, visit: Visit) -> None:
    page = visit("karin")
    page.get_by_role("link", name="Karin Bergström").click()
    page.get_by_label("English").check()
    page.get_by_role("button", name="Byt språk").click()
    expect(page.get_by_role("heading", name="Your roles")).to_be_visible()
    page.get_by_role("link", name="Work items").click()
    page.get_by_role("link", name="EB-2026-12-0101").click()
    expect(page.locator("h1")).to_have_text("Renewal for December")
    expect(page.get_by_role("heading", name="Decision: granted")).to_be_visible()
    expect(page.get_by_text("Answered after 40 minutes")).to_be_visible()
    page.get_by_role("link", name="Time saved").first.click()
    expect(page.get_by_role("row", name="November 2026")).to_contain_text("measured")
    for path in _paths(site):
        page.goto(site.url + path)
        expect(page.locator("html")).to_have_attribute("lang", "en")


def test_by_keyboard_alone_from_sign_in_to_a_stopped_run(site: Site, page: Page, complaints: list[str]) -> None:
    del complaints
    page.goto(f"{site.url}/sign-in")
    _tab_to(page, "#username")
    page.keyboard.type("johan")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site.url}/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()
    page.goto(f"{site.url}/")
    _tab_to(page, 'nav a[href="/runs"]')
    page.keyboard.press("Enter")
    page.wait_for_url("**/runs")
    _tab_to(page, f'main a[href="/runs/{site.town.runs["running"]}"]')
    page.keyboard.press("Enter")
    _tab_to(page, "aside summary >> nth=1")
    page.keyboard.press("Enter")
    _tab_to(page, "#why-kill")
    page.keyboard.type("fel i Sambis")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Stoppas nu")).to_be_visible()
    assert _run(site).stop == "kill"


def _tab_to(page: Page, selector: str) -> None:
    """Press Tab until it is there: whatever cannot be reached so fails, and so does a focus nobody sees."""
    wanted = page.locator(selector)
    for _ in range(60):
        if wanted.evaluate("element => element === document.activeElement"):
            assert wanted.evaluate("element => getComputedStyle(element).outlineStyle") != "none"
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} cannot be reached with Tab")


def test_the_live_log_grows_by_itself_and_can_be_frozen(site: Site, visit: Visit) -> None:
    page = visit("johan")
    page.goto(f"{site.url}/runs/{site.town.runs['running']}")
    expect(page.get_by_text("Uppdateras av sig själv")).to_be_visible()
    _say(site, "Öppnar ärendet")
    expect(page.locator(".live-log")).to_contain_text("Öppnar ärendet")
    page.get_by_role("button", name="Frys").click()
    _say(site, "Läser hushållet")
    page.wait_for_timeout(1500)
    expect(page.locator(".live-log")).not_to_contain_text("Läser hushållet")
    page.get_by_role("button", name="Frys").click()
    expect(page.locator(".live-log")).to_contain_text("Läser hushållet")
    expect(page.locator(".live-log li")).to_have_count(5)


def test_the_list_of_runs_refreshes_itself(site: Site, visit: Visit) -> None:
    page = visit("johan")
    page.goto(f"{site.url}/runs")
    with site.town.database.session(Scope.steward("test")) as session:
        session.get_one(Run, site.town.runs["running"]).does_now = "Skriver beslutet"
    expect(page.locator("#runs")).to_contain_text("Skriver beslutet", timeout=10_000)


def test_without_script_one_reads_and_acts_all_the_same(site: Site, browser: Browser) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{site.url}/runs/{site.town.runs['running']}")
    page.fill("#username", "karin")
    page.fill("#password", PASSWORD)
    page.click("main button[type=submit]")
    assert page.url.endswith(site.town.runs["running"])
    expect(page.get_by_role("link", name="Läs in igen")).to_be_visible()
    expect(page.get_by_role("button", name="Frys")).to_be_hidden()
    page.click("aside summary >> nth=0")
    page.fill("#why-finish", "byte av lösenord")
    page.press("#why-finish", "Enter")
    expect(page.get_by_role("heading", name="Stoppas nu")).to_be_visible()
    page.context.close()


def test_the_menu_opens_on_a_phone_and_closes_with_escape(page: Page, visit: Visit) -> None:
    page.set_viewport_size({"width": 320, "height": 700})
    visit("karin")
    page.get_by_role("button", name="Meny", exact=True).click()
    expect(page.get_by_role("link", name="Körningar")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Körningar")).to_be_hidden()


def _say(site: Site, text: str) -> None:
    with site.town.database.session(Scope.steward("test")) as session:
        runs.write_lines(session, session.get_one(Run, site.town.runs["running"]), [text])


def _run(site: Site) -> Run:
    with site.town.database.session(Scope.steward("test")) as session:
        return session.get_one(Run, site.town.runs["running"])
