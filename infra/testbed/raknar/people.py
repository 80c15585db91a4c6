"""Who sits in Räknar: accounts of one municipality, and a seat that is lost when nobody has used it for a while."""

from __future__ import annotations

from dataclasses import dataclass

from infra.testbed.shell import Store
from infra.testbed.shell_seats import Seats

COOKIE = "raknar-plats"
IDLE_MINUTES = 20.0
SEATS = Seats("clerk", "signum", "hidden", "name", "seat", "token_hash", "last_seen")
add_account, sit, rise = SEATS.add_account, SEATS.sign_in, SEATS.end


@dataclass(frozen=True)
class Clerk:
    signum: str
    name: str
    municipality: str


class NobodySits(Exception):
    """``lost`` when somebody did."""

    def __init__(self, *, lost: bool) -> None:
        self.lost = lost


def clerk_of(store: Store, token: str) -> Clerk:
    row = SEATS.account_of(store, token, IDLE_MINUTES)
    if row is None:
        raise NobodySits(lost=bool(token))
    return Clerk(row["signum"], row["name"], row["municipality"])
