"""Who is in Tidvis (a robot, a manager, an employee), who handles a request, and for how long."""

from __future__ import annotations

import time
from dataclasses import dataclass

from infra.testbed.shell import Store, new_token, token_hash
from infra.testbed.shell_seats import Holds, Seats

COOKIE, SELF_COOKIE = "tidvis-in", "tidvis-mitt"
DEFAULTS = {"session_minutes": "20", "hold_minutes": "15"}
SEATS = Seats(
    "login", "username", "secret", "name", "visit", "token_hash", "last_seen", Holds("wish", "held_by", "held_at")
)
add_account, enter, leave, hold_for = SEATS.add_account, SEATS.sign_in, SEATS.end, SEATS.hold_for


@dataclass(frozen=True)
class Handler:
    """A manager sees the requests of the units they manage; whoever manages none (the robot, HR) sees all of them."""

    username: str
    name: str
    municipality: str


class Outside(Exception):
    """Nobody is in; ``timed_out`` when somebody was. ``where`` is the door to show."""

    def __init__(self, where: str, *, timed_out: bool) -> None:
        self.where, self.timed_out = where, timed_out


def preference(store: Store, name: str) -> float:
    row = store.row("SELECT value FROM preference WHERE name = ?", name)
    return float(row["value"] if row else DEFAULTS[name])


def set_preference(store: Store, name: str, value: str) -> None:
    with store.write() as db:
        db.execute("INSERT OR REPLACE INTO preference VALUES (?, ?)", (name, value))


def handler_of(store: Store, token: str) -> Handler:
    """Whose visit it is. An idle one ends here."""
    row = SEATS.account_of(store, token, preference(store, "session_minutes"))
    if row is None:
        raise Outside("/tidvis/in", timed_out=bool(token))
    return Handler(row["username"], row["name"], row["municipality"])


def enter_self(store: Store, number: str) -> str | None:
    """An employee's own visit, by e-identification; None when nobody here has the number."""
    row = store.row("SELECT id FROM employee WHERE number = ?", number)
    if row is None:
        return None
    token = new_token()
    with store.write() as db:
        db.execute("INSERT INTO self_visit VALUES (?, ?, ?)", (token_hash(token), row["id"], time.time()))
    return token


def leave_self(store: Store, token: str) -> None:
    with store.write() as db:
        db.execute("DELETE FROM self_visit WHERE token_hash = ?", (token_hash(token),))


def employee_of(store: Store, token: str) -> int:
    row = store.row("SELECT * FROM self_visit WHERE token_hash = ?", token_hash(token))
    if row is None or time.time() - row["last_seen"] > preference(store, "session_minutes") * 60:
        raise Outside("/tidvis/mitt/legitimera", timed_out=bool(token))
    return int(row["employee_id"])


def hold(store: Store, reference: str, username: str) -> str | None:
    """Take the request in hand for this user. If another user has it, that user's name."""
    return SEATS.hold(store, reference, username, preference(store, "hold_minutes"))
