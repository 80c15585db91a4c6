"""Who is signed in to Myllra, which application they have open, and for how long."""

from __future__ import annotations

import time
from dataclasses import dataclass

from infra.testbed.shell import Store, new_token, password_fits, password_hash, token_hash

COOKIE = "myllra"
DEFAULTS = {"session_minutes": "30", "open_minutes": "15"}
# A sign of life is written down at most this often.
_NOTE_SECONDS = 5.0


@dataclass(frozen=True)
class Placer:
    """Somebody who handles preschool in a municipality, or its robot."""

    username: str
    name: str
    municipality: str


class SignedOut(Exception):
    """Nobody is signed in."""


def setting(store: Store, name: str) -> float:
    row = store.row("SELECT value FROM setting WHERE name = ?", name)
    return float(row["value"] if row else DEFAULTS[name])


def set_setting(store: Store, name: str, value: str) -> None:
    with store.write() as db:
        db.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (name, value))


def add_account(store: Store, username: str, password: str, name: str, municipality: str) -> None:
    with store.write() as db:
        db.execute(
            "INSERT OR REPLACE INTO account VALUES (?, ?, ?, ?)",
            (username, password_hash(password), name, municipality),
        )


def sign_in(store: Store, username: str, password: str) -> str | None:
    """The new session's token; None when name or password is wrong."""
    found = store.row("SELECT secret FROM account WHERE username = ?", username)
    if found is None or not password_fits(password, found["secret"]):
        return None
    token = new_token()
    with store.write() as db:
        db.execute("INSERT INTO session VALUES (?, ?, ?)", (token_hash(token), username, time.time()))
    return token


def sign_out(store: Store, token: str) -> None:
    row = store.row("SELECT username FROM session WHERE token_hash = ?", token_hash(token))
    with store.write() as db:
        db.execute("DELETE FROM session WHERE token_hash = ?", (token_hash(token),))
        if row:
            db.execute("UPDATE application SET held_by = NULL WHERE held_by = ?", (row["username"],))


def placer_of(store: Store, token: str) -> Placer:
    """Whose session it is. An idle one ends here."""
    row = store.row(
        "SELECT account.*, session.last_seen FROM session JOIN account USING (username) WHERE token_hash = ?",
        token_hash(token),
    )
    if row is None:
        raise SignedOut
    idle = time.time() - row["last_seen"]
    if idle > setting(store, "session_minutes") * 60:
        sign_out(store, token)
        raise SignedOut
    if idle > _NOTE_SECONDS:
        with store.write() as db:
            db.execute("UPDATE session SET last_seen = ? WHERE token_hash = ?", (time.time(), token_hash(token)))
    return Placer(row["username"], row["name"], row["municipality"])


def hold(store: Store, reference: str, username: str) -> str | None:
    """Open the application for this user. If another has it open, that user's name."""
    row = store.row("SELECT held_by, held_at FROM application WHERE reference = ?", reference)
    if row is None:
        return None
    fresh = row["held_by"] and time.time() - row["held_at"] < setting(store, "open_minutes") * 60
    if fresh and row["held_by"] != username:
        holder = store.row("SELECT name FROM account WHERE username = ?", row["held_by"])
        return str(holder["name"] if holder else row["held_by"])
    if not fresh or time.time() - row["held_at"] > _NOTE_SECONDS:
        hold_for(store, reference, username)
    return None


def hold_for(store: Store, reference: str, username: str | None) -> None:
    with store.write() as db:
        db.execute(
            "UPDATE application SET held_by = ?, held_at = ? WHERE reference = ?",
            (username, time.time() if username else None, reference),
        )
