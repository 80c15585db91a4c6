"""An invoice registered in Räknar in a real browser, found by label and heading alone."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from infra.testbed.app import Stores
from infra.testbed.raknar import invented
from tests.infra.testbed.conftest import on_a_port

ORG = invented.SELLERS[0]["org"]
pytestmark = pytest.mark.browser


def test_a_person_goes_the_whole_way_in_a_browser(tmp_path: Path, page: Page) -> None:
    with on_a_port(Stores.open(tmp_path)) as served:
        _register(page, served)


def _register(page: Page, served: str) -> None:
    page.goto(f"{served}/raknar/")
    page.get_by_label("Signum").fill("ekonom.ek")
    page.get_by_label("Lösen").fill(invented.CLERK_PASSWORD)
    page.get_by_role("button", name="Ta plats").click()
    page.get_by_role("link", name="Slå upp leverantör").click()
    page.get_by_label("Org.nr, tio siffror").fill(ORG)
    page.get_by_role("button", name="Slå upp").click()
    page.get_by_role("link", name="Registrera faktura").click()
    for label, text in (
        ("Fakturanr", "F-1001"), ("Fakturadatum", "2026-11-02"), ("Netto", "1 000,00"), ("Momsbelopp", "250,00"),
        ("Brutto", "1 250,00"), ("Att utbetala", "1 250,00"), ("Inköpsnr", "B-77"),
    ):  # fmt: skip
        page.get_by_label(label, exact=True).fill(text)
    page.get_by_role("button", name="Vidare till kontering").click()
    page.get_by_label("Konto", exact=True).fill("6110")
    page.get_by_label("Kostnadsställe").fill("3100")
    page.get_by_label("Konteringen är läst").check()
    page.get_by_role("button", name="Granska konteringen").click()
    expect(page.get_by_role("status")).to_contain_text("Fakturan är bokförd")
