"""What the seven agencies know about a person, and the log of who asked and why."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from infra.testbed.shell import (
    HERE,
    Store,
    insert,
    later_month,
    new_token,
    now,
    password_fits,
    password_hash,
    token_hash,
)

Json = dict[str, Any]
AGENCIES = {
    "af": "Arbetsförmedlingen",
    "csn": "CSN",
    "fk": "Försäkringskassan",
    "skv": "Skatteverket",
    "so": "Arbetslöshetskassornas samorganisation",
    "tns": "Transportstyrelsen",
    "miv": "Migrationsverket",
}
# Which answer fails, and how, when the fault ``agency_error`` is switched on.
FAILING, FAILURE = "fk", {"code": "BT-503", "text": "Tjänsten är tillfälligt otillgänglig"}
SESSION_SECONDS = 30 * 60


def open_store(data: Path) -> Store:
    return Store(data / "registers.db", (HERE / "ssbtek" / "schema.sql").read_text())


def add_account(store: Store, username: str, password: str, name: str) -> None:
    with store.write() as db:
        db.execute("INSERT OR REPLACE INTO account VALUES (?, ?, ?)", (username, password_hash(password), name))


def accounts(store: Store) -> list[Any]:
    return store.rows("SELECT username, name FROM account ORDER BY username")


def add_person(store: Store, number: str, rows: list[Json], errors: list[Json]) -> None:
    """``rows``: agency, benefit, part, amount_type, paid_on, net_ore. ``errors``: agency, code, text."""
    with store.write() as db:
        for row in rows:
            insert(db, "register_row", {"number": number, **row})
        for error in errors:
            insert(db, "register_error", {"number": number, **error})


def sign_in(store: Store, username: str, password: str) -> str | None:
    account = store.row("SELECT password_hash FROM account WHERE username = ?", username)
    if account is None or not password_fits(password, account["password_hash"]):
        return None
    token = new_token()
    with store.write() as db:
        db.execute("INSERT INTO session VALUES (?, ?, ?)", (token_hash(token), username, time.time()))
    return token


def user_of(store: Store, token: str) -> Json | None:
    """The session's account; None when there is none, or it has been idle too long."""
    row = store.row(
        "SELECT username, name, last_seen FROM session JOIN account USING (username) WHERE token_hash = ?",
        token_hash(token),
    )
    if row is None or time.time() - row["last_seen"] > SESSION_SECONDS:
        return None
    if time.time() - row["last_seen"] > 5:
        with store.write() as db:
            db.execute("UPDATE session SET last_seen = ? WHERE token_hash = ?", (time.time(), token_hash(token)))
    return dict(row)


def sign_out(store: Store, token: str) -> None:
    with store.write() as db:
        db.execute("DELETE FROM session WHERE token_hash = ?", (token_hash(token),))


def ask(store: Store, username: str, question: Json) -> int:
    """Keep the question: no answer without it being known who asked, about whom and on which ground."""
    with store.write() as db:
        return insert(db, "question", {"asked_at": now(), "username": username, **question})


def fail(store: Store, number: int) -> None:
    """One agency did not answer this question."""
    with store.write() as db:
        db.execute("INSERT INTO failed_answer VALUES (?, ?)", (number, FAILING))


def failed(store: Store, number: int) -> dict[str, Json]:
    """The answers that failed for this question, as an agency's own error is told."""
    rows = store.rows("SELECT agency FROM failed_answer WHERE question_id = ?", number)
    return {row["agency"]: {"agency": row["agency"], **FAILURE} for row in rows}


def question(store: Store, number: int, username: str) -> Json | None:
    row = store.row("SELECT * FROM question WHERE id = ? AND username = ?", number, username)
    return dict(row) if row else None


def questions(store: Store, username: str) -> list[Any]:
    return store.rows("SELECT * FROM question WHERE username = ? ORDER BY id DESC LIMIT 20", username)


def answers(store: Store, number: str, month: str, failed: dict[str, Json]) -> list[Json]:
    """All seven agencies for the control month (the month before) and the comparison month before that."""
    months = (later_month(month, -1), later_month(month, -2))
    errors = {row["agency"]: dict(row) for row in store.rows("SELECT * FROM register_error WHERE number = ?", number)}
    errors |= failed
    rows = store.rows(
        "SELECT * FROM register_row WHERE number = ? AND (paid_on IS NULL OR substr(paid_on, 1, 7) IN (?, ?)) "
        "ORDER BY paid_on DESC, id",
        number, *months,
    )  # fmt: skip
    return [
        {"agency": code, "name": name, "error": errors.get(code),
         "rows": [] if code in errors else [row for row in rows if row["agency"] == code]}
        for code, name in AGENCIES.items()
    ]  # fmt: skip


def told(store: Store, number: str, month: str) -> list[Json]:
    """The same as a service answers it: plain rows for another system to keep."""
    columns = ("benefit", "part", "amount_type", "paid_on", "net_ore")
    return [
        {"agency": one["agency"], "name": one["name"],
         "error": one["error"] and {"code": one["error"]["code"], "text": one["error"]["text"]},
         "rows": [{name: row[name] for name in columns} for row in one["rows"]]}
        for one in answers(store, number, month, {})
    ]  # fmt: skip
