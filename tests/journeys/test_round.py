"""A placement officer decides a round in Chromium, by keyboard, with axe: wide and light, narrow and dark."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Site
from tests.journeys.round_town import round_of
from tests.journeys.test_portal import check

pytestmark = pytest.mark.browser
Visit = Callable[[str], Page]


@pytest.mark.parametrize(("shape", "scheme", "width"), [("wide", "light", 1280), ("narrow", "dark", 320)])
def test_a_placement_officer_draws_lots_changes_one_approves_the_rest_and_undoes(
    shape: str, scheme: str, width: int, site: Site, page: Page, visit: Visit
) -> None:
    _children, round_id = round_of(site.town)
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.set_viewport_size({"width": width, "height": 900})
    visit("ulla")
    page.get_by_role("link", name="Öppna omgången").first.click()
    expect(page).to_have_url(f"{site.url}/rounds/{round_id}")
    check(page, f"{shape} round")
    page.get_by_role("button", name="Dra lott").press("Enter")
    expect(page.get_by_text("Lotten är dragen")).to_be_visible()
    page.get_by_text("Ändra … BO-2026-0005").click()
    form = page.get_by_role("row", name="BO-2026-0005")
    form.get_by_label("Plats i stället").select_option("Ek 1")
    form.get_by_label("Varför").fill("Särskilt stöd: erbjuds skyndsamt.")
    form.get_by_role("button", name="Ändra och räkna om").press("Enter")
    expect(page.get_by_text("Ändringen är sparad")).to_be_visible()
    expect(page.get_by_text("Ändrat av Ulla Frisk")).to_be_visible()
    check(page, f"{shape} changed")
    page.get_by_role("button", name="Godkänn alla 3").press("Enter")
    expect(page.get_by_text("3 erbjudanden är beslutade")).to_be_visible()
    check(page, f"{shape} approved")
    page.get_by_role("button", name="Ångra").press("Enter")
    expect(page.get_by_text("3 beslut är ångrade")).to_be_visible()
    page.goto(f"{site.url}/rounds")
    check(page, f"{shape} rounds")
