"""Who is at Klarven, by a two-step entry and a ticket, and who holds which akt."""

from __future__ import annotations

import time
from dataclasses import dataclass

from infra.testbed.shell import Store, new_token, password_fits, token_hash
from infra.testbed.shell_seats import Holds, Seats

DEFAULTS = {"session_minutes": "15", "lock_minutes": "15", "seed": "1"}
STEP_SECONDS = 120.0
SEATS = Seats("staff", "login", "secret", "full_name", "ticket", "hash", "seen_at", Holds("akt", "holder", "held_at"))
add_account, end, lock_for = SEATS.add_account, SEATS.end, SEATS.hold_for


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
    return SEATS.start(store, row["login"])


def staff_of(store: Store, ticket: str) -> Staff:
    """Whose ticket it is; an idle one ends here."""
    row = SEATS.account_of(store, ticket, option(store, "session_minutes"))
    if row is None:
        raise NoTicket
    return Staff(row["login"], row["full_name"], row["municipality"])


def hold(store: Store, reference: str, login: str) -> str | None:
    """Hold the akt for this user; if another has it, that one's name."""
    return SEATS.hold(store, reference, login, option(store, "lock_minutes"))
