"""Fill Räknar: sellers with all that the books hold of them into its database; then every invoice is sent to the
platform, as an invoice operator does."""

from __future__ import annotations

import os
import sys
from typing import Any

import httpx

from infra.testbed import answer_key
from infra.testbed.app import Stores
from infra.testbed.generator.invoices import PlannedInvoice, plan
from infra.testbed.generator.invoices.ubl import written
from infra.testbed.logins import login_of
from infra.testbed.raknar import intake, invented
from infra.testbed.shell import Store, today
from infra.testbed.vendors import LEDGER

Json = dict[str, Any]
PROCESS = LEDGER.process
TOKEN = "TESTBED_DOCUMENTS_TOKEN"
BUYER = "2120001199"
_RULES_LACKING: Json = {"outcome": "handed_over", "amount_ore": None, "reasons": ["rules_not_installed"], "effects": {}}


def fill(
    stores: Stores, platform_url: str, seed: int, count: int, municipality: str, robot_password: str
) -> list[Json]:
    """Plan, lay what is known beforehand, send; the lines of the answer key come back."""
    token = os.environ.get(TOKEN) or sys.exit(
        f"Invoices are sent to the platform: give --platform-url, and in {TOKEN} the token that "
        "`coe token new documents CODE` makes."
    )
    cases = planned(stores, seed, count, municipality)
    lay_background(stores.ledger, cases, municipality, robot_password)
    with httpx.Client(headers={"Authorization": f"Bearer {token}"}, timeout=60) as operator:
        for case in cases:
            send(operator, platform_url, case)
    return [answer(case) for case in cases]


def planned(stores: Stores, seed: int, count: int, municipality: str) -> list[PlannedInvoice]:
    """Kinds that the testbed lacks come first, and no seller comes twice."""
    held = {case["kind"] for case in answer_key.read(stores.data)["cases"] if case["process"] == PROCESS}
    return plan(seed, count, municipality, today(), BUYER, held, intake.organisations_known(stores.ledger))


def lay_background(store: Store, cases: list[PlannedInvoice], municipality: str, robot_password: str) -> None:
    """Accounts of the robot and the clerks, and every seller that the register is to know."""
    accounts = [(f"robot-{municipality}", f"Robot {municipality}", robot_password)]
    accounts += [(login_of(name, municipality), title, invented.CLERK_PASSWORD)
                 for name, title in invented.CLERKS.items()]  # fmt: skip
    intake.add_accounts(store, municipality, accounts)
    known = [case for case in cases if case.seller.known]
    for number, case in enumerate(known, intake.sellers_of(store, municipality) + 1):
        intake.add_seller(store, municipality, seller(case, f"L-{municipality[-2:]}{number:03d}"))


def seller(case: PlannedInvoice, code: str) -> Json:
    """As Räknar's intake takes it."""
    one = case.seller
    return {
        "code": code, "name": one.name, "org": one.org, "f_tax": int(one.f_tax), "barred": int(one.barred),
        "builds": int(one.builds), "giros": one.giros, "flags": case.flags, "on_day": case.issued_on.isoformat(),
        "purchases": case.purchases, "agreements": case.agreements, "vouchers": case.vouchers,
    }  # fmt: skip


def send(operator: httpx.Client, platform_url: str, case: PlannedInvoice) -> None:
    """Hand the document in; an operator sends again when it is not sure, and the same bytes are the same document."""
    sent = operator.post(
        f"{platform_url}/documents/{PROCESS}", params={"name": f"{case.number}.xml"}, content=written(case)
    )
    if not sent.is_success:
        raise RuntimeError(f"The platform refused {case.number} ({case.kind}): {sent.status_code} {sent.text[:300]}")


def answer(case: PlannedInvoice) -> Json:
    """The invoice's line of the answer key. ``without_rules``: what it comes to where no official rules are
    installed."""
    return {"process": PROCESS, "reference": case.reference, "person": "", "kind": case.kind, **case.answer,
            "without_rules": _RULES_LACKING}  # fmt: skip
