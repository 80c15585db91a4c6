"""A release on its way, by three people in Chromium: waived, approved, published, halted; in both languages,
by keyboard, light, dark and narrow."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from orchestrator.core.db import Scope, act_as
from orchestrator.core.settings import ROOT
from orchestrator.governance.packages import service as packages
from orchestrator.governance.people.models import Person
from orchestrator.governance.pipeline import gates
from orchestrator.operations.incidents import service as incidents
from tests.journeys.conftest import Site
from tests.journeys.test_portal import check
from tests.journeys.town import PASSWORD
from tests.support.house import PROCESS

pytestmark = pytest.mark.browser
Visit = Callable[[str], Page]


def _draft(site: Site) -> str:
    """Sofia's release of the real package: every gate but the one with faults is passed."""
    with site.town.database.session(Scope.steward("test")) as session:
        sofia = session.scalars(select(Person.id).where(Person.username == "sofia")).one()
        act_as(session, f"person:{sofia}")
        release = packages.draft_robot(session, ROOT, PROCESS)
        for name in ("rebuilt", "lint", "unit", "testbed"):
            gates.record(session, release, name, passed=True, summary="24 passed", evidence=b"24 passed in 212 s")
        return release.id


def _act(page: Page, title: str, button: str, reason: str) -> None:
    """Open the form by its summary with the keyboard, write the reason, send it with Enter."""
    summary = page.locator("summary", has_text=title)
    summary.focus()
    page.keyboard.press("Enter")
    form = page.locator("details[open]", has=summary)
    form.get_by_label("Varför?").fill(reason)
    expect(form.get_by_role("button", name=button)).to_be_visible()
    page.keyboard.press("Enter")


def test_a_release_goes_to_the_testbed_through_three_peoples_hands_and_is_halted(
    site: Site, browser: Browser, visit: Visit, complaints: list[str]
) -> None:
    release = _draft(site)
    url = f"{site.url}/packages/{PROCESS}?release={release}"
    maria = visit("maria")
    maria.get_by_role("link", name="Robotpaket").click()
    check(maria, "all packages")
    maria.goto(url)
    expect(maria.get_by_role("heading", name="Grindar för 1.1.0: 4 av 5")).to_be_visible()
    _act(maria, "Undanta grinden", "Undanta", "Testmiljön byggs om i dag.")
    expect(maria.get_by_text("Maria Ekdahl svarar för det: Testmiljön byggs om i dag.")).to_be_visible()
    check(maria, "a waived gate")
    with site.town.database.session(Scope.steward("test")) as session:
        gates.finish(session, session.get_one(packages.Release, release))
    maria.reload()
    _act(maria, "Godkänn 1.1.0", "Godkänn 1.1.0", "Läst ändring för ändring.")
    expect(maria.get_by_text("Godkänd av annan än författaren: Maria Ekdahl")).to_be_visible()
    assert maria.locator("summary", has_text="Släpp till").count() == 0, "who approved does not publish"
    johan = _signed_in(browser, site, "johan")
    johan.goto(url)
    johan.locator("summary", has_text="Släpp till testmiljön").click()
    johan.get_by_role("button", name="Släpp 1.1.0 till testmiljön").click()
    expect(johan.locator(".steps [aria-current]")).to_have_text("Testmiljön")
    johan.locator("summary", has_text="Stoppa 1.1.0").click()
    johan.get_by_role("button", name="Stoppa 1.1.0").click()
    assert "release=" in johan.url, "a reason is asked for by the field itself"
    johan.locator("details[open]").get_by_label("Varför?").fill("Läser fel månad.")
    johan.get_by_role("button", name="Stoppa 1.1.0").click()
    expect(johan.locator(".lead")).to_contain_text("stoppad. Läser fel månad.")
    check(johan, "a halted release")
    johan.get_by_role("link", name="Bevis").first.click()
    check(johan, "evidence")
    expect(johan.get_by_text("24 passed in 212 s")).to_be_visible()
    assert [told for told in complaints if "422" not in told] == []


@pytest.mark.parametrize(("shape", "scheme", "width"), [("dark", "dark", 1280), ("narrow", "light", 320)])
def test_the_package_pages_are_accessible_dark_and_narrow_and_speak_english(
    shape: str, scheme: str, width: int, site: Site, page: Page, visit: Visit
) -> None:
    release = _draft(site)
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.set_viewport_size({"width": width, "height": 900})
    with site.town.database.session(Scope.steward("test")) as session:
        session.scalars(select(Person).where(Person.username == "maria")).one().language = "en"
        former = session.scalars(select(packages.Release.id).where(packages.Release.id != release)).one()
        rules = session.scalars(select(packages.ProcessRelease.id)).first()
    visit("maria")
    paths = (
        "/packages", f"/packages/{PROCESS}?release={release}", f"/packages/{PROCESS}?release={rules}",
        f"/packages/{PROCESS}/compare?first={former}&second={release}", f"/packages/{PROCESS}/what-if/{rules}",
    )  # fmt: skip
    for path in paths:
        page.goto(f"{site.url}{path}")
        for folded in page.locator("main details").all():
            folded.evaluate("element => { element.open = true }")
        check(page, f"{shape} {path}")
    page.goto(f"{site.url}/packages/{PROCESS}?release={release}")
    expect(page.get_by_role("heading", name="Gates of 1.1.0: 4 of 5")).to_be_visible()


@pytest.mark.parametrize(("shape", "scheme", "width"), [("light", "light", 1280), ("narrow", "dark", 320)])
def test_a_developer_finds_a_keyword_by_what_it_does_and_sees_where_it_is_used(
    shape: str, scheme: str, width: int, site: Site, page: Page, visit: Visit
) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.set_viewport_size({"width": width, "height": 900})
    visit("sofia")
    page.goto(f"{site.url}/keywords")
    check(page, f"{shape} keywords")
    page.get_by_label("Ord i namn eller beskrivning").fill("log in case system")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Visar 1 av")
    page.get_by_text("Används på").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Collect Applications, economic_assistance/tasks.robot")).to_be_visible()
    check(page, f"{shape} one keyword")
    page.goto(f"{site.url}/keywords?q=flyttfåglar")
    expect(page.get_by_text("Inget nyckelord passar")).to_be_visible()
    check(page, f"{shape} no keyword")


def _signed_in(browser: Browser, site: Site, username: str) -> Page:
    page = browser.new_context().new_page()
    page.goto(f"{site.url}/sign-in")
    page.locator("#username").fill(username)
    page.locator("#password").fill(PASSWORD)
    page.locator("#password").press("Enter")
    return page


def test_a_refused_release_comes_to_who_may_stop_it_and_is_closed_with_what_was_done(
    site: Site, visit: Visit, complaints: list[str]
) -> None:
    with site.town.database.session(Scope.steward("test")) as session:
        release = session.scalars(select(packages.Release).where(packages.Release.package == PROCESS)).first()
        assert release is not None
        cause = "The release is not signed by the Center. It is not run. Publish it again."
        incidents.note(session, incidents.Kind.REFUSED, release, cause, site.town.runs["crashed"])
    johan = visit("johan")
    row = johan.locator(".todo li", has_text="Händelse med en utgåva")
    row.get_by_role("link", name="Se vad som hände").click()
    expect(johan.get_by_text("Utgåvan är inte signerad av centret. Den körs inte.")).to_be_visible()
    johan.locator("summary", has_text="Den är åtgärdad").click()
    form = johan.locator("details[open]", has_text="Vad har ni gjort?")
    form.get_by_label("Vad har ni gjort?").fill(" ")
    form.get_by_role("button", name="Avsluta händelsen").click()
    expect(johan.get_by_text("Skriv vad ni har gjort, med högst 400 tecken.")).to_be_visible()
    check(johan, "an incident with an error")
    johan.get_by_label("Vad har ni gjort?").fill("Byggd och släppt på nytt.")
    johan.get_by_role("button", name="Avsluta händelsen").click()
    expect(johan.get_by_text("Byggd och släppt på nytt.")).to_be_visible()
    check(johan, "a closed incident")
    johan.goto(f"{site.url}/")
    expect(johan.get_by_text("Händelse med en utgåva")).to_have_count(0)
    assert [told for told in complaints if "422" not in told] == []
    complaints.clear()
