"""What lies in the practice register from the beginning, and what stands in it afterwards."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from infra.testbed.shell import HERE, Store, insert, new_token, now, password_fits, password_hash, token_hash

UNITS = ("Miljö", "Gata", "Bygglov", "Skola", "Reception")
TITLES = (
    "Klagomål på buller", "Hål i gatan", "Fråga om bygglov för altan", "Önskemål om skolskjuts", "Fråga om öppettider",
    "Dålig lukt från brunn", "Trasig gatlykta", "Anmälan om attefallshus", "Byte av förskola", "Allmän fråga",
)  # fmt: skip
WITHDRAWN = "D-2026-0010"


def open_store(data: Path) -> Store:
    store = Store(data / "diariet.db", (HERE / "diariet" / "schema.sql").read_text())
    fill(store)
    return store


def fill(store: Store) -> None:
    """Ten documents, D-2026-0001 and on, the last of them withdrawn; and the account of a robot that practises."""
    if store.row("SELECT 1 FROM document") is not None:
        return
    password = password_hash(os.environ.get("TESTBED_ROBOT_PASSWORD", "robot-demo-2026"))
    with store.write() as db:
        insert(db, "account", {"username": "robot-1287", "password_hash": password})
        for number, title in enumerate(TITLES, 1):
            reference = f"D-2026-{number:04d}"
            state = "Återtagen" if reference == WITHDRAWN else "Ny"
            insert(db, "document", {"number": reference, "title": title, "received_on": "2026-11-20", "state": state})


def sign_in(store: Store, username: str, password: str) -> str | None:
    account = store.row("SELECT password_hash FROM account WHERE username = ?", username)
    if account is None or not password_fits(password, account["password_hash"]):
        return None
    token = new_token()
    with store.write() as db:
        insert(db, "session", {"token_hash": token_hash(token), "username": username})
    return token


def user_of(store: Store, token: str) -> str | None:
    row = store.row("SELECT username FROM session WHERE token_hash = ?", token_hash(token))
    return row["username"] if row else None


def sign_out(store: Store, token: str) -> None:
    with store.write() as db:
        db.execute("DELETE FROM session WHERE token_hash = ?", (token_hash(token),))


def register(store: Store, number: str, unit: str, external_key: str, username: str) -> None:
    """It takes the same key twice, as such systems do: that a robot never does it is the robot's to see to."""
    with store.write() as db:
        db.execute("UPDATE document SET state = 'Registrerad' WHERE number = ?", (number,))
        insert(db, "registration", {
            "number": number, "unit": unit, "external_key": external_key, "saved_at": now(), "username": username,
        })  # fmt: skip


def truth(store: Store) -> list[dict[str, Any]]:
    """Every document with its registrations."""
    rows = store.rows("SELECT number, unit, external_key FROM registration ORDER BY id")
    return [
        {"number": document["number"], "state": document["state"],
         "registrations": [[row["unit"], row["external_key"]] for row in rows if row["number"] == document["number"]]}
        for document in store.rows("SELECT number, state FROM document ORDER BY number")
    ]  # fmt: skip
