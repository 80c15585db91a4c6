"""What is laid into Räknar past its screens: accounts, sellers, orders, agreements, earlier vouchers, remarks."""

from __future__ import annotations

from typing import Any

from infra.testbed.raknar import people
from infra.testbed.shell import Store, insert

Json = dict[str, Any]
_VOUCHER: Json = {"kind": "invoice", "memo": "", "purchase": "", "credits": "", "case_key": "", "sha": "",
                  "made_by": "ekonom.ek", "checked_by": "ekonom.berg", "attested_by": "ekonom.dahl"}  # fmt: skip


def add_accounts(store: Store, municipality: str, accounts: list[tuple[str, str, str]]) -> None:
    """``accounts``: signum, name, password."""
    for signum, name, password in accounts:
        people.add_account(store, signum, password, name, municipality)


def organisations_known(store: Store) -> set[str]:
    return {row["org"] for row in store.rows("SELECT org FROM seller")}


def sellers_of(store: Store, municipality: str) -> int:
    """How many sellers the municipality's books have: the next one's number comes after."""
    row = store.row("SELECT count(*) AS n FROM seller WHERE municipality = ?", municipality)
    return int(row["n"]) if row else 0


def add_seller(store: Store, municipality: str, seller: Json) -> None:
    """``seller``: the columns of its row, and ``giros`` (scheme, number, ocr), ``flags``, ``purchases`` with ``rows``,
    ``agreements`` and ``vouchers`` with ``taken`` of an order's rows; each with the columns of its own table."""
    kept = ("code", "name", "org", "f_tax", "barred", "builds")
    with store.write() as db:
        own = {"municipality": municipality}
        seller_id = insert(db, "seller", own | {name: seller[name] for name in kept})
        of_seller = own | {"seller_id": seller_id}
        for scheme, number, ocr in seller["giros"]:
            insert(db, "giro", {"seller_id": seller_id, "scheme": scheme, "number": number, "ocr": ocr})
        for text in seller["flags"]:
            insert(db, "flag", {"seller_id": seller_id, "on_day": seller["on_day"], "text": text})
        for order in seller["purchases"]:
            values = {name: value for name, value in order.items() if name != "rows"}
            number = insert(db, "purchase", of_seller | values)
            for row in order["rows"]:
                insert(db, "purchase_row", {"purchase_id": number, **row})
        for agreement in seller["agreements"]:
            insert(db, "agreement", of_seller | agreement)
        for told in seller["vouchers"]:
            values = {name: value for name, value in told.items() if name != "taken"}
            at = {"made_at": f"{told['billed_on']} 09:00:00"}
            number = insert(db, "voucher", of_seller | _VOUCHER | at | values)
            for place, much in told.get("taken", {}).items():
                insert(db, "voucher_row", {"voucher_id": number, "place": place, "taken": much})
