"""Payment in Räknar: attested invoices go into one file, each in exactly one ever; what cannot be paid is told why.

Which bank the file is for, and in which version, stands in the municipality's own settings and nowhere else.
"""

from __future__ import annotations

import hashlib
import re
from datetime import date
from typing import Any

from infra.testbed.raknar import payment_file
from infra.testbed.raknar.people import Clerk
from infra.testbed.shell import Store, insert, now

Json = dict[str, Any]
_BIC = re.compile(r"[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?")
_PAYEE = "FROM giro WHERE giro.seller_id = voucher.seller_id AND giro.number = voucher.giro"
# The payee's account as the register has it today: of one that is not there, or stands there twice, nobody knows where
# the money would go.
_PILE = (
    f"SELECT voucher.*, seller.name AS seller, seller.barred, (SELECT count(*) {_PAYEE}) AS payees, "  # noqa: S608
    f"(SELECT scheme {_PAYEE}) AS scheme, (SELECT ocr {_PAYEE}) AS ocr, EXISTS (SELECT 1 FROM voucher AS other WHERE "
    "other.seller_id = voucher.seller_id AND other.bill = voucher.bill AND other.batch_id IS NOT NULL) AS paid_before "
    "FROM voucher JOIN seller ON seller.id = voucher.seller_id WHERE voucher.municipality = ? AND attested_by IS NOT "
    "NULL AND batch_id IS NULL AND struck_by IS NULL AND kind = 'invoice' ORDER BY voucher.id"
)


class NotPaid(Exception):
    """Why nothing was paid, as the clerk is told."""


def bank_of(store: Store, municipality: str) -> Json | None:
    row = store.row("SELECT * FROM bank WHERE municipality = ?", municipality)
    return dict(row) if row else None


def set_bank(store: Store, municipality: str, values: Json) -> list[str]:
    """Keep which bank files are for; what is wrong with the values, if anything, and then nothing is kept."""
    wrong = []
    if not values["payer"] or not re.fullmatch(r"\d{10}", values["org"]):
        wrong.append("Betalarens namn, och organisationsnumret med tio siffror.")
    if not _BIC.fullmatch(values["bic"]):
        wrong.append("Bankens BIC har åtta eller elva tecken.")
    if not _iban(values["iban"]):
        wrong.append("Kontots IBAN stämmer inte: läs kontrollsiffrorna igen.")
    if values["version"] not in payment_file.VERSIONS or values["plusgiro"] not in payment_file.PLUSGIRO:
        wrong.append("Välj filversion och plusgirots sort: banken säger vilka.")
    if not wrong:
        with store.write() as db:
            db.execute("DELETE FROM bank WHERE municipality = ?", (municipality,))
            insert(db, "bank", {**values, "municipality": municipality})
    return wrong


def pile(store: Store, clerk: Clerk) -> list[Json]:
    """What is attested and in no payment yet; ``hinder``: why a voucher cannot be paid, empty when it can."""
    return [{**dict(row), "hinder": _hinder(dict(row))} for row in store.rows(_PILE, clerk.municipality)]


def pay(store: Store, clerk: Clerk, numbers: list[int], pay_on: str) -> int:
    """One payment of these vouchers and its file, in one transaction: both, or nothing. Its number comes back."""
    bank = bank_of(store, clerk.municipality)
    if bank is None:
        raise NotPaid("Ingen betalning gjordes: under Bank står inte vilken bank filen ska till.")
    if not _day(pay_on):
        raise NotPaid("Ingen betalning gjordes: skriv betaldagen som ÅÅÅÅ-MM-DD.")
    with store.write() as db:
        found = [dict(row) for row in db.execute(_PILE, (clerk.municipality,))]
        rows = [row for row in found if row["id"] in numbers]
        if len(rows) < len(set(numbers)) or not rows:
            raise NotPaid("Ingen betalning gjordes: något av de valda är redan i en betalning, eller inte attesterat.")
        if len({(row["seller_id"], row["bill"]) for row in rows}) < len(rows):
            raise NotPaid("Ingen betalning gjordes: samma faktura är vald två gånger. Makulera det ena verifikatet.")
        if stopped := [f"V{row['id']}: {hinder}" for row in rows if (hinder := _hinder(row))]:
            raise NotPaid(f"Ingen betalning gjordes. {' '.join(stopped)}")
        made_at = now()
        batch = insert(db, "batch", {"municipality": clerk.municipality, "made_by": clerk.signum, "made_at": made_at,
                                     "pay_on": pay_on, "file": b"", "sha": ""})  # fmt: skip
        file = payment_file.written(bank, batch, made_at, pay_on, rows)
        db.execute("UPDATE batch SET file = ?, sha = ? WHERE id = ?", (file, hashlib.sha256(file).hexdigest(), batch))
        for row in rows:
            db.execute("UPDATE voucher SET batch_id = ? WHERE id = ?", (batch, row["id"]))
    return batch


def _hinder(row: Json) -> str:
    if row["paid_before"]:
        return "fakturan är redan betald med ett annat verifikat."
    if row["barred"]:
        return "leverantören har betalstopp."
    if row["payees"] != 1:
        return "kontot står inte, eller står två gånger, bland leverantörens betalkonton."
    if row["scheme"] == "iban":
        return "ett IBAN betalas för hand, inte med girofilen."
    return "" if row["pay_ore"] > 0 else "inget att betala."


def _iban(text: str) -> bool:
    """Modulus 97 over the number with its first four characters last (ISO 13616)."""
    if not re.fullmatch(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}", text):
        return False
    return int("".join(str(int(one, 36)) for one in text[4:] + text[:4])) % 97 == 1


def _day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
