"""What is written in Myllra: a right, an offer, an answer. A place is offered once; the same key may come again, for
Myllra keeps it for whoever needs it and asks no questions."""

from __future__ import annotations

from typing import Any

from infra.testbed.myllra import records
from infra.testbed.shell import Store, insert, now

Json = dict[str, Any]
ANSWERS = ("accepted", "declined", "expired")


class Refused(Exception):
    """What Myllra does not save, in its own words."""


def save_right(store: Store, application: Json, by: str, right: Json) -> None:
    """``right``: ``hours_week``, ``guarantee_on`` (or None), ``fee_ore``, ``own_key``."""
    with store.write() as db:
        insert(db, "granted_right", {"reference": application["reference"], **right, "made_by": by, "made_at": now()})


def save_offer(store: Store, application: Json, by: str, offer: Json) -> None:
    """``offer``: ``place`` by name, ``start_on``, ``answer_by``, ``own_key``. Raises Refused for a place that is not
    free, and where the application has an open offer already."""
    with store.write() as db:
        if any(row["state"] == "sent" for row in records.offers(store, application["reference"])):
            raise Refused("Ansökan har redan ett erbjudande som väntar på svar.")
        found = records.place(store, application["municipality"], offer["place"])
        if found is None or found["state"] != "free":
            raise Refused(f"Platsen {offer['place']} är inte ledig längre.")
        insert(db, "offer", {
            "reference": application["reference"], "place_id": found["id"], "start_on": offer["start_on"],
            "answer_by": offer["answer_by"], "own_key": offer["own_key"], "made_by": by, "made_at": now(),
        })  # fmt: skip


def save_answer(store: Store, application: Json, answer: str, answered_on: str | None, own_key: str) -> None:
    """What became of the open offer: a yes places the child, and frees the place that it had. Raises Refused."""
    with store.write() as db:
        changed = db.execute(
            "UPDATE offer SET state = ?, answered_on = ?, answer_key = ? WHERE reference = ? AND state = 'sent'",
            (answer, answered_on, own_key, application["reference"]),
        ).rowcount
        if not changed:
            raise Refused("Ansökan har inget erbjudande som väntar på svar.")
