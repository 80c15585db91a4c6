"""Who is signed in to Sambis, who holds a case, and the settings that say for how long."""

from __future__ import annotations

import time
from dataclasses import dataclass

from infra.testbed.shell import Store, new_token, password_fits, password_hash, token_hash

COOKIE = "SAMBISID"
DEFAULTS = {"session_minutes": "15", "lock_minutes": "15"}
# A visit is noted at most this often: a page that only reads should not have to write.
_NOTE_SECONDS = 5.0


@dataclass(frozen=True)
class User:
    username: str
    name: str
    municipality: str


class NotSignedIn(Exception):
    """Nobody is signed in; ``timed_out`` when somebody was."""

    def __init__(self, *, timed_out: bool) -> None:
        self.timed_out = timed_out


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
    account = store.row("SELECT password_hash FROM account WHERE username = ?", username)
    if account is None or not password_fits(password, account["password_hash"]):
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
            db.execute("UPDATE application SET locked_by = NULL WHERE locked_by = ?", (row["username"],))


def user_of(store: Store, token: str) -> User:
    """The session's user. An idle session ends here."""
    row = store.row(
        "SELECT account.*, session.last_seen FROM session JOIN account USING (username) WHERE token_hash = ?",
        token_hash(token),
    )
    if row is None:
        raise NotSignedIn(timed_out=bool(token))
    idle = time.time() - row["last_seen"]
    if idle > setting(store, "session_minutes") * 60:
        sign_out(store, token)
        raise NotSignedIn(timed_out=True)
    if idle > _NOTE_SECONDS:
        with store.write() as db:
            db.execute("UPDATE session SET last_seen = ? WHERE token_hash = ?", (time.time(), token_hash(token)))
    return User(row["username"], row["name"], row["municipality"])


def take_lock(store: Store, reference: str, username: str) -> str | None:
    """Hold the case for this user. If another user has it, that user's name."""
    row = store.row("SELECT locked_by, locked_at FROM application WHERE reference = ?", reference)
    if row is None:
        return None
    fresh = row["locked_by"] and time.time() - row["locked_at"] < setting(store, "lock_minutes") * 60
    if fresh and row["locked_by"] != username:
        holder = store.row("SELECT name FROM account WHERE username = ?", row["locked_by"])
        return str(holder["name"] if holder else row["locked_by"])
    if not fresh or time.time() - row["locked_at"] > _NOTE_SECONDS:
        lock_for(store, reference, username)
    return None


def lock_for(store: Store, reference: str, username: str | None) -> None:
    """Give the lock to a user, or to nobody."""
    with store.write() as db:
        db.execute(
            "UPDATE application SET locked_by = ?, locked_at = ? WHERE reference = ?",
            (username, time.time() if username else None, reference),
        )
