"""What Räknar shows: the day book, a seller with orders, agreements and vouchers, what waits for whom."""

from __future__ import annotations

from typing import Any

from infra.testbed.raknar.people import Clerk
from infra.testbed.shell import Store

Json = dict[str, Any]
PAGE_ROWS = 15
ALIKE_DAYS = 10
_VOUCHERS = (
    "SELECT voucher.*, seller.name AS seller, seller.code AS seller_code FROM voucher "
    "JOIN seller ON seller.id = seller_id"
)
# What each pile of the attest page holds. Nobody gets a voucher that they have signed already.
PILES = {
    "granska": "checked_by IS NULL AND struck_by IS NULL",
    "attestera": "checked_by IS NOT NULL AND attested_by IS NULL AND struck_by IS NULL AND checked_by <> :me",
}


def day_book(store: Store, clerk: Clerk, page: int) -> Json:
    """Fifteen vouchers a page, the latest first."""
    found = store.row("SELECT count(*) AS n FROM voucher WHERE municipality = ?", clerk.municipality)
    count = found["n"] if found else 0
    pages = max(1, -(-count // PAGE_ROWS))
    page = min(max(page, 1), pages)
    rows = store.rows(f"{_VOUCHERS} WHERE voucher.municipality = ? ORDER BY voucher.id DESC LIMIT ? OFFSET ?",
                      clerk.municipality, PAGE_ROWS, (page - 1) * PAGE_ROWS)  # fmt: skip
    return {"rows": rows, "count": count, "page": page, "pages": pages}


def seller(store: Store, clerk: Clerk, org: str) -> Json | None:
    """A seller by its organisation number, digits alone, with accounts and open flags."""
    row = store.row("SELECT * FROM seller WHERE municipality = ? AND org = ?", clerk.municipality, org)
    if row is None:
        return None
    giros = store.rows("SELECT * FROM giro WHERE seller_id = ? ORDER BY scheme, number", row["id"])
    flags = store.rows("SELECT * FROM flag WHERE seller_id = ? AND NOT lifted ORDER BY id", row["id"])
    return {**dict(row), "giros": giros, "flags": flags}


def vouchers_of(store: Store, seller_id: int) -> list[Any]:
    return store.rows(f"{_VOUCHERS} WHERE seller_id = ? ORDER BY billed_on DESC, voucher.id DESC", seller_id)


def coded(store: Store, seller_id: int) -> list[Any]:
    """How the seller's vouchers were coded: account, cost centre, how often; the most used first."""
    return store.rows(
        "SELECT account, centre, count(*) AS times FROM voucher WHERE seller_id = ? AND struck_by IS NULL "
        "GROUP BY account, centre ORDER BY times DESC, account, centre",
        seller_id,
    )


def purchases(store: Store, seller_id: int) -> list[Any]:
    return store.rows("SELECT * FROM purchase WHERE seller_id = ? ORDER BY code", seller_id)


def agreements(store: Store, seller_id: int) -> list[Any]:
    return store.rows("SELECT * FROM agreement WHERE seller_id = ? ORDER BY code", seller_id)


def purchase(store: Store, clerk: Clerk, code: str) -> Json | None:
    """An order with its rows; of each row what has arrived, and what earlier vouchers have taken of it."""
    row = store.row(
        "SELECT purchase.*, seller.code AS seller_code, seller.name AS seller FROM purchase "
        "JOIN seller ON seller.id = seller_id WHERE purchase.municipality = ? AND purchase.code = ?",
        clerk.municipality, code,
    )  # fmt: skip
    if row is None:
        return None
    rows = store.rows(
        "SELECT purchase_row.*, coalesce((SELECT sum(taken) FROM voucher_row JOIN voucher ON voucher.id = voucher_id "
        "WHERE voucher.purchase = ? AND voucher.municipality = ? AND voucher_row.place = purchase_row.place "
        "AND struck_by IS NULL), 0) AS billed FROM purchase_row WHERE purchase_id = ? ORDER BY place",
        code, clerk.municipality, row["id"],
    )  # fmt: skip
    return {**dict(row), "rows": rows}


def voucher(store: Store, clerk: Clerk, number: int) -> Json | None:
    row = store.row(f"{_VOUCHERS} WHERE voucher.id = ? AND voucher.municipality = ?", number, clerk.municipality)
    return dict(row) if row else None


def alike(store: Store, seller_id: int, values: Json) -> list[Any]:
    """Vouchers that look like this one: the same number, the same key, or the same amount of the same kind within
    `ALIKE_DAYS`. A rent that comes every month, or a credit note for the whole of its invoice, looks like no other."""
    return store.rows(
        f"{_VOUCHERS} WHERE seller_id = ? AND struck_by IS NULL AND (bill = ? OR (case_key = ? AND ? <> '') OR "
        "(whole_ore = ? AND kind = ? AND abs(julianday(billed_on) - julianday(?)) <= ?))",
        seller_id, values["bill"], values["case_key"], values["case_key"], values["whole_ore"], values["kind"],
        values["billed_on"], ALIKE_DAYS,
    )  # fmt: skip


def pile(store: Store, clerk: Clerk, name: str) -> list[Any]:
    where = PILES[name].replace(":me", "?")
    values = (clerk.municipality, *([clerk.signum] * PILES[name].count(":me")))
    return store.rows(f"{_VOUCHERS} WHERE voucher.municipality = ? AND {where} ORDER BY voucher.id", *values)


def batch(store: Store, clerk: Clerk, number: int) -> Json | None:
    row = store.row("SELECT * FROM batch WHERE id = ? AND municipality = ?", number, clerk.municipality)
    if row is None:
        return None
    return {**dict(row), "rows": store.rows(f"{_VOUCHERS} WHERE batch_id = ? ORDER BY voucher.id", number)}
