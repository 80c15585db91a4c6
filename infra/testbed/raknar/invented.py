"""What lies in Räknar from the beginning: clerks of one municipality, sellers, orders, agreements, earlier vouchers.

Organisation numbers and giros are invented; only their check digits are right.
"""

from __future__ import annotations

import os
from typing import Any

from infra.testbed.raknar import people
from infra.testbed.shell import Store, insert

Json = dict[str, Any]
MUNICIPALITY = "1287"
CLERKS = {"ekonom.berg": "Lena Berg", "ekonom.dahl": "Per Dahl", "ekonom.ek": "Siv Ek"}
CLERK_PASSWORD = "ekonom-demo"
SELLERS: list[Json] = [
    {"code": "L-12", "name": "Prov Papper AB", "org": "5560360793", "giro": ("bankgiro", "50501055", 1)},
    {"code": "L-20", "name": "Prov Livs AB", "org": "5567037485", "giro": ("bankgiro", "9912346", 0)},
    {"code": "L-31", "name": "Prov Bygg AB", "org": "5590004429", "giro": ("plusgiro", "1234566", 1), "builds": 1},
    {"code": "L-44", "name": "Prov Städ AB", "org": "5562345673", "giro": ("bankgiro", "50501055", 1), "barred": 1},
]


def fill(store: Store) -> None:
    """Once: an emptied Räknar is filled again."""
    if store.row("SELECT 1 FROM clerk") is not None:
        return
    robot = os.environ.get("TESTBED_ROBOT_PASSWORD", "robot-demo-2026")
    people.add_account(store, f"robot-{MUNICIPALITY}", robot, f"Robot {MUNICIPALITY}", MUNICIPALITY)
    for signum, name in CLERKS.items():
        people.add_account(store, signum, CLERK_PASSWORD, name, MUNICIPALITY)
    with store.write() as db:
        ids = {}
        for one in SELLERS:
            values: Json = {name: one[name] for name in ("code", "name", "org", "builds", "barred") if name in one}
            ids[one["code"]] = insert(db, "seller", values | {"municipality": MUNICIPALITY})
            scheme, number, ocr = one["giro"]
            insert(db, "giro", {"seller_id": ids[one["code"]], "scheme": scheme, "number": number, "ocr": ocr})
        insert(db, "flag", {"seller_id": ids["L-31"], "on_day": "2026-10-12", "text": "Tvist om faktura 7781"})
        order = insert(db, "purchase", {
            "municipality": MUNICIPALITY, "code": "B-77", "seller_id": ids["L-12"], "account": "6110",
            "centre": "3100", "asked_by": "Köket Centrum",
        })  # fmt: skip
        for place, (item, text, ordered, each, arrived) in enumerate(
            [("T-1", "Torkpapper", 40_000, 10_000, 30_000), ("T-2", "Servetter", 12_000, 4_550, 12_000)], 1
        ):
            insert(db, "purchase_row", {
                "purchase_id": order, "place": place, "item": item, "text": text, "unit": "st", "ordered": ordered,
                "each_ore": each, "arrived": arrived, "rate": 25,
            })  # fmt: skip
        insert(db, "agreement", {
            "municipality": MUNICIPALITY, "code": "A-5", "seller_id": ids["L-20"], "from_on": "2026-01-01",
            "to_on": "2026-12-31", "period_ore": 840_000, "account": "6070", "centre": "2200",
        })  # fmt: skip
        for month in range(5, 11):
            insert(db, "voucher", {
                "municipality": MUNICIPALITY, "seller_id": ids["L-12"], "kind": "invoice", "bill": f"P-{900 + month}",
                "billed_on": f"2026-{month:02d}-03", "due_on": f"2026-{month + 1:02d}-02", "bare_ore": 80_000 + month,
                "vat_ore": 20_000, "whole_ore": 100_000 + month, "pay_ore": 100_000 + month, "giro": "50501055",
                "memo": "", "purchase": "", "credits": "", "account": "6110", "centre": "3100", "case_key": "",
                "sha": "", "made_by": "ekonom.ek", "made_at": f"2026-{month:02d}-04 09:00:00",
                "checked_by": "ekonom.berg", "attested_by": "ekonom.dahl",
            })  # fmt: skip
