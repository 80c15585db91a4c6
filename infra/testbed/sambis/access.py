"""Who is signed in to Sambis, who holds a case, and the settings that say for how long."""

from __future__ import annotations

from dataclasses import dataclass

from infra.testbed.shell import Store
from infra.testbed.shell_seats import Holds, Seats

COOKIE = "SAMBISID"
DEFAULTS = {"session_minutes": "15", "lock_minutes": "15"}
SEATS = Seats(
    "account", "username", "password_hash", "name", "session", "token_hash", "last_seen",
    Holds("application", "locked_by", "locked_at"),
)  # fmt: skip
add_account, sign_in, sign_out, lock_for = SEATS.add_account, SEATS.sign_in, SEATS.end, SEATS.hold_for


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


def user_of(store: Store, token: str) -> User:
    """The session's user. An idle session ends here."""
    row = SEATS.account_of(store, token, setting(store, "session_minutes"))
    if row is None:
        raise NotSignedIn(timed_out=bool(token))
    return User(row["username"], row["name"], row["municipality"])


def take_lock(store: Store, reference: str, username: str) -> str | None:
    """Hold the case for this user. If another user has it, that user's name."""
    return SEATS.hold(store, reference, username, setting(store, "lock_minutes"))
