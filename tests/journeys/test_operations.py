"""Operations at work: the wall, a worker that is to rest, cases held and let go, and one cancelled."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import update

from orchestrator.core.clock import machine_now
from orchestrator.core.db import Scope
from orchestrator.governance.catalogue.models import Subscription
from orchestrator.operations.fleet import service as fleet
from orchestrator.operations.fleet.models import Worker
from orchestrator.operations.queues.models import WorkItem
from tests.journeys.conftest import Site
from tests.journeys.test_portal import check
from tests.journeys.town import PASSWORD

pytestmark = pytest.mark.browser
Visit = Callable[[str], Page]


@pytest.fixture
def manned(site: Site) -> Site:
    """Two workers, one of them silent, and a municipality whose subscription is paused."""
    with site.town.database.session(Scope.steward("test")) as session:
        carried = {site.town.runs["running"]: 412.3}
        fleet.beat(session, fleet.Beat("tre-01", "a", "dator-1", "region", 2, "0.1.0", carried))
        fleet.beat(session, fleet.Beat("lun-02", "b", "dator-2", "region", 2, "0.1.0"))
        gone = machine_now() - timedelta(minutes=14)
        session.execute(update(Worker).where(Worker.name == "lun-02").values(seen_at=gone))
        # the living one goes on to be heard while the test lasts
        session.execute(
            update(Worker).where(Worker.name == "tre-01").values(seen_at=machine_now() + timedelta(hours=1))
        )
        session.execute(update(Subscription).where(Subscription.municipality_code == "1285").values(state="paused"))
    return site


def _states(site: Site) -> list[str]:
    with site.town.database.session(Scope.steward("test")) as session:
        return [session.get_one(WorkItem, site.town.items[name]).state for name in ("queued", "elsewhere")]


def test_operations_see_the_wall_rest_a_worker_and_hold_and_let_go_two_items(
    manned: Site, visit: Visit, complaints: list[str]
) -> None:
    page = visit("johan")
    page.get_by_role("link", name="Köer", exact=True).click()
    expect(page.get_by_role("heading", name="Står still: Eslöv")).to_be_visible()
    expect(page.get_by_role("heading", name="Arbetare lun-02 svarar inte")).to_be_visible()
    expect(page.get_by_role("row", name="Trelleborg 4")).to_contain_text("Läser registeruppgifter")
    check(page, "the wall")
    page.get_by_role("link", name="tre-01").click()
    check(page, "a worker")
    page.get_by_label("Varför ska den vila?").fill("ny kärna")
    page.get_by_role("button", name="Gör klart och vila").click()
    expect(page.get_by_role("heading", name="Tar inga nya körningar")).to_be_visible()
    page.get_by_role("link", name="Köer", exact=True).first.click()
    expect(page.get_by_role("row", name="tre-01")).to_contain_text("ny kärna")

    page.goto(f"{manned.url}/work-items?state=queued")
    page.get_by_label("Välj EB-2026-12-0105").check()
    page.get_by_label("Välj EB-2026-12-0900").check()
    page.get_by_label("Gör så här").select_option("hold")
    page.get_by_role("button", name="Gör det").click()
    expect(page.get_by_role("heading", name="Något fattas")).to_be_visible()
    check(page, "something is missing")
    assert all("422" in said for said in complaints), "the browser tells of the answer's status, and of nothing else"
    complaints.clear()
    page.get_by_label("Varför").fill("fel i Sambis")
    page.get_by_role("button", name="Gör det").click()
    expect(page.get_by_role("heading", name="Pausade: 2")).to_be_visible()
    check(page, "what was done")
    assert _states(manned) == ["on_hold", "on_hold"]
    page.get_by_role("button", name="Ångra").click()
    expect(page.get_by_role("heading", name="Släppta: 2")).to_be_visible()
    assert _states(manned) == ["new", "new"]
    page.get_by_role("link", name="Tillbaka", exact=True).click()
    expect(page.get_by_role("row", name="EB-2026-12-0105")).to_contain_text("I kö")


def test_the_wall_refreshes_itself_and_can_be_frozen(manned: Site, visit: Visit) -> None:
    page = visit("johan")
    page.goto(f"{manned.url}/queues")
    row = page.get_by_role("row", name="tre-01")
    _drain(manned, "ny kärna")
    expect(row).to_contain_text("ny kärna", timeout=10_000)
    page.get_by_role("button", name="Frys").click()
    _drain(manned, "nytt minne")
    page.wait_for_timeout(5000)
    expect(row).to_contain_text("ny kärna")
    page.get_by_role("button", name="Frys").click()
    expect(row).to_contain_text("nytt minne", timeout=10_000)


def test_a_case_is_cancelled_without_script_after_one_more_question(manned: Site, browser: Browser) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{manned.url}/work-items/{manned.town.items['queued']}")
    page.fill("#username", "karin")
    page.fill("#password", PASSWORD)
    page.click("main button[type=submit]")
    page.click("aside summary >> text=Pausa, flytta")
    page.select_option("#a-action", "cancel")
    page.fill("#a-reason", "skickat två gånger")
    page.click("aside form button")
    expect(page.get_by_role("heading", name="Återkalla 1 ärende?")).to_be_visible()
    assert _states(manned)[0] == "new"
    page.get_by_role("button", name="Återkalla ärendet").click()
    expect(page.get_by_role("heading", name="Återkallade: 1")).to_be_visible()
    assert _states(manned)[0] == "cancelled"
    page.context.close()


@pytest.mark.parametrize(("scheme", "width"), [("dark", 1280), ("light", 320)])
def test_operations_pages_are_accessible_in_the_dark_and_on_a_phone(
    scheme: str, width: int, manned: Site, page: Page, visit: Visit
) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.set_viewport_size({"width": width, "height": 900})
    visit("johan")
    for path in ("/queues", "/queues?show=trouble", "/workers/tre-01", "/work-items"):
        page.goto(manned.url + path)
        check(page, f"{scheme} {width} {path}")


def _drain(site: Site, reason: str) -> None:
    with site.town.database.session(Scope.steward("test")) as session:
        fleet.drain(session, "tre-01", reason)
