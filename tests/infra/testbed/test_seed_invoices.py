"""Invoices in the testbed: what is laid in Räknar, what the key says, what truth tells of them."""

from pathlib import Path

import httpx
import pytest

from infra.testbed import answer_key, seed_invoices, truth
from infra.testbed.app import Stores, create_app
from infra.testbed.generator.invoices import PlannedInvoice
from infra.testbed.raknar import books, people, signing
from infra.testbed.tries import add_tries
from tests.infra.testbed.conftest import on_a_port

CODE = "1285"


@pytest.fixture
def stores(tmp_path: Path) -> Stores:
    return Stores.open(tmp_path)


@pytest.fixture
def cases(stores: Stores) -> list[PlannedInvoice]:
    """Twenty in a second municipality, laid and in the key."""
    cases = seed_invoices.planned(stores, 5, 20, CODE)
    seed_invoices.lay_background(stores.ledger, cases, CODE, "lösen")
    about = {"process": "supplier_invoices", "vendor": "raknar", "month": "", "seed": 5, "shadow_slips": None}
    answer_key.add(stores.data, CODE, about, [seed_invoices.answer(case) for case in cases])
    return cases


def test_every_known_seller_is_in_the_books_with_all_that_the_plan_says(
    stores: Stores, cases: list[PlannedInvoice]
) -> None:
    clerk = people.Clerk("robot-1285", "Robot", CODE)
    for case in cases:
        found = books.seller(stores.ledger, clerk, case.seller.org)
        if not case.seller.known:
            assert found is None
            continue
        assert found is not None
        assert [(row["scheme"], row["number"], row["ocr"]) for row in found["giros"]] == case.seller.giros
        assert [row["text"] for row in found["flags"]] == case.flags
        assert len(books.vouchers_of(stores.ledger, found["id"])) == len(case.vouchers)
        for order in case.purchases:
            told = books.purchase(stores.ledger, clerk, order["code"])
            assert told is not None
            billed = sum(row["billed"] for row in told["rows"])
            assert billed == sum(sum(one.get("taken", {}).values()) for one in case.vouchers)


def test_robot_and_clerks_of_every_municipality_can_sit_down(stores: Stores, cases: list[PlannedInvoice]) -> None:
    assert cases
    assert people.sit(stores.ledger, "robot-1285", "lösen")
    assert people.sit(stores.ledger, "ekonom.berg-1285", "ekonom-demo")
    assert people.sit(stores.ledger, "ekonom.berg", "ekonom-demo")


def test_truth_tells_an_invoice_that_nobody_registered_and_what_a_robot_registered_of_it(
    stores: Stores, cases: list[PlannedInvoice]
) -> None:
    case = next(case for case in cases if case.kind == "order")
    told = {one["reference"]: one for one in truth.read(stores.data)["cases"]}
    assert len(told) == 20
    assert not any(one["effects"] for one in told.values()), "what people registered before is nobody's effect"
    clerk = people.Clerk("robot-1285", "Robot", CODE)
    seller = books.seller(stores.ledger, clerk, case.seller.org)
    assert seller is not None
    order = case.purchases[0]
    number = signing.register(stores.ledger, clerk, {
        "seller_id": seller["id"], "kind": "invoice", "bill": case.number, "billed_on": case.issued_on.isoformat(),
        "due_on": None, "bare_ore": case.bare_ore, "vat_ore": case.vat_ore, "whole_ore": case.whole_ore,
        "pay_ore": case.pay_ore, "giro": "", "memo": "", "purchase": case.order, "credits": "",
        "account": order["account"], "centre": order["centre"], "case_key": "k", "sha": "",
    }, {})  # fmt: skip
    effects = truth.read(stores.data)["cases"]
    (found,) = [one["effects"] for one in effects if one["reference"] == case.reference]
    assert {one["kind"]: one["value"] for one in found} == case.answer["effects"]
    with stores.ledger.write() as db:
        db.execute("UPDATE voucher SET struck_by = 'ekonom.ek' WHERE id = ?", (number,))
    assert not any(one["effects"] for one in truth.read(stores.data)["cases"]), "struck out"


def test_without_a_token_it_says_which_and_how_it_is_made(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(seed_invoices.TOKEN, raising=False)
    with pytest.raises(SystemExit, match="coe token new documents CODE"):
        seed_invoices.fill(stores, "http://127.0.0.1:1", 1, 2, CODE, "x")


def test_whoever_tries_a_robot_gets_the_documents_and_the_sellers_are_in_the_books(stores: Stores) -> None:
    app = create_app(stores)
    add_tries(app, stores)
    with on_a_port(stores, app) as url:
        form = {"municipality": "Q287", "vendor": "raknar", "count": "20", "seed": "1", "robot_password": "prov"}
        told = httpx.post(f"{url}/admin/cases", data=form, timeout=60).json()
        again = httpx.post(f"{url}/admin/cases", data=form | {"seed": "2"}, timeout=60).json()
        wrong = httpx.post(f"{url}/admin/cases", data=form | {"vendor": "nobody"}, timeout=60)
    assert len({*told["references"], *again["references"]}) == 40
    assert all(f"<cbc:ID>{one['name'].removesuffix('.xml')}</cbc:ID>" in one["content"] for one in told["documents"])
    assert {case["reference"] for case in answer_key.read(stores.data)["cases"]} >= set(told["references"])
    assert people.sit(stores.ledger, "robot-Q287", "prov") is not None
    assert wrong.status_code == 422
    assert "raknar" in wrong.json()["problem"]
