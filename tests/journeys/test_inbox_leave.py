"""A manager handles a request for leave in Chromium, by keyboard, with axe: wide and light, narrow and dark."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Site
from tests.journeys.leave_town import TOLD, handed
from tests.journeys.test_portal import check

pytestmark = pytest.mark.browser
Visit = Callable[[str], Page]


@pytest.mark.parametrize(("shape", "scheme", "width"), [("wide", "light", 1280), ("narrow", "dark", 320)])
def test_a_manager_reads_the_days_accepts_the_reason_and_lets_the_robot_register(
    shape: str, scheme: str, width: int, site: Site, page: Page, visit: Visit
) -> None:
    item_id = handed(site.town, TOLD | {"received_on": "2026-10-01", "to_on": "2026-10-09"})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.set_viewport_size({"width": width, "height": 900})
    visit("lena")
    page.goto(f"{site.url}/inbox")
    page.get_by_role("button", name="Ta och öppna").first.click()
    expect(page).to_have_url(f"{site.url}/inbox/{item_id}")
    expect(page.get_by_role("heading", name="Ansökan kom senare än den skulle")).to_be_visible()
    check(page, f"{shape} a request for leave")
    page.get_by_label("Jag har prövat detta").check()
    page.get_by_label("Din motivering").fill("Enheten klarar det, och hon frågade i tid i telefon.")
    page.get_by_role("button", name="Fatta beslut").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{site.url}/inbox")
    page.goto(f"{site.url}/work-items/{item_id}")
    expect(page.get_by_role("row", name="Ledigheten omfattar 5").first).to_be_visible()
    check(page, f"{shape} the case of a request for leave")
