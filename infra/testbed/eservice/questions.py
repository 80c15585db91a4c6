"""A caseworker's questions on Mina sidor: fetched from the municipality's platform, answered here, answers handed back.

A question is kept before the platform is told that we have it, and an answer is told until the platform has heard it.
"""

from __future__ import annotations

import re
from typing import Any

import httpx

from infra.testbed.shell import Store, insert, now, utc

Json = dict[str, Any]
LONGEST = 4000
_PERSONAL_NUMBER = re.compile(r"(?<!\d)(?:18|19|20)?\d{6}[-+ ]?\d{4}(?!\d)")


def of_citizen(store: Store, number: str) -> list[Json]:
    """A citizen's questions, newest first. One that was taken back is shown only if it was answered."""
    rows = store.rows(
        "SELECT * FROM platform_question WHERE number = ? AND NOT (ended AND answer IS NULL) ORDER BY id DESC", number
    )
    return [dict(row) for row in rows]


def one(store: Store, number: str, question_id: int) -> Json | None:
    """A question of this citizen's, or None."""
    return next((question for question in of_citizen(store, number) if question["id"] == question_id), None)


def problem(text: str) -> str:
    """A sentence that says what to do about an answer; empty when it can be sent."""
    if not text:
        return "Skriv ditt svar."
    if len(text) > LONGEST:
        return f"Skriv högst {LONGEST} tecken."
    if _PERSONAL_NUMBER.search(text):
        return "Skriv inget personnummer i svaret. Vi vet redan vem du är; barn kan du kalla vid förnamn."
    return ""


def answer(store: Store, number: str, question_id: int, text: str) -> None:
    """Keep the answer; the first one counts. It goes to the platform at the next exchange."""
    with store.write() as db:
        db.execute(
            "UPDATE platform_question SET answer = ?, answered_at = ? WHERE id = ? AND number = ? AND answer IS NULL",
            (text, now(), question_id, number),
        )


def fetch(store: Store, platform: httpx.Client, municipality: str) -> int:
    """Keep what the platform asks, and take away what it no longer waits for; how many questions are new."""
    told = platform.get("/eservice/supplements")
    told.raise_for_status()
    kept = 0
    for question in told.json()["supplements"]:
        if question["what"] == "end":
            with store.write() as db:
                db.execute("UPDATE platform_question SET ended = 1 WHERE platform_id = ?", (question["id"],))
        else:
            kept += _keep(store, municipality, question)
        heard = {"what": question["what"]}
        platform.post(f"/eservice/supplements/{question['id']}/fetched", json=heard).raise_for_status()
    return kept


def tell(store: Store, platform: httpx.Client, municipality: str) -> int:
    """Hand over the answers that the platform has not heard; how many."""
    rows = store.rows(
        "SELECT * FROM platform_question WHERE municipality = ? AND answer IS NOT NULL AND NOT reported", municipality
    )
    for row in rows:
        body = {"text": row["answer"], "answered_at": utc(row["answered_at"])}
        platform.post(f"/eservice/supplements/{row['platform_id']}/answer", json=body).raise_for_status()
        with store.write() as db:
            db.execute("UPDATE platform_question SET reported = 1 WHERE id = ?", (row["id"],))
    return len(rows)


def _keep(store: Store, municipality: str, question: Json) -> int:
    """One question to the citizen who filed the application."""
    sent = store.row("SELECT number, month FROM application WHERE reference = ?", question["reference"])
    known = store.row("SELECT 1 FROM platform_question WHERE platform_id = ?", question["id"])
    if sent is None or known is not None:
        return 0
    with store.write() as db:
        insert(db, "platform_question", {
            "platform_id": question["id"], "municipality": municipality, "reference": question["reference"],
            "number": sent["number"], "month": sent["month"], "question": question["text"],
            "last_on": question["last_on"], "arrived_at": now(),
        })  # fmt: skip
    return 1
