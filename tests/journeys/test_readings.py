"""Reading that stands out: asked about by the one, answered by the other, closed; every page accessible."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from orchestrator.core.db import Scope, act_as
from orchestrator.governance.audit import service as audit
from orchestrator.governance.people import service as people
from orchestrator.governance.people.models import Person
from orchestrator.governance.people.rules import Role
from orchestrator.governance.readings.find import find
from tests.journeys.conftest import Site
from tests.journeys.test_portal import check
from tests.journeys.town import PASSWORD

pytestmark = pytest.mark.browser
Visit = Callable[[str], Page]


@pytest.fixture
def found(site: Site) -> None:
    """Vera, new in Trelleborg, has opened a case in which she has nothing to do."""
    with site.town.database.session(Scope.steward("test")) as session:
        vera: Person = people.add_person(session, "vera", "Vera Lund", PASSWORD)
        people.grant_role(session, vera, Role.CASEWORKER, "1287")
        act_as(session, f"person:{vera.id}")
        audit.note(session, "1287", "case_opened", "work_item", site.town.items["done"])
        session.flush()
        find(session, "1287")


@pytest.mark.usefixtures("found")
def test_a_question_about_reading_goes_to_the_reader_and_its_answer_back(site: Site, visit: Visit) -> None:
    page = visit("karin")
    page.goto(f"{site.url}/readings")
    mine = page.get_by_role("article").filter(has_text="Vera Lund")
    expect(mine.get_by_role("heading", name="1 ärende utan uppgift i det")).to_be_visible()
    check(page, "to review")
    mine.get_by_label("Fråga Vera Lund").fill("Varför öppnade du ärendet?")
    mine.get_by_role("button", name="Skicka frågan").press("Enter")
    expect(mine.get_by_text("Väntar på svar")).to_be_visible()
    page = visit("vera")
    page.get_by_role("link", name="Svara").first.click()
    expect(page.get_by_text("Varför öppnade du ärendet?")).to_be_visible()
    check(page, "the reader's own")
    page.get_by_label("Ditt svar").fill("Fel ärende, jag stängde det.")
    page.get_by_role("button", name="Svara").click()
    check(page, "nothing asked")
    page = visit("karin")
    page.goto(f"{site.url}/readings")
    mine = page.get_by_role("article").filter(has_text="Vera Lund")
    expect(mine.get_by_text("Fel ärende, jag stängde det.")).to_be_visible()
    page.set_viewport_size({"width": 320, "height": 900})
    check(page, "answered, narrow")
    mine.get_by_text("Det har en förklaring …").click()
    mine.get_by_label("Vilken?").fill("Ett misstag, talat om.")
    mine.get_by_role("button", name="Avsluta").click()
    expect(page.get_by_role("article").filter(has_text="Vera Lund")).to_have_count(0)
