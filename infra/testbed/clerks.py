"""The economy office's day in a municipality: what the robot registered is checked by one clerk, attested by another,
and paid by a third in one file.

``python -m infra.testbed.clerks --data DIR --municipality 1287 --bic … --iban … --version … --plusgiro …``. Which bank
and which version is said each time; there is no default. The clerks leave what somebody else registered alone.
"""

from __future__ import annotations

import argparse
import json
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

from infra.testbed.app import Stores
from infra.testbed.logins import login_of
from infra.testbed.raknar import books, invented, paying, signing
from infra.testbed.raknar.payment_file import PLUSGIRO, VERSIONS
from infra.testbed.raknar.people import Clerk
from infra.testbed.shell import today

Json = dict[str, Any]
_DAYS_TO_PAY = 3


def main() -> None:
    parser = argparse.ArgumentParser(prog="infra.testbed.clerks", description="Play the economy office's day.")
    parser.add_argument("--data", type=Path, required=True, help="The testbed's data folder.")
    parser.add_argument("--municipality", required=True)
    parser.add_argument("--payer", required=True, help="Who pays, as the bank knows it.")
    parser.add_argument("--org", required=True, help="The payer's organisation number, ten digits.")
    parser.add_argument("--bic", required=True)
    parser.add_argument("--iban", required=True)
    parser.add_argument("--version", required=True, choices=VERSIONS)
    parser.add_argument("--plusgiro", required=True, choices=PLUSGIRO, help="How the bank wants a plusgiro written.")
    use = vars(parser.parse_args())
    data, municipality = use.pop("data"), use.pop("municipality")
    print(json.dumps(work(Stores.open(data), municipality, use)))


def work(stores: Stores, municipality: str, bank: Json) -> Json:
    """Check, attest and pay; how many vouchers were paid, in which payment, and what could not be paid."""
    store = stores.ledger
    if wrong := paying.set_bank(store, municipality, bank):
        sys.exit(" ".join(wrong))
    first, second, third = (
        Clerk(login_of(signum, municipality), name, municipality) for signum, name in invented.CLERKS.items()
    )
    robots = {row["id"] for row in store.rows(
        "SELECT id FROM voucher WHERE municipality = ? AND case_key <> '' AND struck_by IS NULL", municipality
    )}  # fmt: skip
    for clerk, pile, sign in ((first, "granska", signing.check), (second, "attestera", signing.attest)):
        for row in books.pile(store, clerk, pile):
            if row["id"] in robots:
                sign(store, clerk, dict(row))
    mine = [row for row in paying.pile(store, third) if row["id"] in robots]
    numbers = [row["id"] for row in mine if not row["hinder"]]
    day = (today() + timedelta(days=_DAYS_TO_PAY)).isoformat()
    made = paying.pay(store, third, numbers, day) if numbers else None
    return {"municipality": municipality, "paid": len(numbers), "payment": made,
            "not_paid": [f"V{row['id']}: {row['hinder']}" for row in mine if row["hinder"]]}  # fmt: skip


if __name__ == "__main__":
    main()
