"""Offers of a place in preschool on Mina sidor: fetched from the municipality's platform, answered here with yes or no.

The guardian has applied in the child-care system's own way; what the e-service knows is whose application it was. An
offer is kept before the platform is told that we have it, and an answer is told until the platform has heard it. An
answer that it refuses, since the time has run out, is told once: the guardian reads why.
"""

from __future__ import annotations

from typing import Any

import httpx

from infra.testbed.shell import Store, insert, now, utc

Json = dict[str, Any]
ANSWERS = {"ja": "accepted", "nej": "declined"}
_AT_A_TIME = 100
_NO_LONGER = "Erbjudandet gäller inte längre."
# In the words of this page, whatever the platform says to machines.
_REFUSED = "Svarstiden hade gått ut, eller så gäller erbjudandet inte längre. Platsen kan ha gått till ett annat barn."


def know(store: Store, citizen: Json, reference: str) -> None:
    """Whose application this is. ``citizen``: number, first_name, last_name, address, municipality."""
    with store.write() as db:
        db.execute(
            "INSERT OR IGNORE INTO citizen VALUES (:number, :first_name, :last_name, :address, :municipality)", citizen
        )
        db.execute("INSERT OR REPLACE INTO guardian VALUES (?, ?)", (reference, citizen["number"]))


def of_citizen(store: Store, number: str) -> list[Json]:
    """A citizen's offers, newest first, each with its ``state`` in words."""
    rows = store.rows("SELECT * FROM platform_offer WHERE number = ? ORDER BY id DESC", number)
    return [{**dict(row), "state": _state(dict(row))} for row in rows]


def one(store: Store, number: str, offer_id: int) -> Json | None:
    """An offer to this citizen, or None."""
    return next((offer for offer in of_citizen(store, number) if offer["id"] == offer_id), None)


def can_be_answered(offer: Json) -> bool:
    """Whether its time has run out is the platform's to say: until it has, an answer may be tried."""
    return offer["answer"] is None and not offer["ended"]


def answer(store: Store, number: str, offer_id: int, said: str) -> None:
    """Keep the answer (``accepted`` or ``declined``); the first one counts. It is told at the next exchange."""
    with store.write() as db:
        db.execute(
            "UPDATE platform_offer SET answer = ?, answered_at = ? WHERE id = ? AND number = ? AND answer IS NULL "
            "AND NOT ended", (said, now(), offer_id, number),
        )  # fmt: skip


def fetch(store: Store, platform: httpx.Client, municipality: str) -> int:
    """Keep what is offered, and mark what has ended; how many offers are new."""
    told = platform.get("/eservice/offers", params={"limit": _AT_A_TIME})
    told.raise_for_status()
    kept = 0
    for offer in told.json()["offers"]:
        if offer["what"] == "end":
            with store.write() as db:
                db.execute("UPDATE platform_offer SET ended = 1, why_ended = ? WHERE platform_id = ?",
                           (offer["text"] or _NO_LONGER, offer["id"]))  # fmt: skip
        else:
            kept += _keep(store, municipality, offer)
        heard = {"what": offer["what"]}
        platform.post(f"/eservice/offers/{offer['id']}/fetched", json=heard).raise_for_status()
    return kept


def tell(store: Store, platform: httpx.Client, municipality: str) -> int:
    """Hand over the answers that the platform has not heard; how many it took."""
    rows = store.rows(
        "SELECT * FROM platform_offer WHERE municipality = ? AND answer IS NOT NULL AND NOT reported", municipality
    )
    taken = 0
    for row in rows:
        body = {"answer": row["answer"], "answered_at": utc(row["answered_at"])}
        heard = platform.post(f"/eservice/offers/{row['platform_id']}/answer", json=body)
        refused = _REFUSED if heard.status_code == httpx.codes.CONFLICT else None
        if refused is None:
            heard.raise_for_status()
            taken += 1
        with store.write() as db:
            db.execute("UPDATE platform_offer SET reported = 1, refused = ? WHERE id = ?", (refused, row["id"]))
    return taken


def _state(offer: Json) -> str:
    if offer["refused"]:
        return "Svaret togs inte emot"
    if offer["answer"]:
        return "Du har tackat ja" if offer["answer"] == "accepted" else "Du har tackat nej"
    return "Gäller inte längre" if offer["ended"] else "Väntar på ditt svar"


def _keep(store: Store, municipality: str, offer: Json) -> int:
    """One offer to the guardian who applied. One whose application is not known here has no reader."""
    shown = {name: offer[name] for name in ("unit", "start_on", "answer_by", "hours_week", "fee_ore", "text")}
    with store.write() as db:
        applied = db.execute("SELECT number FROM guardian WHERE reference = ?", (offer["reference"],)).fetchone()
        known = db.execute("SELECT 1 FROM platform_offer WHERE platform_id = ?", (offer["id"],)).fetchone()
        if applied is None or known is not None:
            return 0
        insert(db, "platform_offer", {
            "platform_id": offer["id"], "municipality": municipality, "reference": offer["reference"],
            "number": applied["number"], "arrived_at": now(), **shown,
        })  # fmt: skip
    return 1
