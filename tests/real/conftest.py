"""Tryton 8 on loopback, a fresh copy of its database for each test; the platform is the double, the rules are real."""

from __future__ import annotations

import copy
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from infra.real.tryton.install import install
from infra.real.tryton.server import Tryton, served
from infra.real.tryton.users import PASSWORDS, ROBOT
from tests.robots.conftest import ROOT, start_robot
from tests.robots.rules_host import Rules, rules_of
from tests.shared_library.platform_double import Platform, Served

__all__ = ["start_robot"]
PACKAGE = ROOT / "robots" / "supplier_invoices"
PAYLOAD = json.loads((PACKAGE / "devdata" / "work-items.json").read_text())[0]["payload"]
Json = dict[str, Any]


@pytest.fixture(scope="session")
def installed() -> None:
    install()


@pytest.fixture
def tryton(installed: None, tmp_path: Path) -> Iterator[Tryton]:  # noqa: ARG001
    with served(tmp_path / "tryton") as system:
        yield system


@pytest.fixture(scope="session")
def rules() -> Iterator[Rules]:
    with rules_of("supplier_invoices") as host:
        yield host


@pytest.fixture
def package() -> Path:
    return PACKAGE


@pytest.fixture
def platform(tryton: Tryton, rules: Rules) -> Iterator[Platform]:
    double = Platform(assess=rules)
    double.configuration = {"accounting": {"vendor": "tryton", "url": tryton.client}}
    double.secrets = {"accounting": {"username": ROBOT, "password": PASSWORDS[ROBOT]}}
    with Served(double) as served_platform:
        yield served_platform


def invoice(number: str, net: str, vat: str, total: str, **supplier: str) -> Json:
    """The devdata's invoice under another number, for one thing at this price, without an order: coded by history.
    ``supplier``: its organisation_number, and the account and scheme that it is paid to."""
    payload: Json = copy.deepcopy(PAYLOAD)
    told = payload["invoice"]
    told |= {"number": number, "order_reference": None}
    told["lines"][0] |= {"quantity": "1", "price": net, "net": net, "order_line": None}
    told["vat"][0] |= {"taxable": net, "vat": vat}
    told["totals"] |= {"lines": net, "without_vat": net, "vat": vat, "with_vat": total, "payable": total}
    if number_of := supplier.pop("organisation_number", ""):
        told["supplier"] |= {"organisation_number": number_of, "vat_number": f"SE{number_of}01", "endpoint": number_of}
    told["payment"][0] |= supplier
    return payload


def add(platform: Platform, payload: Json) -> Json:
    told = payload["invoice"]
    reference = f"SE{told['supplier']['organisation_number']}-{told['number']}"
    item: Json = platform.add(reference, payload, occurrence="1")
    return item


def drafts(tryton: Tryton, reference: str) -> int:
    """How many drafts are saved now; asked of the file, since the interface takes seconds to answer."""
    with closing(sqlite3.connect(f"file:{tryton.file}?mode=ro", uri=True, timeout=10)) as file:
        ask = "SELECT count(*) FROM account_invoice WHERE reference = ? AND state = 'draft'"
        count: int = file.execute(ask, (reference,)).fetchone()[0]
        return count
