"""The shell's accounts, sessions and holds: each system names its own tables and columns, and says its own words.

``seats`` and ``holds`` below are a system's own; the names in them come from our own code, never from a page.
"""

from __future__ import annotations

import sqlite3
import time
from dataclasses import dataclass

from infra.testbed.shell import Store, new_token, password_fits, password_hash, token_hash

# A visit is written down at most this often: a page that only reads should not have to write.
_NOTE_SECONDS = 5.0


@dataclass(frozen=True)
class Holds:
    """Which table has the cases, by ``reference``, and which columns say who has one in hand, and since when."""

    cases: str
    holder: str
    since: str


@dataclass(frozen=True)
class Seats:
    """A system's accounts (user, secret, name, municipality, in that order) and its sessions (token, user, seen)."""

    accounts: str
    user: str
    secret: str
    name: str
    sessions: str
    token: str
    seen: str
    holds: Holds | None = None

    def add_account(self, store: Store, user: str, password: str, name: str, municipality: str) -> None:
        with store.write() as db:
            db.execute(
                f"INSERT OR REPLACE INTO {self.accounts} VALUES (?, ?, ?, ?)",  # noqa: S608 - our own names
                (user, password_hash(password), name, municipality),
            )

    def sign_in(self, store: Store, user: str, password: str) -> str | None:
        """The new session's token; None when name or password is wrong."""
        found = store.row(f"SELECT {self.secret} FROM {self.accounts} WHERE {self.user} = ?", user)  # noqa: S608
        if found is None or not password_fits(password, found[self.secret]):
            return None
        return self.start(store, user)

    def start(self, store: Store, user: str) -> str:
        """A session for somebody who has shown who they are; its token."""
        token = new_token()
        with store.write() as db:
            db.execute(
                f"INSERT INTO {self.sessions} VALUES (?, ?, ?)",  # noqa: S608
                (token_hash(token), user, time.time()),
            )
        return token

    def end(self, store: Store, token: str) -> None:
        """End the session; what its user has in hand is let go."""
        key = token_hash(token)
        row = store.row(f"SELECT {self.user} FROM {self.sessions} WHERE {self.token} = ?", key)  # noqa: S608
        with store.write() as db:
            db.execute(f"DELETE FROM {self.sessions} WHERE {self.token} = ?", (key,))  # noqa: S608
            if row and self.holds:
                holds = self.holds
                db.execute(
                    f"UPDATE {holds.cases} SET {holds.holder} = NULL WHERE {holds.holder} = ?",  # noqa: S608
                    (row[self.user],),
                )

    def account_of(self, store: Store, token: str, idle_minutes: float) -> sqlite3.Row | None:
        """The account whose session this is; None where there is none. One that was idle for longer ends here."""
        key = token_hash(token)
        row = store.row(
            f"SELECT {self.accounts}.*, {self.sessions}.{self.seen} AS seen FROM {self.sessions} "  # noqa: S608
            f"JOIN {self.accounts} USING ({self.user}) WHERE {self.token} = ?", key,
        )  # fmt: skip
        if row is None:
            return None
        idle = time.time() - row["seen"]
        if idle > idle_minutes * 60:
            self.end(store, token)
            return None
        if idle > _NOTE_SECONDS:
            with store.write() as db:
                db.execute(
                    f"UPDATE {self.sessions} SET {self.seen} = ? WHERE {self.token} = ?",  # noqa: S608
                    (time.time(), key),
                )
        return row

    def hold(self, store: Store, reference: str, user: str, minutes: float) -> str | None:
        """Take the case in hand for this user. If another user has it, that user's name."""
        holds = self._holds
        row = store.row(
            f"SELECT {holds.holder} AS holder, {holds.since} AS since FROM {holds.cases} "  # noqa: S608
            "WHERE reference = ?", reference,
        )  # fmt: skip
        if row is None:
            return None
        fresh = row["holder"] and time.time() - row["since"] < minutes * 60
        if fresh and row["holder"] != user:
            asked = f"SELECT {self.name} AS name FROM {self.accounts} WHERE {self.user} = ?"  # noqa: S608
            other = store.row(asked, row["holder"])
            return str(other["name"] if other else row["holder"])
        if not fresh or time.time() - row["since"] > _NOTE_SECONDS:
            self.hold_for(store, reference, user)
        return None

    def hold_for(self, store: Store, reference: str, user: str | None) -> None:
        """Put the case in a user's hands, or in nobody's."""
        holds = self._holds
        with store.write() as db:
            db.execute(
                f"UPDATE {holds.cases} SET {holds.holder} = ?, {holds.since} = ? WHERE reference = ?",  # noqa: S608
                (user, time.time() if user else None, reference),
            )

    @property
    def _holds(self) -> Holds:
        if self.holds is None:
            raise TypeError(f"{self.accounts} has no cases to hold")
        return self.holds
