"""Räknar by hand: an invoice is registered and signed by two others; and what it refuses it says."""

from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from infra.testbed.app import Stores, create_app
from infra.testbed.raknar import books, invented, people, signing, truth, words

ORG = invented.SELLERS[0]["org"]
HEAD = {
    "slag": "invoice", "nr": "F-1001", "fakturadatum": "2026-11-02", "forfall": "2026-12-02", "netto": "1 000,00",
    "moms": "250,00", "brutto": "1 250,00", "betala": "1 250,00", "giro": "50501055", "ref": "12345674",
    "inkop": "B-77", "krediterar": "",
}  # fmt: skip
CODING = {"konto": "6110", "kst": "3100", "nyckel": "SE5560360793-F-1001:1:1:registration", "underlag": "0" * 64,
          "rad_1": "10", "last": "1"}  # fmt: skip


@pytest.fixture
def stores(tmp_path: Path) -> Stores:
    return Stores.open(tmp_path)


def clerk(stores: Stores, signum: str = "ekonom.ek", password: str = invented.CLERK_PASSWORD) -> TestClient:
    made = TestClient(create_app(stores), base_url="http://testserver/raknar")
    assert made.post("/plats", data={"signum": signum, "losen": password}).url.path == "/raknar/dagbok"
    return made


@pytest.fixture
def robot(stores: Stores) -> TestClient:
    return clerk(stores, "robot-1287", "robot-demo-2026")


def book(by: TestClient, **more: str) -> Any:
    return by.post(f"/leverantor/{ORG}/ny/bokfor", data=HEAD | CODING | more)


def vouchers(stores: Stores) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = truth.read(stores.data)["vouchers"]
    return [one for one in found if one["bill"] == "F-1001"]


def test_an_invoice_is_registered_and_signed_by_two_others(stores: Stores, robot: TestClient) -> None:
    assert "ligger i högen Att granska" in book(robot).text
    (made,) = vouchers(stores)
    number = made["number"]
    assert (made["pay_ore"], made["key"], made["signed"]) == (125_000, CODING["nyckel"], ["robot-1287"])
    berg, dahl = clerk(stores, "ekonom.berg"), clerk(stores, "ekonom.dahl")
    assert "ingen signerar det egna" in robot.post(f"/verifikat/{number}/granska").text
    berg.post(f"/verifikat/{number}/granska")
    assert "Två personer signerar" in berg.post(f"/verifikat/{number}/attestera").text
    assert f"V{number}" not in berg.get("/hog/attestera").text, "nobody gets what they have signed"
    dahl.post(f"/verifikat/{number}/attestera")
    assert vouchers(stores)[0]["signed"] == ["robot-1287", "ekonom.berg", "ekonom.dahl"]
    assert vouchers(stores)[0]["batch"] is None, "an attest alone pays nothing"


def test_who_checked_a_moment_ago_does_not_attest_by_an_older_reading(stores: Stores, robot: TestClient) -> None:
    book(robot)
    berg = people.Clerk("ekonom.berg", "Lena Berg", "1287")
    read = books.voucher(stores.ledger, berg, vouchers(stores)[0]["number"])
    assert read is not None
    signing.check(stores.ledger, berg, read)
    signing.attest(stores.ledger, berg, read)
    assert vouchers(stores)[0]["signed"] == ["robot-1287", "ekonom.berg"]


def test_the_same_invoice_again_is_warned_of_and_taken_when_somebody_says_yes(
    stores: Stores, robot: TestClient
) -> None:
    book(robot)
    warned = book(robot)
    assert "Liknande faktura finns" in warned.text
    assert len(vouchers(stores)) == 1
    book(robot, anda="1")
    assert len(vouchers(stores)) == 2


@pytest.mark.parametrize(
    ("more", "warned"),
    [
        ({"nyckel": CODING["nyckel"]}, True),
        ({"fakturadatum": "2026-11-12"}, True),
        ({"fakturadatum": "2026-11-13"}, False),
        ({"slag": "credit_note", "krediterar": "F-1001"}, False),
        ({"brutto": "1 250,01", "moms": "250,01"}, False),
    ],
)
def test_another_number_looks_alike_by_its_key_or_by_amount_kind_and_time(
    stores: Stores, robot: TestClient, more: dict[str, str], warned: bool
) -> None:
    """The rent of the next month and a credit note for the whole are no doubles of the invoice."""
    book(robot)
    told = book(robot, **{"nr": "N-2", "nyckel": "another"} | more).text
    assert ("Liknande faktura finns" in told) == warned
    assert len(truth.read(stores.data)["vouchers"]) == 6 + (1 if warned else 2)


def test_what_an_order_has_left_is_what_arrived_less_what_was_billed(stores: Stores, robot: TestClient) -> None:
    book(robot)
    row = next(one for one in stores.ledger.rows("SELECT * FROM voucher_row"))
    assert (row["place"], row["taken"]) == (1, 10_000)
    page = robot.get("/inkop/B-77").text
    assert '<td class="r">30</td><td class="r">10</td>' in page
    number = vouchers(stores)[0]["number"]
    robot.post(f"/verifikat/{number}/makulera")
    assert '<td class="r">30</td><td class="r">0</td>' in robot.get("/inkop/B-77").text, "a struck one takes nothing"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"netto": "1000"}, "skrivs med ören"),
        ({"netto": "1.000,00"}, "skrivs med ören"),
        ({"nr": ""}, "måste fyllas i"),
        ({"inkop": "B-1"}, "finns inte"),
        ({"moms": "200,00"}, "blir inte brutto"),
        ({"konto": ""}, "Konto och kostnadsställe"),
        ({"last": ""}, "konteringen är läst"),
        ({"rad_1": "tio"}, "skriv antalet med siffror"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_registered(
    stores: Stores, robot: TestClient, typed: dict[str, str], said: str
) -> None:
    assert said in book(robot, **typed).text
    assert vouchers(stores) == []


def test_a_seller_is_found_by_ten_digits_alone_and_another_municipality_has_none(robot: TestClient) -> None:
    assert robot.get("/sok", params={"org": ORG}).url.path.endswith("/uppgifter")
    assert "tio siffror utan streck" in robot.get("/sok", params={"org": words.org(ORG)}).text
    assert robot.get("/leverantor/5561231234/uppgifter").status_code == 404


@pytest.mark.parametrize("fault", ["http_500", "logged_out", "save_does_nothing"])
def test_a_fault_is_met_once_and_gone(stores: Stores, robot: TestClient, fault: str) -> None:
    robot.post("/admin/faults", json={"name": fault, "on": True, "times": 1})
    robot.get("/dagbok") if fault != "save_does_nothing" else book(robot)
    assert vouchers(stores) == []
    again = clerk(stores, "robot-1287", "robot-demo-2026")
    book(again)
    assert len(vouchers(stores)) == 1


def test_an_emptied_testbed_has_its_books_again(stores: Stores, robot: TestClient) -> None:
    book(robot)
    stores.clear()
    assert vouchers(stores) == []
    assert stores.ledger.row("SELECT 1 FROM seller WHERE org = ?", ORG)


@pytest.mark.parametrize(
    ("typed", "ore"), [("1 250,00", 125_000), ("-12,50", -1_250), ("0,05", 5), ("1250,00", 125_000)]
)
def test_amounts_are_read_as_they_are_printed(typed: str, ore: int) -> None:
    assert words.read_kr(typed) == ore
    assert words.read_kr(words.kr(ore)) == ore
