"""Who is signed in to Myllra, which application they have open, and for how long."""

from __future__ import annotations

from dataclasses import dataclass

from infra.testbed.shell import Store
from infra.testbed.shell_seats import Holds, Seats

COOKIE = "myllra"
DEFAULTS = {"session_minutes": "30", "open_minutes": "15"}
SEATS = Seats(
    "account", "username", "secret", "name", "session", "token_hash", "last_seen",
    Holds("application", "held_by", "held_at"),
)  # fmt: skip
add_account, sign_in, sign_out, hold_for = SEATS.add_account, SEATS.sign_in, SEATS.end, SEATS.hold_for


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


def placer_of(store: Store, token: str) -> Placer:
    """Whose session it is. An idle one ends here."""
    row = SEATS.account_of(store, token, setting(store, "session_minutes"))
    if row is None:
        raise SignedOut
    return Placer(row["username"], row["name"], row["municipality"])


def hold(store: Store, reference: str, username: str) -> str | None:
    """Open the application for this user. If another has it open, that user's name."""
    return SEATS.hold(store, reference, username, setting(store, "open_minutes"))
