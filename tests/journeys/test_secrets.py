"""A robot's account is entered in the portal: by hand, with the keyboard, and without script at 320 px."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import Site
from tests.journeys.test_portal import check
from tests.journeys.town import PASSWORD

pytestmark = pytest.mark.browser
Visit = Callable[[str], Page]


def test_the_business_owner_enters_the_robots_account_with_the_keyboard(visit: Visit, complaints: list[str]) -> None:
    page = visit("karin")
    page.get_by_role("link", name="Hemligheter").click()
    check(page, "secrets, one missing")
    expect(page.get_by_role("row", name="case_system")).to_contain_text("Saknas")
    page.get_by_role("link", name="case_system").click()
    check(page, "a secret")
    page.get_by_label("Användarnamn").fill("robot-1287")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Skriv robotens lösenord i systemet.")).to_be_visible()
    assert [told for told in complaints if "422" not in told] == []
    complaints.clear()  # the browser counts a form that is to be put right as a failure
    check(page, "a secret, half entered")
    expect(page.get_by_label("Användarnamn")).to_have_value("robot-1287")
    page.get_by_label("Lösenord").fill("det-hemliga-ordet")
    page.keyboard.press("Enter")
    expect(page.get_by_role("row", name="case_system")).to_contain_text("Karin Bergström")
    check(page, "secrets, all there")


@pytest.mark.usefixtures("complaints")
def test_a_secret_is_entered_without_script_on_a_narrow_screen(browser: Browser, site: Site) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640})
    page = context.new_page()
    page.goto(f"{site.url}/sign-in")
    page.locator("#username").fill("karin")
    page.locator("#password").fill(PASSWORD)
    page.locator("#password").press("Enter")
    page.goto(f"{site.url}/secrets/case_system")
    assert page.locator("html").evaluate("root => root.scrollWidth") <= 320
    page.get_by_label("Användarnamn").fill("robot-1287")
    page.get_by_label("Lösenord").fill("det-hemliga-ordet")
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_role("row", name="case_system")).to_contain_text("Inlagd")
    assert page.locator("html").evaluate("root => root.scrollWidth") <= 320
    context.close()
