"""The robot for supplier invoices against the accounting system's real pages, in a real browser, with real rules."""

from __future__ import annotations

import copy
import json
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from infra.testbed.app import Stores
from infra.testbed.raknar import invented, truth
from tests.infra.testbed.conftest import on_a_port
from tests.robots.conftest import ACCOUNT, ROOT, RobotProcess, wait_for
from tests.robots.rules_host import Rules, rules_of
from tests.shared_library.platform_double import Platform, Served

pytestmark = pytest.mark.browser
Json = dict[str, Any]
Start = Any  # tests.robots.conftest: start_robot
PACKAGE = ROOT / "robots" / "supplier_invoices"
PAYLOAD = json.loads((PACKAGE / "devdata" / "work-items.json").read_text())[0]["payload"]


class Books:
    def __init__(self, url: str, data: Path) -> None:
        self.url, self.data = url, data

    def of(self, number: str) -> list[Json]:
        return [one for one in truth.read(self.data)["vouchers"] if one["bill"] == number]


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Books]:
    data = tmp_path_factory.mktemp("raknar")
    with on_a_port(Stores.open(data)) as url:
        yield Books(url, data)


@pytest.fixture(scope="module")
def rules() -> Iterator[Rules]:
    with rules_of("supplier_invoices") as host:
        yield host


@pytest.fixture
def package() -> Path:
    return PACKAGE


@pytest.fixture
def platform(books: Books, rules: Rules) -> Iterator[Platform]:
    double = Platform(assess=rules)
    double.configuration = {"accounting": {"vendor": "raknar", "url": f"{books.url}/raknar/"}}
    double.secrets = {"accounting": ACCOUNT}
    with Served(double) as served:
        yield served


def invoice(number: str, quantity: int = 1) -> Json:
    """The devdata's invoice under another number, for so many of the order's first row at 100.00."""
    payload: Json = copy.deepcopy(PAYLOAD)
    told, net = payload["invoice"], quantity * 100
    told["number"] = number
    told["lines"][0] |= {"quantity": str(quantity), "price": "100", "net": f"{net}.00", "order_line": "1"}
    told["vat"][0] |= {"taxable": f"{net}.00", "vat": f"{net // 4}.00"}
    whole = f"{net + net // 4}.00"
    told["totals"] |= {"lines": f"{net}.00", "without_vat": f"{net}.00", "vat": f"{net // 4}.00", "with_vat": whole,
                       "payable": whole}  # fmt: skip
    return payload


def handled(platform: Platform, start: Start, payload: Json, **item: Any) -> Json:
    entry = platform.add(_reference(payload), payload, occurrence="1", **item)
    run = start("Handle Invoices").finished()
    assert run.code == 0, run.console
    told: Json = entry
    return told


def _reference(payload: Json) -> str:
    return f"SE5560360793-{payload['invoice']['number']}"


def test_an_invoice_that_fits_its_order_is_registered_and_left_for_attest(
    books: Books, platform: Platform, start_robot: Start
) -> None:
    item = handled(platform, start_robot, invoice("R-1", 4))
    assert item["state"] == "done", item["released"]
    (made,) = books.of("R-1")
    assert (made["pay_ore"], made["key"]) == (50_000, "SE5560360793-R-1:1:1:registration")
    assert made["signed"] == ["robot-1287"], "attest is people's"
    assert [effect["state"] for effect in item["effects"]] == ["confirmed"]


def test_a_changed_account_goes_to_a_person_and_nothing_is_registered(
    books: Books, platform: Platform, start_robot: Start
) -> None:
    payload = invoice("R-2", 2)
    payload["invoice"]["payment"][0]["account"] = invented.SELLERS[1]["giro"][1]
    item = handled(platform, start_robot, payload)
    assert [reason["code"] for reason in item["assessment"]["reasons"]] == ["account_changed"]
    assert books.of("R-2") == []


def test_a_supplier_that_nobody_knows_goes_to_a_person(books: Books, platform: Platform, start_robot: Start) -> None:
    payload = invoice("R-3", 3)
    payload["invoice"]["supplier"]["organisation_number"] = "5561231235"
    item = handled(platform, start_robot, payload)
    assert "supplier_unknown" in [reason["code"] for reason in item["assessment"]["reasons"]]
    assert books.of("R-3") == []


@pytest.mark.parametrize("mode", ["shadow", "propose"])
def test_where_a_person_decides_nothing_is_registered(
    mode: str, books: Books, platform: Platform, start_robot: Start
) -> None:
    platform.mode = mode
    number = f"R-{mode}"
    item = handled(platform, start_robot, invoice(number, 5 if mode == "shadow" else 6))
    assert item["state"] == "done", item["released"]
    assert item["assessment"]["outcome"] == "granted"
    assert books.of(number) == []


def test_killed_after_the_registration_the_next_attempt_finds_it_and_registers_nothing_more(
    books: Books, platform: Platform, start_robot: Start
) -> None:
    payload = invoice("R-7", 7)
    item = platform.add(_reference(payload), payload, occurrence="1")
    robot: RobotProcess = start_robot("Handle Invoices")
    wait_for(lambda: ("registration", "done") in item.get("effect_log", []), 40)
    robot.process.send_signal(signal.SIGKILL)
    robot.process.wait()
    item["leased_until"] = 0.0  # the lease ran out
    assert start_robot("Handle Invoices").finished().code == 0
    assert (item["state"], item["purpose"]) == ("done", "verify")
    assert len(books.of("R-7")) == 1
