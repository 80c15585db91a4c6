"""Räknar's page objects against its real pages: everything is read as it stands, registered once and found again, and
every failure is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from infra.testbed.app import Stores
from infra.testbed.raknar import app, invented, truth
from shared_library.browser import BrowserSession, session
from shared_library.errors import (
    ApplicationException,
    BusinessException,
    ElementNotFound,
    LoginRefused,
    ReadBackDiffers,
    SessionEnded,
    SystemFailed,
)
from shared_library.systems.accounting.interface import AccountingPages, ReadsDecisions, Wanted
from shared_library.systems.accounting.raknar import RaknarPages, pages, words
from tests.infra.testbed.conftest import on_a_port

pytestmark = pytest.mark.browser
Json = dict[str, Any]
ORG = invented.SELLERS[0]["org"]
WANTED = Wanted(
    key="SE5560360793-F-1001:1:1:registration", kind="invoice", number="F-1001", issued_on="2026-11-02",
    due_on="2026-12-02", without_vat="1000.00", vat="250.00", with_vat="1250.00", payable="1250.00",
    account_to="50501055", reference="12345674", order="B-77", credits="", account="6110", cost_centre="3100",
    document_sha256="0" * 64, taken={"1": "10"},
)  # fmt: skip


class Bed:
    def __init__(self, url: str, data: Path, stores: Stores) -> None:
        self.url, self.data, self.stores = url, data, stores

    def books(self) -> list[Json]:
        return [one for one in truth.read(self.data)["vouchers"] if one["bill"].startswith("F-")]

    def fault(self, name: str, on: bool = True, times: int | None = 1) -> None:
        told = {"name": name, "on": on, "times": times}
        httpx.post(f"{self.url}/raknar/admin/faults", json=told).raise_for_status()

    def empty(self) -> None:
        with self.stores.ledger.write() as db:
            db.execute("DELETE FROM voucher_row")
            db.execute("DELETE FROM voucher WHERE bill LIKE 'F-%'")
            db.execute("UPDATE voucher SET bill = bill")
        for name in app.FAULTS:
            self.fault(name, on=False)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bed]:
    data = tmp_path_factory.mktemp("raknar")
    stores = Stores.open(data)
    with on_a_port(stores) as url:
        yield Bed(url, data, stores)


@pytest.fixture(scope="module")
def own_browser() -> Iterator[None]:
    yield
    BrowserSession.shared().close()


@pytest.fixture
def bed(served: Bed) -> Iterator[Bed]:
    yield served
    served.empty()


@pytest.fixture
def seen(bed: Bed, own_browser: None, monkeypatch: pytest.MonkeyPatch) -> RaknarPages:  # noqa: ARG001
    monkeypatch.setattr(pages, "credentials", lambda _name: ("robot-1287", "robot-demo-2026"))
    found = RaknarPages(f"{bed.url}/raknar/")
    found.log_in()
    assert found.open_supplier(ORG)
    return found


@pytest.fixture
def short_wait(seen: RaknarPages, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """For what is awaited in vain; a machine that is busy may need long for what does come."""
    monkeypatch.setattr(session, "TIMEOUT_SECONDS", 3.0)
    seen.screen.page.set_default_timeout(3000)
    yield
    seen.screen.page.set_default_timeout(10_000)


def test_the_pages_are_all_that_a_vendor_must_have() -> None:
    found: AccountingPages = RaknarPages("http://127.0.0.1/")
    assert isinstance(found, ReadsDecisions)


def test_a_supplier_is_read_with_its_accounts_and_open_remarks(seen: RaknarPages) -> None:
    assert seen.read_supplier() == {
        "supplier": {
            "number": "L-12", "name": "Prov Papper AB", "organisation_number": ORG, "f_tax": True, "blocked": False,
            "reverse_charge": False, "accounts": [{"scheme": "bankgiro", "number": "50501055", "ocr": True}],
        },
        "warnings": [],
    }  # fmt: skip
    assert seen.open_supplier(invented.SELLERS[2]["org"])
    builder = seen.read_supplier()
    assert builder["supplier"]["reverse_charge"] is True
    assert builder["warnings"] == ["2026-10-12: Tvist om faktura 7781"]


def test_a_supplier_that_nobody_has_is_an_answer_and_the_next_one_is_found(seen: RaknarPages) -> None:
    assert not seen.open_supplier("5561231234")
    assert seen.open_supplier(ORG)


def test_an_order_is_read_with_what_has_arrived_and_an_unknown_one_is_none(seen: RaknarPages) -> None:
    order = seen.read_order("B-77")
    assert order is not None
    assert (order["state"], order["account"], order["cost_centre"]) == ("open", "6110", "3100")
    assert [(row["number"], row["price"], row["received"], row["invoiced"]) for row in order["lines"]] == [
        ("1", "100.00", "30", "0"), ("2", "45.50", "12", "0"),
    ]  # fmt: skip
    assert seen.read_order("B-1") is None
    assert seen.read_contract("A-5") is None, "it is another supplier's"


def test_a_contract_is_read_with_its_amount(seen: RaknarPages) -> None:
    assert seen.open_supplier(invented.SELLERS[1]["org"])
    found = seen.read_contract("A-5")
    assert found is not None
    assert (found["supplier_number"], found["valid_from"], found["period_amount"]) == ("L-20", "2026-01-01", "8400.00")


def test_the_books_are_read_with_what_was_coded(seen: RaknarPages) -> None:
    rows = seen.read_vouchers()
    assert [row["number"] for row in rows] == [f"P-{number}" for number in range(910, 904, -1)]
    assert seen.read_coded() == [{"account": "6110", "cost_centre": "3100", "times": 6}]


def test_an_invoice_is_registered_to_the_ore_and_found_again(bed: Bed, seen: RaknarPages) -> None:
    assert seen.find_registration(WANTED) == "absent"
    seen.register(WANTED)
    assert seen.find_registration(WANTED) == "present"
    (made,) = bed.books()
    assert (made["pay_ore"], made["key"], made["signed"]) == (125_000, WANTED.key, ["robot-1287"])
    order = seen.read_order("B-77")
    assert order is not None
    assert order["lines"][0]["invoiced"] == "10"
    decided = seen.read_decision("F-1001")
    assert decided is not None
    assert (decided.amount_ore, decided.key) == (125_000, WANTED.key)
    assert seen.read_decision("F-9") is None


def test_a_similar_invoice_goes_to_a_person_and_nothing_is_registered(bed: Bed, seen: RaknarPages) -> None:
    seen.register(WANTED)
    with pytest.raises(BusinessException, match="similar invoice"):
        seen.register(WANTED)
    assert len(bed.books()) == 1


def test_another_invoice_under_our_key_is_told(seen: RaknarPages) -> None:
    seen.register(WANTED)
    for other in (replace(WANTED, with_vat="1250.01"), replace(WANTED, cost_centre="3200")):
        with pytest.raises(ReadBackDiffers):
            seen.find_registration(other)


def test_a_form_that_is_refused_says_the_systems_own_reason(bed: Bed, seen: RaknarPages) -> None:
    with pytest.raises(ApplicationException, match="blir inte brutto"):
        seen.register(replace(WANTED, vat="200.00"))
    assert bed.books() == []


def test_a_save_that_says_yes_and_keeps_nothing_is_found_out(bed: Bed, seen: RaknarPages) -> None:
    bed.fault("save_does_nothing")
    seen.register(WANTED)
    assert seen.find_registration(WANTED) == "absent"


def test_an_ended_seat_is_told_and_so_is_a_server_that_fails(bed: Bed, seen: RaknarPages) -> None:
    bed.fault("logged_out")
    with pytest.raises(SessionEnded):
        seen.read_supplier()
    seen.log_in()
    assert seen.open_supplier(ORG)
    bed.fault("http_500")
    with pytest.raises(SystemFailed):
        seen.read_coded()


@pytest.mark.usefixtures("short_wait")
def test_a_renamed_button_is_told_with_its_name_and_nothing_is_saved(bed: Bed, seen: RaknarPages) -> None:
    bed.fault("label_changed", times=None)
    with pytest.raises(ElementNotFound, match="Granska konteringen"):
        seen.register(WANTED)
    assert bed.books() == []


def test_a_wrong_password_is_refused_once(bed: Bed, own_browser: None, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001
    monkeypatch.setattr(pages, "credentials", lambda _name: ("robot-1287", "fel"))
    with pytest.raises(LoginRefused):
        RaknarPages(f"{bed.url}/raknar/").log_in()


@pytest.mark.parametrize(
    ("value", "typed"), [("1250.00", "1 250,00"), ("-12.50", "-12,50"), ("1234567.05", "1 234 567,05")]
)
def test_amounts_are_typed_as_the_system_wants_them_and_read_back_the_same(value: str, typed: str) -> None:
    assert words.typed(value) == typed
    assert words.amount(typed, "prov") == value
