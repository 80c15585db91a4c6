"""An invoice that came in, read in the portal: each finding at its place, the original, in both languages, with axe."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from orchestrator.core.clock import now
from orchestrator.core.db import Scope
from orchestrator.governance.catalogue.models import Subscription
from orchestrator.operations.documents import intake
from orchestrator.operations.documents.official import Finding, Verdict
from orchestrator.operations.documents.rule_sets import RuleSet
from tests.journeys.conftest import Site
from tests.journeys.test_portal import check
from tests.processes.supplier_invoices.invoices import ubl
from tests.support.house import GROUND
from tests.support.releases import real_rules

pytestmark = pytest.mark.browser
Visit = Callable[[str], Page]
PROCESS = "supplier_invoices"
_SETS = (RuleSet("EN 16931 (UBL)", "1.3.16", "0" * 64), RuleSet("Peppol BIS Billing 3", "3.0.19", "1" * 64))
_FINDINGS = (
    Finding("Peppol BIS Billing 3", "SE-R-013", "fatal", "The last digit must be a check digit",
            "/a/AccountingSupplierParty[1]"),
    Finding("EN 16931 (UBL)", "BR-27", "warning", "The price must not be negative", "/a/InvoiceLine[1]"),
)  # fmt: skip


def _taken(site: Site) -> str:
    base = site.town.database
    real_rules(base, PROCESS)
    with base.session(Scope.steward("test")) as session:
        known = session.scalars(select(Subscription).where(Subscription.municipality_code == "1287")).first()
        assert known is not None
        session.add(
            Subscription(
                municipality_code="1287", process=PROCESS, package=PROCESS, release_id=known.release_id, mode="shadow",
                configuration={}, parameters={}, ground=GROUND, changed_at=now(),
            )
        )  # fmt: skip
    scope = Scope.of("documents:1287", "1287")
    verdict = Verdict(True, _SETS, _FINDINGS)
    return intake.take(base, scope, "1287", PROCESS, "f-1001.xml", ubl(), lambda _content, _name: verdict).work_item_id


def test_whoever_answers_for_the_robot_reads_an_invoice_with_its_findings(site: Site, visit: Visit) -> None:
    item = _taken(site)
    page = visit("karin")
    page.goto(f"{site.url}/work-items/{item}")
    page.get_by_role("link", name="Läs dokumentet").click()
    expect(page.locator("h1")).to_have_text("Faktura F-1001")
    expect(page.get_by_text("Bryter mot de officiella reglerna")).to_be_visible()
    supplier = page.get_by_role("region", name="Leverantör")
    expect(supplier.get_by_text("SE-R-013: The last digit must be a check digit")).to_be_visible()
    line = page.get_by_role("row", name="Torkpapper")
    expect(line.get_by_text("BR-27: The price must not be negative")).to_be_visible()
    expect(page.get_by_role("region", name="Summor").get_by_text("1 250,00 kr").last).to_be_visible()
    check(page, "an invoice")
    page.set_viewport_size({"width": 320, "height": 900})
    check(page, "narrow, an invoice")
    with page.expect_download() as downloading:
        page.get_by_role("link", name="Hämta originalet").click()
    path = downloading.value.path()
    assert path.read_bytes() == ubl()


def test_operations_see_no_document_and_a_case_without_one_has_none(
    site: Site, visit: Visit, complaints: list[str]
) -> None:
    item = _taken(site)
    page = visit("johan")
    page.goto(f"{site.url}/work-items/{item}")
    expect(page.get_by_role("link", name="Läs dokumentet")).to_have_count(0)
    assert page.goto(f"{site.url}/work-items/{item}/document").status == 403  # type: ignore[union-attr]
    assert [told for told in complaints if "403" not in told] == []
    complaints.clear()
