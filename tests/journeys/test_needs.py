"""What a municipality misses in the catalogue ends with the chief process officer, and the answer comes back."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import Site
from tests.journeys.test_packages import _signed_in
from tests.journeys.test_portal import check

pytestmark = pytest.mark.browser
Visit = Callable[[str], Page]


def test_an_idea_goes_from_the_municipality_to_the_region_and_its_answer_comes_back(
    site: Site, browser: Browser, visit: Visit, complaints: list[str]
) -> None:
    karin = visit("karin")
    karin.goto(f"{site.url}/catalogue")
    karin.locator("summary", has_text="Lämna en idé").click()
    karin.get_by_label("Vilket arbete?").fill("Föreningsbidrag")
    karin.get_by_label("Vad gör ni för hand i dag").fill("   ")
    karin.get_by_role("button", name="Anmäl behovet").click()
    expect(karin.get_by_text("Skriv vad ni gör för hand i dag, med högst 400 tecken.")).to_be_visible()
    expect(karin.get_by_label("Vilket arbete?")).to_have_value("Föreningsbidrag")
    check(karin, "an idea with an error")
    karin.get_by_label("Vad gör ni för hand i dag").fill("Hundra ansökningar i mars.")
    karin.get_by_role("button", name="Anmäl behovet").click()
    expect(karin.get_by_text("En kommun har bett om det. Ni är med.")).to_be_visible()
    check(karin, "a need of one's own")
    maria = _signed_in(browser, site, "maria")
    row = maria.locator(".todo li", has_text="Behov som kommunerna har anmält")
    row.get_by_role("link", name="Läs och svara").click()
    maria.locator("summary", has_text="Svara").click()
    maria.get_by_label("Ja, vi tar upp det").check()
    maria.get_by_label("Varför?").fill("Fyra kommuner delar på kostnaden.")
    check(maria, "an answer")
    maria.get_by_role("button", name="Skicka svaret").click()
    karin.goto(f"{site.url}/catalogue")
    karin.locator("summary", has_text="Svar som kommunerna har fått").click()
    expect(karin.get_by_text("Fyra kommuner delar på kostnaden.")).to_be_visible()
    check(karin, "an answered need")
    karin.set_viewport_size({"width": 320, "height": 900})
    check(karin, "narrow, an answered need")
    assert [told for told in complaints if "422" not in told] == []
    complaints.clear()
