"""Who is at Klarven, by a two-step entry and a ticket, and who holds which akt."""

from __future__ import annotations

import time
from dataclasses import dataclass

from infra.testbed.shell import Store, new_token, password_fits, password_hash, token_hash

DEFAULTS = {"session_minutes": "15", "lock_minutes": "15", "seed": "1"}
STEP_SECONDS = 120.0
# A visit is written down at most this often.
_NOTE_SECONDS = 5.0


@dataclass(frozen=True)
class Staff:
    login: str
    name: str
    municipality: str


class NoTicket(Exception):
    """Nobody is signed in, or no longer."""


def option(store: Store, name: str) -> float:
    row = store.row("SELECT value FROM option WHERE name = ?", name)
    return float(row["value"] if row else DEFAULTS[name])


def set_option(store: Store, name: str, value: str) -> None:
    with store.write() as db:
        db.execute("INSERT OR REPLACE INTO option VALUES (?, ?)", (name, value))


def add_account(store: Store, username: str, password: str, name: str, municipality: str) -> None:
    with store.write() as db:
        db.execute(
            "INSERT OR REPLACE INTO staff VALUES (?, ?, ?, ?)", (username, password_hash(password), name, municipality)
        )


def first_step(store: Store, login: str) -> str:
    """A name is taken as it is; whether anybody has it is told at the second step only."""
    step = new_token()
    with store.write() as db:
        db.execute("DELETE FROM entry_step WHERE made_at < ?", (time.time() - STEP_SECONDS,))
        db.execute("INSERT INTO entry_step VALUES (?, ?, ?)", (token_hash(step), login, time.time()))
    return step


def second_step(store: Store, step: str, phrase: str) -> str | None:
    """The ticket; None when name or pass phrase is wrong, or the first step is too long ago. One try a step."""
    row = store.row(
        "SELECT entry_step.login, made_at, secret FROM entry_step LEFT JOIN staff USING (login) WHERE hash = ?",
        token_hash(step),
    )
    with store.write() as db:
        db.execute("DELETE FROM entry_step WHERE hash = ?", (token_hash(step),))
    if row is None or row["secret"] is None or time.time() - row["made_at"] > STEP_SECONDS:
        return None
    if not password_fits(phrase, row["secret"]):
        return None
    ticket = new_token()
    with store.write() as db:
        db.execute("INSERT INTO ticket VALUES (?, ?, ?)", (token_hash(ticket), row["login"], time.time()))
    return ticket


def end(store: Store, ticket: str) -> None:
    row = store.row("SELECT login FROM ticket WHERE hash = ?", token_hash(ticket))
    with store.write() as db:
        db.execute("DELETE FROM ticket WHERE hash = ?", (token_hash(ticket),))
        if row:
            db.execute("UPDATE akt SET holder = NULL WHERE holder = ?", (row["login"],))


def staff_of(store: Store, ticket: str) -> Staff:
    """Whose ticket it is; an idle one ends here."""
    row = store.row("SELECT staff.*, seen_at FROM ticket JOIN staff USING (login) WHERE hash = ?", token_hash(ticket))
    if row is None:
        raise NoTicket
    idle = time.time() - row["seen_at"]
    if idle > option(store, "session_minutes") * 60:
        end(store, ticket)
        raise NoTicket
    if idle > _NOTE_SECONDS:
        with store.write() as db:
            db.execute("UPDATE ticket SET seen_at = ? WHERE hash = ?", (time.time(), token_hash(ticket)))
    return Staff(row["login"], row["full_name"], row["municipality"])


def hold(store: Store, reference: str, login: str) -> str | None:
    """Hold the akt for this user; if another has it, that one's name."""
    row = store.row("SELECT holder, held_at FROM akt WHERE reference = ?", reference)
    if row is None:
        return None
    fresh = row["holder"] and time.time() - row["held_at"] < option(store, "lock_minutes") * 60
    if fresh and row["holder"] != login:
        other = store.row("SELECT full_name FROM staff WHERE login = ?", row["holder"])
        return str(other["full_name"] if other else row["holder"])
    if not fresh or time.time() - row["held_at"] > _NOTE_SECONDS:
        lock_for(store, reference, login)
    return None


def lock_for(store: Store, reference: str, username: str | None) -> None:
    """Give the akt to a user, or to nobody."""
    with store.write() as db:
        db.execute(
            "UPDATE akt SET holder = ?, held_at = ? WHERE reference = ?",
            (username, time.time() if username else None, reference),
        )
