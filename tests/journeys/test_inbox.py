"""A caseworker's day in a real browser: claim, correct, reckon, decide, undo; by keyboard; without script."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from orchestrator.operations.queues.models import WorkItem
from tests.journeys.conftest import Site
from tests.journeys.inbox_town import SILENT_FUND, hand_over, propose, set_mode
from tests.journeys.town import PASSWORD
from tests.support.house import House

pytestmark = pytest.mark.browser
Visit = Callable[[str], Page]
FUND = "A-kassa efter skatt, november, sökande"
RENT = "Jag har prövat detta: En kostnad är en annan än förra månaden"


def _item(site: Site, item_id: str) -> WorkItem:
    house = House(site.town.database)
    with house.database.session(house.scope) as session:
        return session.get_one(WorkItem, item_id)


def _check(page: Page, where: str) -> None:
    found = Axe().run(page, options={"resultTypes": ["violations"]})
    told = [f"{rule['id']}: {rule['nodes'][0]['html'][:160]}" for rule in found.response["violations"]]
    assert told == [], where
    root = "document.documentElement"
    assert page.evaluate(f"{root}.scrollWidth - {root}.clientWidth") <= 0, f"{where} scrolls sideways"


def _open_all(page: Page) -> None:
    for folded in page.locator("main details").all():
        folded.evaluate("element => { element.open = true }")


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 1280), ("light", 320)])
def test_inbox_desk_letter_and_agreement_are_accessible_and_none_scrolls_sideways(
    scheme: str, width: int, site: Site, page: Page, visit: Visit
) -> None:
    handed = hand_over(site.town, "EB-2026-12-0107", SILENT_FUND)
    proposed = propose(site.town, "EB-2026-12-0108")
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.set_viewport_size({"width": width, "height": 900})
    visit("elif")
    for path in ("/inbox", f"/inbox/{handed}", f"/work-items/{site.town.items['done']}/letter"):
        page.goto(site.url + path)
        _check(page, path)
    for item_id in (handed, proposed, site.town.items["stopped"]):
        page.goto(f"{site.url}/inbox/{item_id}")
        page.get_by_role("button", name="Ta och öppna ärendet").click()
        _open_all(page)
        _check(page, f"desk {item_id}")
    visit("karin")
    page.goto(f"{site.url}/agreement")
    _check(page, "agreement")


def test_claim_correct_reckon_decide_and_undo(site: Site, visit: Visit, complaints: list[str]) -> None:
    item_id = hand_over(site.town, "EB-2026-12-0107", SILENT_FUND)
    page = visit("elif")
    page.get_by_role("link", name="Öppna inkorgen").click()
    page.get_by_role("button", name="Ta och öppna EB-2026-12-0107").click()
    expect(page.get_by_role("heading", name="Därför lämnade roboten över: 2 skäl")).to_be_visible()
    expect(page.get_by_role("row", name="A-kassan")).to_contain_text("betyder inte att inkomsten saknas")
    page.get_by_role("button", name="Fatta beslut").click()
    expect(page.locator("#problems")).to_be_focused()
    page.locator("#problems a").first.click()
    expect(page.get_by_label(FUND)).to_be_focused()
    expect(page.get_by_label(FUND)).to_have_attribute("aria-invalid", "true")
    page.get_by_label(FUND).fill("1 000")
    page.get_by_role("button", name="Räkna om").click()
    expect(page.locator("#assessment tr.result")).to_contain_text("11 671")
    expect(page.get_by_label("Vi fick inget svar från en myndighet")).to_have_count(0)
    expect(page.get_by_label("Motivering")).to_contain_text("Det ger 11 671 kr.")
    page.get_by_label(RENT).check()
    page.get_by_label("Motivering").press("End")
    page.get_by_label("Motivering").press_sequentially(" Hyran är höjd enligt avin.")
    page.get_by_role("button", name="Fatta beslut").click()
    # A changed income is a reason of its own: it is weighed too.
    for tick in page.locator("input[name=accepted]").all():
        tick.check()
    page.get_by_role("button", name="Fatta beslut").click()
    expect(page.get_by_role("status")).to_contain_text("Beslutet i EB-2026-12-0107 går till roboten.")
    assert _item(site, item_id).purpose == "write"
    page.get_by_role("button", name="Ångra").click()
    expect(page.locator("h1")).to_have_text("En vuxen, 1 barn")
    expect(page.get_by_label("Motivering")).to_contain_text("Hyran är höjd enligt avin.")
    assert _item(site, item_id).waiting_for == "decision"
    complaints[:] = [told for told in complaints if "422" not in told]


def test_a_proposal_is_confirmed_by_keyboard_alone(site: Site, visit: Visit) -> None:
    item_id = propose(site.town, "EB-2026-12-0108")
    page = visit("elif")
    page.goto(f"{site.url}/inbox")
    _tab_to(page, f"form[action='/inbox/{item_id}/claim'] button")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/inbox/{item_id}")
    page.keyboard.press("?")
    expect(page.locator("#shortcuts")).to_have_attribute("open", "")
    page.keyboard.press("j")
    page.wait_for_url(lambda url: not url.endswith(item_id))
    page.keyboard.press("k")
    page.wait_for_url(f"**/inbox/{item_id}")
    page.keyboard.press("b")
    expect(page.get_by_role("button", name="Bekräfta förslaget")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Beslutet i EB-2026-12-0108 går till roboten.")
    assert _item(site, item_id).purpose == "write"


def test_a_case_goes_back_to_the_robot_with_a_reason(site: Site, visit: Visit) -> None:
    item_id = hand_over(site.town, "EB-2026-12-0107", SILENT_FUND)
    page = visit("elif")
    page.goto(f"{site.url}/inbox/{item_id}")
    page.get_by_role("button", name="Ta och öppna ärendet").click()
    page.get_by_text("Tillbaka till roboten", exact=True).click()
    page.get_by_label("Varför lämnar du tillbaka det?").fill("a-kassan svarar igen")
    page.get_by_role("button", name="Lämna tillbaka till roboten").click()
    page.wait_for_url("**/inbox")
    assert (_item(site, item_id).state, _item(site, item_id).purpose) == ("new", "handle")


def test_without_script_one_pauses_reckons_and_decides_and_loses_nothing(site: Site, browser: Browser) -> None:
    item_id = hand_over(site.town, "EB-2026-12-0107", SILENT_FUND)
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{site.url}/inbox/{item_id}")
    page.fill("#username", "elif")
    page.fill("#password", PASSWORD)
    page.click("main button[type=submit]")
    page.get_by_role("button", name="Ta och öppna ärendet").click()
    page.get_by_label("Motivering").fill("Hyran är höjd enligt avin.")
    page.get_by_label("Hyra, sökt").fill("sjutusen")
    page.get_by_role("button", name="Pausa").click()
    expect(page.get_by_role("button", name="Fortsätt")).to_be_visible()
    expect(page.get_by_label("Hyra, sökt")).to_have_value("sjutusen")
    expect(page.get_by_text("Skriv beloppet i kronor").first).to_be_visible()
    page.get_by_label("Hyra, sökt").fill("6 900")
    page.get_by_label(FUND).fill("0")
    page.get_by_role("button", name="Räkna om").click()
    expect(page.locator("#assessment tr.result")).to_contain_text("12 661")
    expect(page.locator("input[name=accepted]")).to_have_count(0)
    expect(page.get_by_label("Motivering")).to_have_value("Hyran är höjd enligt avin.")
    page.get_by_role("button", name="Fatta beslut").click()
    expect(page.get_by_role("status")).to_contain_text("går till roboten")
    assert _item(site, item_id).purpose == "write"
    page.context.close()


def test_in_shadow_nothing_can_be_decided_here_and_the_page_says_why(site: Site, visit: Visit) -> None:
    item_id = hand_over(site.town, "EB-2026-12-0107", SILENT_FUND)
    set_mode(site.town, "prepare")
    page = visit("elif")
    page.goto(f"{site.url}/inbox/{item_id}")
    page.get_by_role("button", name="Ta och öppna ärendet").click()
    expect(page.get_by_text("I läget förbereder skriver roboten inget beslut")).to_be_visible()
    expect(page.get_by_role("button", name="Fatta beslut")).to_have_count(0)


def _tab_to(page: Page, selector: str) -> None:
    wanted = page.locator(selector)
    for _ in range(60):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} cannot be reached with Tab")
