"""One case handled to the end in a real browser, as a caseworker would, found by label and heading alone."""

import json
import os
from pathlib import Path

import pytest
from playwright.sync_api import FrameLocator, Page

from infra.testbed import truth
from infra.testbed.generator import PlannedCase
from tests.infra.testbed.conftest import Filled

pytestmark = pytest.mark.browser
TABS = {"Hushåll": "Hushåll", "Aktivitet och intyg": "Aktivitet och intyg", "Ansökan": "Ansökan 2026-12",
        "Beräkningar": "Beräkningar", "Beslut": "Beslut", "Journal": "Journal"}  # fmt: skip


class Caseworker:
    """Keeps count of the pages that were loaded or saved."""

    def __init__(self, page: Page, base: str) -> None:
        self.page, self.base, self.pages = page, base, 0
        page.set_default_timeout(8000)
        page.on("response", self._count)
        self.pictures = os.environ.get("TESTBED_PICTURES")

    def _count(self, response) -> None:
        self.pages += response.request.resource_type == "document" and response.status == 200

    @property
    def tab(self) -> FrameLocator:
        return self.page.frame_locator('iframe[title="Ärendets flik"]')

    def see(self, heading: str, inside: bool = True) -> None:
        (self.tab if inside else self.page).get_by_role("heading", name=heading, exact=True).wait_for()
        if self.pictures:
            self.page.screenshot(path=f"{self.pictures}/{self.pages:02d}.png")

    def open_tab(self, name: str) -> None:
        self.page.get_by_role("navigation", name="Flikar").get_by_role("link", name=name, exact=True).click()
        self.see(TABS[name])

    def open_latest(self, table: str) -> None:
        self.tab.get_by_role("table", name=table).get_by_role("link").first.click()

    def press(self, button: str, heading: str) -> None:
        self.tab.get_by_role("button", name=button, exact=True).click()
        self.see(heading)

    def log_in(self) -> None:
        self.page.goto(f"{self.base}/sambis/")
        self.page.get_by_label("Användarnamn").fill("anna.lund")
        self.page.get_by_label("Lösenord").fill("handlaggare-demo")
        self.page.get_by_role("button", name="Logga in").click()
        self.see("Arbetslista ekonomiskt bistånd", inside=False)

    def find_case(self, reference: str) -> None:
        self.page.get_by_role("link", name="Nästa").click()
        self.page.get_by_role("link", name="Föregående").wait_for()
        self.page.get_by_label("Sök referens").fill(reference)
        self.page.get_by_role("button", name="Sök", exact=True).click()
        self.see(f"Ärende {reference}", inside=False)
        self.see("Översikt")

    def ask_registers(self, reference: str, number: str) -> None:
        self.page.get_by_role("link", name="Ny fråga").first.click()
        for label, text in (("Organisationsnummer", "162120001199"), ("Ärende-id", reference),
                            ("Personnummer", number), ("Ansökningsmånad", "2026-12")):  # fmt: skip
            self.page.get_by_label(label).fill(text)
        self.page.get_by_role("button", name="Hämta uppgifter").click()
        assert self.page.get_by_role("table", name="Svarande myndigheter").locator("tbody tr").count() == 7
        self.see("Försäkringskassan", inside=False)

    def log_in_to_registers(self) -> None:
        self.page.goto(f"{self.base}/ssbtek/")
        self.page.get_by_label("Användar-id").fill("anna.lund")
        self.page.get_by_label("Lösenord").fill("handlaggare-demo")
        self.page.get_by_role("button", name="Fortsätt").click()
        self.see("Uppgifter från sju myndigheter", inside=False)


def _read_everything(at: Caseworker) -> None:
    for name in TABS:
        at.open_tab(name)
        if name == "Beräkningar":
            at.open_latest("Sparade beräkningar")
            at.tab.get_by_role("table", name="Summering").wait_for()
        if name == "Beslut":
            at.open_latest("Registrerade beslut")
            at.tab.get_by_text("Motivering", exact=True).wait_for()


def _save_calculation(at: Caseworker, case: PlannedCase, key: str) -> None:
    at.open_tab("Beräkningar")
    at.tab.get_by_role("link", name="Ny beräkning").click()
    at.tab.get_by_label("Extern referens").fill(key)
    fixed = case.result_now() - sum(c.now or 0 for c in case.costs) + sum(i.now or 0 for i in case.incomes)
    at.tab.get_by_label("Norm rad 1 benämning").fill("Riksnorm")
    at.tab.get_by_label("Norm rad 1 belopp").fill(f"{fixed},00")
    for row, cost in enumerate(case.costs, 1):
        at.tab.get_by_label(f"Kostnad rad {row} benämning").fill("Godkänd kostnad")
        at.tab.get_by_label(f"Kostnad rad {row} belopp").fill(str(cost.now))
    for row, income in enumerate(case.incomes, 1):
        at.tab.get_by_label(f"Inkomst rad {row} person").select_option(label="Medsökande")
        at.tab.get_by_label(f"Inkomst rad {row} benämning").fill(income.kind)
        at.tab.get_by_label(f"Inkomst rad {row} belopp").fill(str(income.now))
    at.press("Granska beräkningen", "Kontrollera beräkningen")
    at.press("Spara beräkningen", "Beräkningen är sparad")


def _save_decision(at: Caseworker, amount_ore: int, key: str) -> None:
    at.tab.get_by_role("link", name="Gå vidare till beslut").click()
    at.tab.get_by_label("Beslut", exact=True).select_option(label="Bifall")
    at.tab.get_by_label("Belopp").fill(f"{amount_ore // 100},00")
    at.tab.get_by_label("Motivering").fill("Riksnorm och kostnader\nminus inkomster.")
    at.tab.get_by_label("Extern referens").fill(key)
    at.press("Granska beslutet", "Kontrollera beslutet")
    at.press("Fatta beslut", "Beslutet är registrerat")


def _save_note(at: Caseworker, key: str) -> None:
    at.tab.get_by_role("link", name="Skriv journalanteckning").click()
    at.tab.get_by_label("Rubrik").fill("Beslut")
    at.tab.get_by_label("Anteckning").fill("Beviljat enligt beräkning.")
    at.tab.get_by_label("Extern referens").fill(key)
    at.press("Spara anteckningen", "Anteckningen är sparad")


def test_a_case_takes_at_least_25_pages_and_ends_in_the_database_and_on_mina_sidor(
    page: Page, served: str, filled: Filled
) -> None:
    reference = filled.reference("couple")
    case = filled.cases[reference]
    at = Caseworker(page, served)
    at.log_in()
    at.find_case(reference)
    _read_everything(at)
    at.log_in_to_registers()
    for adult in case.adults:
        at.ask_registers(reference, adult["number"])
    page.goto(f"{served}/sambis/arende/{reference}")
    _save_calculation(at, case, f"{reference}:1:calculation")
    _save_decision(at, case.answer["amount_ore"], f"{reference}:1:decision")
    _save_note(at, f"{reference}:1:journal_note")
    for name, key in (("Beräkningar", "calculation"), ("Beslut", "decision"), ("Journal", "journal_note")):
        at.open_tab(name)
        at.tab.get_by_text(f"{reference}:1:{key}").wait_for()
    assert at.pages >= 25
    kept = next(c for c in truth.read(filled.data)["cases"] if c["reference"] == reference)
    assert [d["amount_ore"] for d in kept["decisions"]] == [case.answer["amount_ore"]], json.dumps(kept)
    assert [c["amount_ore"] for c in kept["calculations"]] == [case.answer["amount_ore"]]
    assert [n["key"] for n in kept["journal"]] == [f"{reference}:1:journal_note"]
    _read_letter(page, served, case)


def _read_letter(page: Page, served: str, case: PlannedCase) -> None:
    page.goto(f"{served}/e-tjanst/mina-sidor")
    page.get_by_label("Personnummer").fill(case.people[0]["number"])
    page.get_by_role("button", name="Logga in", exact=True).click()
    page.get_by_role("link", name="Beslut om ekonomiskt bistånd för december 2026").click()
    page.get_by_text("minus inkomster.").wait_for()
    if folder := os.environ.get("TESTBED_PICTURES"):
        page.screenshot(path=str(Path(folder) / "letter.png"), full_page=True)


def test_a_login_that_ended_shows_its_form_within_the_tab(page: Page, served: str, filled: Filled) -> None:
    at = Caseworker(page, served)
    at.log_in()
    at.find_case(filled.reference("couple"))
    with filled.stores.sambis.write() as db:
        db.execute("UPDATE session SET last_seen = 0")
    page.get_by_role("link", name="Hushåll", exact=True).click()
    at.tab.get_by_text("Du har loggats ut på grund av inaktivitet.").wait_for()
    at.tab.get_by_label("Användarnamn").fill("anna.lund")
    at.tab.get_by_label("Lösenord").fill("handlaggare-demo")
    at.tab.get_by_role("button", name="Logga in").click()
    at.see("Arbetslista ekonomiskt bistånd", inside=False)
