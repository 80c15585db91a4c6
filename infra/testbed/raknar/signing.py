"""What is written in Räknar: a voucher, two persons' signatures on it, its striking out."""

from __future__ import annotations

from typing import Any

from infra.testbed.raknar.people import Clerk
from infra.testbed.shell import Store, insert, now

Json = dict[str, Any]


class NotYours(Exception):
    """A voucher that this person may not sign: nobody signs twice, and nobody signs what they registered."""


def register(store: Store, clerk: Clerk, values: Json, taken: dict[int, int]) -> int:
    """A voucher with what it takes of an order's rows (thousandths). Its number comes back."""
    with store.write() as db:
        number = insert(db, "voucher", {
            **values, "municipality": clerk.municipality, "made_by": clerk.signum, "made_at": now(),
        })  # fmt: skip
        for place, much in taken.items():
            insert(db, "voucher_row", {"voucher_id": number, "place": place, "taken": much})
    return number


def check(store: Store, clerk: Clerk, voucher: Json) -> None:
    """The first signature: goods and price are right."""
    _refuse_own(clerk, voucher)
    _sign(store, voucher["id"], "checked_by", clerk.signum, "checked_by IS NULL AND struck_by IS NULL")


def attest(store: Store, clerk: Clerk, voucher: Json) -> None:
    """The second signature, by another person: it may be paid."""
    _refuse_own(clerk, voucher)
    if voucher["checked_by"] == clerk.signum:
        raise NotYours
    # Asked of the row as it is now: the one that was read may have been signed since, by this same person.
    wanted = "checked_by <> :signum AND attested_by IS NULL AND struck_by IS NULL"
    _sign(store, voucher["id"], "attested_by", clerk.signum, wanted)


def strike(store: Store, clerk: Clerk, voucher: Json) -> bool:
    """Take a voucher out of the books; one that is in a payment stays. The row remains, crossed out."""
    with store.write() as db:
        done = db.execute(
            "UPDATE voucher SET struck_by = ? WHERE id = ? AND batch_id IS NULL AND struck_by IS NULL",
            (clerk.signum, voucher["id"]),
        )
        return bool(done.rowcount)


def _refuse_own(clerk: Clerk, voucher: Json) -> None:
    if voucher["made_by"] == clerk.signum:
        raise NotYours


def _sign(store: Store, number: int, column: str, signum: str, where: str) -> None:
    with store.write() as db:
        db.execute(
            f"UPDATE voucher SET {column} = :signum WHERE id = :number AND {where}",  # noqa: S608 - our own words
            {"signum": signum, "number": number},
        )
