"""Letters that the municipality's platform writes: fetched from it over HTTP, shown on Mina sidor, openings told back.

Its caseworkers' questions go the same way, and the answers back: `questions.py`; so do offers of a place: `offers.py`.

Each exchange may be interrupted anywhere: a letter is kept before the platform is told that we have it, and an
opening is told until the platform has heard it.
"""

from __future__ import annotations

import contextlib
import threading
from typing import Any

import httpx

from infra.testbed.eservice import offers, questions
from infra.testbed.shell import Store, insert, now, utc

Json = dict[str, Any]
EVERY_SECONDS = 2.0
_TIMEOUT_SECONDS = 40


def connect(store: Store, municipality: str, url: str, token: str) -> None:
    """From now on this municipality's letters come from its platform. ``url`` ends with ``/api/v1``."""
    with store.write() as db:
        db.execute("INSERT OR REPLACE INTO platform VALUES (?, ?, ?)", (municipality, url.rstrip("/"), token))


def writes_letters_for(store: Store, reference: str) -> bool:
    """Whether the platform writes the letters of this application's municipality."""
    return store.row(
        "SELECT 1 FROM application JOIN citizen USING (number) JOIN platform USING (municipality) WHERE reference = ?",
        reference,
    ) is not None  # fmt: skip


def exchange(store: Store) -> Json:
    """Fetch what is new, tell what was opened and answered, with every platform: ``{"fetched", "told"}``, how many."""
    done = {"fetched": 0, "told": 0}
    for row in store.rows("SELECT * FROM platform"):
        with _client(row) as platform:
            for part in (_LETTERS, _QUESTIONS, _OFFERS):
                done["fetched"] += part[0](store, platform, row["municipality"])
                done["told"] += part[1](store, platform, row["municipality"])
    return done


def letters(store: Store, number: str) -> list[Json]:
    """A citizen's letters from the platform, newest first."""
    rows = store.rows("SELECT * FROM platform_letter WHERE number = ? ORDER BY id DESC", number)
    return [dict(row) for row in rows]


def open_letter(store: Store, number: str, letter_id: int) -> Json | None:
    """The letter, and the note of when it was opened first; only its own addressee has it."""
    found = next((letter for letter in letters(store, number) if letter["id"] == letter_id), None)
    if found and not found["opened_at"]:
        found["opened_at"] = now()
        with store.write() as db:
            db.execute("UPDATE platform_letter SET opened_at = ? WHERE id = ?", (found["opened_at"], letter_id))
    return found


def pdf_of(store: Store, letter: Json) -> bytes:
    """The letter as PDF, from the platform."""
    row = store.row("SELECT * FROM platform WHERE municipality = ?", letter["municipality"])
    with _client(row) as platform:
        answer = platform.get(f"/eservice/letters/{letter['platform_id']}.pdf")
    answer.raise_for_status()
    return answer.content


class Exchange:
    """The exchange at intervals, in a thread of its own; a platform that does not answer is tried again."""

    def __init__(self, store: Store) -> None:
        self._store, self._stopping = store, threading.Event()
        self._thread = threading.Thread(target=self._loop, name="eservice-exchange", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()

    def _loop(self) -> None:
        while not self._stopping.wait(EVERY_SECONDS):
            with contextlib.suppress(httpx.HTTPError):
                exchange(self._store)


def _client(row: Any) -> httpx.Client:
    return httpx.Client(
        base_url=row["url"], headers={"Authorization": f"Bearer {row['token']}"}, timeout=_TIMEOUT_SECONDS
    )


def _fetch(store: Store, platform: httpx.Client, municipality: str) -> int:
    answer = platform.get("/eservice/letters")
    answer.raise_for_status()
    kept = 0
    for letter in answer.json()["letters"]:
        kept += _keep(store, municipality, letter)
        platform.post(f"/eservice/letters/{letter['id']}/fetched").raise_for_status()
    return kept


def _keep(store: Store, municipality: str, letter: Json) -> int:
    """One letter for the citizen who filed the application. One that is not of an application of ours has no reader."""
    sent = store.row("SELECT number, month FROM application WHERE reference = ?", letter["reference"])
    known = store.row("SELECT 1 FROM platform_letter WHERE platform_id = ?", letter["id"])
    if sent is None or known is not None:
        return 0
    with store.write() as db:
        insert(db, "platform_letter", {
            "platform_id": letter["id"], "municipality": municipality, "reference": letter["reference"],
            "number": sent["number"], "month": sent["month"], "html": letter["html"], "arrived_at": now(),
        })  # fmt: skip
    return 1


def _tell(store: Store, platform: httpx.Client, municipality: str) -> int:
    told = store.rows(
        "SELECT id, platform_id, opened_at FROM platform_letter WHERE municipality = ? AND opened_at IS NOT NULL "
        "AND NOT reported", municipality,
    )  # fmt: skip
    for letter in told:
        body = {"opened_at": utc(letter["opened_at"])}
        platform.post(f"/eservice/letters/{letter['platform_id']}/opened", json=body).raise_for_status()
        with store.write() as db:
            db.execute("UPDATE platform_letter SET reported = 1 WHERE id = ?", (letter["id"],))
    return len(told)


_LETTERS, _QUESTIONS = (_fetch, _tell), (questions.fetch, questions.tell)
_OFFERS = (offers.fetch, offers.tell)
