"""A small municipality finds a package, tries it, subscribes, is in trial, sees a disagreement, goes live, rolls back.

Osby prepares in Swedish; its business owner approves in English. What robots do is done by the services they call; real
robots in real systems go the same road in `tests/road/test_try.py`.
"""

from collections.abc import Callable
from typing import Any

import pytest
import yaml
from playwright.sync_api import Page, expect
from sqlalchemy import select

from orchestrator.core.db import Scope
from orchestrator.core.settings import ROOT
from orchestrator.governance.catalogue import versions
from orchestrator.governance.catalogue.models import Subscription
from orchestrator.governance.catalogue.service import add_municipality
from orchestrator.governance.packages.models import Release
from orchestrator.governance.people import service as people
from orchestrator.governance.people.rules import Role
from orchestrator.operations.runs import service as runs
from orchestrator.operations.runs.exits import Ending, Exit
from orchestrator.operations.runs.models import Run
from orchestrator.outcomes.decisions import observe, release
from orchestrator.outcomes.trials import tryout
from tests.journeys.conftest import Site
from tests.journeys.test_portal import check
from tests.journeys.town import GRANTED, PASSWORD, PROCESS, Robot
from tests.support.house import House
from tests.support.releases import published

pytestmark = pytest.mark.browser
CODE, TWIN = "1273", "Q273"
HERE = f"/subscriptions/{CODE}/{PROCESS}"
Visit = Callable[[str], Page]


@pytest.fixture
def osby(site: Site, monkeypatch: pytest.MonkeyPatch) -> House:
    """Osby and its two people; the package as its manifest says. The test environment has no cases to invent here."""
    monkeypatch.setattr(tryout, "_invent", lambda *_arguments: [])
    database = site.town.database
    with database.session(Scope.steward("test")) as session:
        add_municipality(session, CODE, "Osby", 12876)
        for username, name, role, language in (("ulla", "Ulla Ek", Role.OPERATIONS, "sv"),
                                               ("per", "Per Svensson", Role.BUSINESS_OWNER, "en")):  # fmt: skip
            people.grant_role(session, people.add_person(session, username, name, PASSWORD, language), role, CODE)
        found = session.scalars(select(Release)).one()
        told = yaml.safe_load((ROOT / "robots" / PROCESS / "manifest.yaml").read_text())
        found.manifest = told | {
            "version": "1.0.0", "item_task": "Handle Applications", "collect_task": "Collect Applications",
            "connect_task": "Try Connection",
            "tasks": {name: {} for name in ("Collect Applications", "Handle Applications", "Try Connection")},
        }  # fmt: skip
    return House(database, CODE)


def ends(house: House, code: str, how: Exit = Exit.PASSED) -> None:
    """The run that was asked for goes and ends so."""
    with house.database.session(Scope.steward("test")) as session:
        run = session.scalars(
            select(Run).where(Run.municipality_code == code, Run.state == "requested").order_by(Run.id.desc())
        ).first()
        assert run is not None
        runs.open_run(session, f"flow-{run.id}", "w1", run.id)
        runs.write_lines(session, run, ["Collect Applications", "Loggar in i testmiljön"])
        runs.close(session, run.id, Ending(how, 0, ""))


def shadow(house: House, reference: str, observed_more_ore: int = 0) -> None:
    """The robot assesses a case in its trial, and a caseworker decides it in the case system."""
    house.add_item(reference)
    robot = Robot(house).take()
    robot.assess(GRANTED)
    robot.do(release.release, release.Ended())
    robot.end("completed")
    with house.database.session(house.scope) as session:
        observe.observe(session, robot.item_id, "granted", 1266100 + observed_more_ore, "Anna Lund")


def sign_in(page: Page, site: Site, username: str) -> None:
    page.context.clear_cookies()
    page.goto(f"{site.url}/sign-in")
    page.locator("#username").fill(username)
    page.locator("#password").fill(PASSWORD)
    page.locator("#password").press("Enter")
    page.wait_for_url(f"{site.url}/")


def finds_and_tries(page: Page, site: Site, house: House) -> None:
    page.get_by_role("link", name="Öppna katalogen").click()
    page.get_by_label("Minst läge").select_option(label="Beslutar")
    page.get_by_role("button", name="Visa").click()
    check(page, "the catalogue")
    page.get_by_role("link", name="Ekonomiskt bistånd, återansökan").click()
    check(page, "a package")
    page.get_by_label("Som om ni hade").select_option("klarven")
    page.get_by_role("button", name="Prova roboten").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Testmiljön (1273)")
    ends(house, TWIN)
    page.reload()
    expect(page.get_by_text("Loggar in i testmiljön")).to_be_visible()
    page.goto(f"{site.url}/catalogue/{PROCESS}")
    expect(page.get_by_role("heading", name="Era prov")).to_be_visible()
    page.get_by_role("button", name="Börja prenumerera").click()
    page.wait_for_url(f"**{HERE}")


def prepares(page: Page, site: Site, house: House, complaints: list[str]) -> None:
    page.get_by_label("Föreslår").check()
    page.get_by_role("button", name="Begär läget").click()
    page.goto(f"{site.url}{HERE}?step=values")
    page.get_by_label("Högsta godtagbara hushållsel (kr)").fill("-8")
    page.get_by_label("Beslut", exact=True).fill("Socialnämnden § 12")
    page.get_by_role("button", name="Spara värdena").click()
    expect(page.get_by_text("Skriv ett tal utan minus")).to_be_visible()
    expect(page.get_by_label("Beslut", exact=True)).to_have_value("Socialnämnden § 12")
    check(page, "own values, one wrong")
    page.get_by_label("Högsta godtagbara hushållsel (kr)").fill("800,50")
    page.get_by_role("button", name="Spara värdena").click()
    expect(page.get_by_label("Högsta godtagbara hushållsel (kr)")).to_have_value("800,50")
    page.goto(f"{site.url}{HERE}?step=systems")
    page.get_by_label("Leverantör").select_option("sambis")
    for field in page.get_by_label("Adress", exact=True).all():
        field.fill("sambis")
    page.get_by_label("Organisationsnummer").fill("162120001199")
    page.get_by_label("Syfte").fill("Utredning av ekonomiskt bistånd")
    page.get_by_label("Lagtext").fill("SoL 12 kap. 1 §")
    page.get_by_role("button", name="Spara uppgifterna").click()
    expect(page.get_by_text("Skriv hela adressen").first).to_be_visible()
    expect(page.get_by_label("Syfte")).to_have_value("Utredning av ekonomiskt bistånd")
    for field in page.get_by_label("Adress", exact=True).all():
        field.fill("https://sambis.osby.example/")
    page.get_by_role("button", name="Spara uppgifterna").click()
    expect(page.get_by_text("Skriv hela adressen")).to_have_count(0)
    assert [told for told in complaints if "422" not in told] == []
    complaints.clear()  # the browser counts a form that is to be put right as a failure
    for name in ("case_system", "register_portal"):
        page.goto(f"{site.url}/secrets/{name}")
        page.get_by_label("Användarnamn").fill("robot-1273")
        page.get_by_label("Lösenord").fill("det-hemliga-ordet")
        page.get_by_role("button", name="Spara").click()
    page.goto(f"{site.url}{HERE}?step=systems")
    page.get_by_role("button", name="Låt roboten logga in").click()
    expect(page.get_by_text("Roboten försöker logga in just nu.").first).to_be_visible()
    ends(house, CODE)
    page.reload()
    expect(page.get_by_text("Roboten loggade in och läste. Inget skrevs.").first).to_be_visible()
    page.goto(f"{site.url}{HERE}?step=trial")
    expect(page.get_by_role("button", name="Börja provdriften")).to_be_disabled()
    missing = page.locator(".check > li[data-kind=warn] summary")
    for left in range(missing.count(), 0, -1):
        expect(missing).to_have_count(left)  # a page that is still arriving has none, the one that is left one more
        missing.first.click()
        page.get_by_label("Vad visar det?").locator("visible=true").fill("SN 2026/112, 18 februari")
        page.get_by_role("button", name="Spara", exact=True).locator("visible=true").click()
    expect(missing).to_have_count(0)
    expect(page.get_by_role("button", name="Börja provdriften")).to_be_enabled()
    check(page, "everything in place")
    page.get_by_role("button", name="Börja provdriften").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Osby: provdrift i skugga")


def approves(page: Page, house: House) -> None:
    expect(page.get_by_text("Case that you assessed differently")).to_be_visible()
    check(page, "what waits for the business owner")
    page.get_by_role("link", name="Read and approve").click()
    expect(page.get_by_role("button", name="Approve and start")).to_be_disabled()
    for shape in ({"width": 320, "height": 900}, {"width": 1280, "height": 900}):
        page.set_viewport_size(shape)  # type: ignore[arg-type]
        check(page, f"a trial with a disagreement at {shape['width']} px")
    page.get_by_text("Say who was right").click()
    page.get_by_label("Who was right").select_option("caseworker")
    page.get_by_label("What we do").fill("The ceiling was wrong and is changed")
    page.get_by_role("button", name="Save", exact=True).locator("visible=true").first.click()
    expect(page.get_by_text("The ceiling was wrong and is changed")).to_be_visible()
    page.get_by_label("Why do you begin all the same?").fill("A small municipality: few cases a month")
    page.get_by_role("button", name="Approve and start").click()
    expect(page.get_by_text("The robot prepares everything.").first).to_be_visible()
    with house.database.session(house.scope) as session:
        uses = session.scalars(select(Subscription)).one()
        assert (uses.state, uses.mode) == ("active", "propose")


def takes_and_rolls_back(page: Page, site: Site, house: House) -> None:
    with house.database.session(Scope.steward("test")) as session:
        first = session.scalars(select(Release).where(Release.version == "1.0.0")).one()
        news = [{"version": "1.0.1", "changes": [{"sv": "Läkarintyg", "en": "Certificates go to a caseworker."}]}]
        manifest: dict[str, Any] = {**first.manifest, "version": "1.0.1", "changelog": news}
        session.add(Release(package=PROCESS, version="1.0.1", sha256="1" * 64, signature=b"", manifest=manifest,
                            **published()))  # fmt: skip
        session.flush()
        versions.offer_new(session)
    page.goto(f"{site.url}/")
    expect(page.get_by_role("heading", name="Next release: 1.0.1")).to_be_visible()
    check(page, "the start page with a release")
    page.goto(f"{site.url}{HERE}")
    expect(page.get_by_text("Certificates go to a caseworker.")).to_be_visible()
    page.get_by_role("button", name="Approve 1.0.1").click()
    with house.database.session(Scope.steward("test")) as session:
        assert versions.take_due(session) == 1
    page.reload()
    page.get_by_role("button", name="Go back to 1.0.0").click()
    expect(page.get_by_role("heading", name="Release 1.0.0")).to_be_visible()
    page.get_by_text("Pause …").click()
    page.get_by_label("Why do you pause?").fill("Wrong rent")
    page.get_by_role("button", name="Pause Economic assistance in Osby").click()
    expect(page.get_by_text("“Wrong rent”").first).to_be_visible()
    # Without motion: a button fades from light to dark, and is judged when it has.
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    check(page, "paused, dark")
    page.get_by_role("button", name="Start the robot again").click()
    expect(page.get_by_text("Live", exact=True)).to_be_visible()


def test_a_small_municipality_goes_from_catalogue_to_a_robot_of_its_own_and_back(
    page: Page, site: Site, osby: House, complaints: list[str]
) -> None:
    sign_in(page, site, "ulla")
    finds_and_tries(page, site, osby)
    prepares(page, site, osby, complaints)
    with osby.database.session(osby.scope) as session:
        told = yaml.safe_load((ROOT / "processes" / PROCESS / "cases" / "municipality.yaml").read_text())
        session.scalars(select(Subscription)).one().parameters = {
            key: [{"valid_from": "2025-01-01", "valid_to": None, "value": value, "source": "Socialnämnden § 12"}]
            for key, value in told.items()
        }
    shadow(osby, "EB-2026-12-0501")
    shadow(osby, "EB-2026-12-0502", observed_more_ore=12700)
    sign_in(page, site, "per")
    approves(page, osby)
    takes_and_rolls_back(page, site, osby)
