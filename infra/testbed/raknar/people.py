"""Who sits in Räknar: accounts of one municipality, and a seat that is lost when nobody has used it for a while."""

from __future__ import annotations

import time
from dataclasses import dataclass

from infra.testbed.shell import Store, new_token, password_fits, password_hash, token_hash

COOKIE = "raknar-plats"
IDLE_SECONDS = 20 * 60


@dataclass(frozen=True)
class Clerk:
    signum: str
    name: str
    municipality: str


class NobodySits(Exception):
    """``lost`` when somebody did."""

    def __init__(self, *, lost: bool) -> None:
        self.lost = lost


def add_account(store: Store, signum: str, password: str, name: str, municipality: str) -> None:
    with store.write() as db:
        db.execute(
            "INSERT OR REPLACE INTO clerk VALUES (?, ?, ?, ?)", (signum, password_hash(password), name, municipality)
        )


def sit(store: Store, signum: str, password: str) -> str | None:
    """The seat's token; None when signum or password is wrong."""
    found = store.row("SELECT hidden FROM clerk WHERE signum = ?", signum)
    if found is None or not password_fits(password, found["hidden"]):
        return None
    token = new_token()
    with store.write() as db:
        db.execute("INSERT INTO seat VALUES (?, ?, ?)", (token_hash(token), signum, time.time()))
    return token


def rise(store: Store, token: str) -> None:
    with store.write() as db:
        db.execute("DELETE FROM seat WHERE token_hash = ?", (token_hash(token),))


def clerk_of(store: Store, token: str) -> Clerk:
    row = store.row(
        "SELECT clerk.*, last_seen FROM seat JOIN clerk USING (signum) WHERE token_hash = ?", token_hash(token)
    )
    if row is None or time.time() - row["last_seen"] > IDLE_SECONDS:
        raise NobodySits(lost=bool(token))
    if time.time() - row["last_seen"] > 5:
        with store.write() as db:
            db.execute("UPDATE seat SET last_seen = ? WHERE token_hash = ?", (time.time(), token_hash(token)))
    return Clerk(row["signum"], row["name"], row["municipality"])
