"""Who may what, in Chromium: a case opened by asking, the password again, a role given and ended, a token made."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import update

from orchestrator.core.clock import machine_now
from orchestrator.core.db import Scope
from orchestrator.governance.people.models import SignIn
from tests.journeys.conftest import Site
from tests.journeys.test_portal import check
from tests.journeys.town import PASSWORD

pytestmark = pytest.mark.browser
Visit = Callable[[str], Page]


def _as(browser: Browser, site: Site, username: str) -> Page:
    page = browser.new_context().new_page()
    page.goto(f"{site.url}/sign-in")
    page.locator("#username").fill(username)
    page.locator("#password").fill(PASSWORD)
    page.locator("#password").press("Enter")
    page.wait_for_url(f"{site.url}/")
    return page


def _grow_stale(site: Site) -> None:
    with site.town.database.session(Scope.steward("test")) as session:
        session.execute(update(SignIn).values(created_at=machine_now() - timedelta(hours=1), confirmed_at=None))


def test_a_case_is_opened_by_asking_its_municipality(site: Site, visit: Visit, browser: Browser) -> None:
    johan, karin = visit("johan"), _as(browser, site, "karin")
    case = f"{site.url}/work-items/{site.town.items['done']}"
    johan.goto(case)
    check(johan, "a case of another")
    johan.get_by_label("Varför behöver du läsa det?").fill("beloppet blev fel i Sambis")
    johan.get_by_role("button", name="Fråga kommunen").click()
    expect(johan.get_by_text("När den verksamhetsansvariga har svarat")).to_be_visible()
    check(johan, "asked")

    karin.goto(site.url)
    _grow_stale(site)
    karin.get_by_role("link", name="Svara").click()
    expect(karin.get_by_role("heading", name="Visa att det är du")).to_be_visible()
    check(karin, "show that it is you")
    karin.get_by_label("Lösenord").fill(PASSWORD)
    karin.get_by_label("Lösenord").press("Enter")
    expect(karin.get_by_role("heading", name="Johan Malmqvist vill läsa EB-2026-12-0101")).to_be_visible()
    check(karin, "the question")
    karin.get_by_label("Hur länge?").select_option("30")
    karin.get_by_role("button", name="Låt läsa").click()
    expect(karin.get_by_role("row", name="EB-2026-12-0101")).to_contain_text("beloppet blev fel")
    check(karin, "who may read")

    johan.goto(case)
    johan.get_by_label("Lösenord").fill(PASSWORD)
    johan.get_by_role("button", name="Fortsätt").click()
    expect(johan.get_by_text("Kommunen låter dig läsa ärendet till")).to_be_visible()
    expect(johan.get_by_role("link", name="Läs brevet till den sökande")).to_be_visible()
    check(johan, "an opened case")
    karin.get_by_role("button", name="Avsluta nu").click()
    johan.reload()
    expect(johan.get_by_role("link", name="Läs brevet till den sökande")).to_have_count(0)


def test_a_role_is_given_and_ended_and_its_holder_notices_at_once(site: Site, visit: Visit, browser: Browser) -> None:
    karin, sofia = visit("karin"), _as(browser, site, "sofia")
    karin.get_by_role("link", name="Roller", exact=True).click()
    check(karin, "roles")
    karin.get_by_role("link", name="Ge en roll").click()
    check(karin, "give a role")
    karin.get_by_label("Användarnamn").fill("sofia")
    karin.get_by_label("Roll", exact=True).select_option("caseworker")
    karin.get_by_label("Varför?").fill("hjälper till i december")
    karin.get_by_role("button", name="Ge rollen").click()
    expect(karin.get_by_role("heading", name="Sofia Lind")).to_be_visible()
    check(karin, "a person")
    sofia.goto(f"{site.url}/account")
    check(sofia, "one's own account")
    sofia.get_by_role("row", name="Handläggare").get_by_role("button", name="Arbeta i den här rollen").click()
    sofia.get_by_role("link", name="Öppna inkorgen").click()
    expect(sofia.get_by_role("heading", name="Inkorg")).to_be_visible()
    karin.get_by_text("Avsluta …").click()
    karin.get_by_label("Varför avslutas rollen?").fill("december är slut")
    karin.get_by_role("button", name="Avsluta rollen").click()
    expect(karin.get_by_text("En roll avslutades")).to_be_visible()
    answer = sofia.reload()
    assert answer is not None
    assert answer.status == 403


def test_operations_make_a_token_for_a_worker(visit: Visit) -> None:
    johan = visit("johan")
    johan.get_by_role("link", name="Nycklar", exact=True).click()
    johan.get_by_label("Vilken maskin?").fill("dator-7")
    johan.get_by_role("button", name="Gör en ny nyckel Arbetare").click()
    expect(johan.get_by_text("Kopiera den nu.")).to_be_visible()
    check(johan, "a new token")
