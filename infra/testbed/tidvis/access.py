"""Who is in Tidvis (a robot, a manager, an employee), who handles a request, and for how long."""

from __future__ import annotations

import time
from dataclasses import dataclass

from infra.testbed.shell import Store, new_token, password_fits, password_hash, token_hash

COOKIE, SELF_COOKIE = "tidvis-in", "tidvis-mitt"
DEFAULTS = {"session_minutes": "20", "hold_minutes": "15"}
# A visit is written down at most this often.
_NOTE_SECONDS = 5.0


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


def add_account(store: Store, username: str, password: str, name: str, municipality: str) -> None:
    with store.write() as db:
        db.execute(
            "INSERT OR REPLACE INTO login VALUES (?, ?, ?, ?)", (username, password_hash(password), name, municipality)
        )


def enter(store: Store, username: str, password: str) -> str | None:
    """The new visit's token; None when name or password is wrong."""
    found = store.row("SELECT secret FROM login WHERE username = ?", username)
    if found is None or not password_fits(password, found["secret"]):
        return None
    token = new_token()
    with store.write() as db:
        db.execute("INSERT INTO visit VALUES (?, ?, ?)", (token_hash(token), username, time.time()))
    return token


def leave(store: Store, token: str) -> None:
    row = store.row("SELECT username FROM visit WHERE token_hash = ?", token_hash(token))
    with store.write() as db:
        db.execute("DELETE FROM visit WHERE token_hash = ?", (token_hash(token),))
        if row:
            db.execute("UPDATE wish SET held_by = NULL WHERE held_by = ?", (row["username"],))


def handler_of(store: Store, token: str) -> Handler:
    """Whose visit it is. An idle one ends here."""
    row = store.row(
        "SELECT login.*, visit.last_seen FROM visit JOIN login USING (username) WHERE token_hash = ?",
        token_hash(token),
    )
    if row is None:
        raise Outside("/tidvis/in", timed_out=bool(token))
    idle = time.time() - row["last_seen"]
    if idle > preference(store, "session_minutes") * 60:
        leave(store, token)
        raise Outside("/tidvis/in", timed_out=True)
    if idle > _NOTE_SECONDS:
        with store.write() as db:
            db.execute("UPDATE visit SET last_seen = ? WHERE token_hash = ?", (time.time(), token_hash(token)))
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
    row = store.row("SELECT held_by, held_at FROM wish WHERE reference = ?", reference)
    if row is None:
        return None
    fresh = row["held_by"] and time.time() - row["held_at"] < preference(store, "hold_minutes") * 60
    if fresh and row["held_by"] != username:
        holder = store.row("SELECT name FROM login WHERE username = ?", row["held_by"])
        return str(holder["name"] if holder else row["held_by"])
    if not fresh or time.time() - row["held_at"] > _NOTE_SECONDS:
        hold_for(store, reference, username)
    return None


def hold_for(store: Store, reference: str, username: str | None) -> None:
    """Put the request in a user's hands, or in nobody's."""
    with store.write() as db:
        db.execute(
            "UPDATE wish SET held_by = ?, held_at = ? WHERE reference = ?",
            (username, time.time() if username else None, reference),
        )
