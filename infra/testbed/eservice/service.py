"""Citizens, drafts, applications and letters of the e-service."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from infra.testbed.eservice import platform, words
from infra.testbed.shell import HERE, Store, insert, new_token, now, token_hash

Json = dict[str, Any]
# How the e-service hands an application to the municipality's case system; the reference comes back.
FileApplication = Callable[[Json], str]
DEFAULT_MUNICIPALITY = "1287"


def open_store(data: Path) -> Store:
    return Store(data / "eservice.db", (HERE / "eservice" / "schema.sql").read_text())


def add_municipality(store: Store, code: str, vendor: str) -> None:
    with store.write() as db:
        db.execute("INSERT OR REPLACE INTO municipality VALUES (?, ?)", (code, vendor))


def vendor_of(store: Store, code: str) -> str | None:
    """Whose case system the municipality has; None where it has not been told."""
    row = store.row("SELECT vendor FROM municipality WHERE code = ?", code)
    return str(row["vendor"]) if row else None


def numbers_known(store: Store) -> set[str]:
    """Every personal number that is in an application or belongs to a citizen."""
    known = {str(row["number"]) for row in store.rows("SELECT number FROM citizen")}
    for row in store.rows("SELECT content FROM application"):
        known |= {value for name, value in json.loads(row["content"]).items() if name.endswith("_nummer")}
    return known


def add_citizen(store: Store, citizen: Json) -> None:
    with store.write() as db:
        db.execute(
            "INSERT OR IGNORE INTO citizen VALUES (:number, :first_name, :last_name, :address, :municipality)", citizen
        )


def citizens(store: Store) -> list[Any]:
    return store.rows("SELECT * FROM citizen ORDER BY last_name, first_name LIMIT 200")


def sign_in(store: Store, number: str) -> str:
    """Whoever shows a test personal number is let in: it stands in for an e-identification."""
    add_citizen(store, {"number": number, "first_name": "Test", "last_name": f"Person {number[-4:]}",
                        "address": "Provvägen 1, 200 00 Provstad", "municipality": DEFAULT_MUNICIPALITY})  # fmt: skip
    token = new_token()
    with store.write() as db:
        db.execute("INSERT INTO session VALUES (?, ?)", (token_hash(token), number))
    return token


def citizen_of(store: Store, token: str) -> Json | None:
    row = store.row("SELECT citizen.* FROM session JOIN citizen USING (number) WHERE token_hash = ?", token_hash(token))
    return dict(row) if row else None


def sign_out(store: Store, token: str) -> None:
    with store.write() as db:
        db.execute("DELETE FROM session WHERE token_hash = ?", (token_hash(token),))


def draft(store: Store, number: str) -> dict[str, str]:
    """What is filled in so far; a new draft begins with the household of the last application."""
    row = store.row("SELECT content FROM draft WHERE number = ?", number)
    if row:
        content: dict[str, str] = json.loads(row["content"])
        return content
    last = store.row("SELECT content FROM application WHERE number = ? ORDER BY rowid DESC LIMIT 1", number)
    known = json.loads(last["content"]) if last else {}
    keep = ("epost", "mobil", "avisering", "civil_status", "boendeform", "partner_", "barn_")
    return {name: value for name, value in known.items() if name.startswith(keep)}


def keep_draft(store: Store, number: str, content: dict[str, str]) -> None:
    with store.write() as db:
        db.execute("INSERT OR REPLACE INTO draft VALUES (?, ?)", (number, json.dumps(content, ensure_ascii=False)))


def send(store: Store, citizen: Json, content: dict[str, str], file: FileApplication, sent_at: str | None) -> str:
    """File the application in the case system, and keep a copy for Mina sidor."""
    sent_at = sent_at or now()
    reference = file(as_message(citizen, content, sent_at))
    with store.write() as db:
        insert(db, "application", {
            "reference": reference, "number": citizen["number"], "month": content["manad"], "sent_at": sent_at,
            "content": json.dumps(content, ensure_ascii=False),
        })  # fmt: skip
        db.execute("DELETE FROM draft WHERE number = ?", (citizen["number"],))
    return reference


def as_message(citizen: Json, content: dict[str, str], sent_at: str) -> Json:
    """The application as the integration sends it: codes, öre, twelve-digit numbers."""
    people = [{"role": "applicant", **{key: citizen[key] for key in ("number", "first_name", "last_name")}}]
    if content.get("civil_status") == "couple":
        people.append(_relative(content, "partner", "co_applicant"))
    rows = [row for row in range(1, words.CHILD_ROWS + 1) if content.get(f"barn_{row}_nummer")]
    people += [_relative(content, f"barn_{row}", f"child_{row}") for row in rows]
    return {
        "municipality": citizen["municipality"], "person": people[0], "people": people, "month": content["manad"],
        "received_at": sent_at,
        "contact": {"email": content.get("epost", ""), "phone": content.get("mobil", ""),
                    "channel": content["avisering"], "address": citizen["address"]},
        "household": {
            "civil_status": content["civil_status"], "housing_form": content["boendeform"],
            "shared_dwelling_persons": None,
            "children": [{"person": f"child_{row}", "days": 30, "lunch_away": False, "school": "unknown"}
                         for row in rows],
        },
        "changed": {name: f"andrat_{name}" in content for name in words.CHANGES},
        "self_employment": "foretag" in content, "other_request": "annat" in content,
        "other_text": content.get("annat_text", ""),
        "costs": [{"kind": kind, "applied_ore": words.read_kronor(content[f"kostnad_{kind}"])}
                  for kind in words.COSTS if content.get(f"kostnad_{kind}")],
        "incomes": [_income(content, row) for row in range(1, words.INCOME_ROWS + 1)
                    if content.get(f"inkomst_{row}_slag")],
    }  # fmt: skip


def _relative(content: dict[str, str], prefix: str, role: str) -> Json:
    first, _, last = content.get(f"{prefix}_namn", "").partition(" ")
    return {
        "role": role,
        "number": words.read_number(content[f"{prefix}_nummer"]),
        "first_name": first,
        "last_name": last,
    }


def _income(content: dict[str, str], row: int) -> Json:
    return {"kind": content[f"inkomst_{row}_slag"], "person": content[f"inkomst_{row}_person"],
            "net_ore": words.read_kronor(content[f"inkomst_{row}_belopp"]),
            "paid_on": content[f"inkomst_{row}_dag"]}  # fmt: skip


def applications(store: Store, number: str) -> list[Any]:
    return store.rows("SELECT * FROM application WHERE number = ? ORDER BY rowid DESC", number)


def letters(store: Store, number: str) -> list[Json]:
    rows = store.rows("SELECT * FROM letter WHERE number = ? ORDER BY id DESC", number)
    return [{**dict(row), **json.loads(row["content"]), "id": row["id"]} for row in rows]


def receive_decision(store: Store, decision: Json) -> None:
    """The case system has decided: a letter for Mina sidor. Decisions on other than our applications are not ours."""
    sent = store.row("SELECT number FROM application WHERE reference = ?", decision["reference"])
    if sent is None:
        return
    # A decision with an external key was written by the platform's robot: the letter comes from the platform.
    if decision["external_key"] and platform.writes_letters_for(store, decision["reference"]):
        return
    with store.write() as db:
        insert(db, "letter", {"reference": decision["reference"], "number": sent["number"],
                              "content": json.dumps(decision, ensure_ascii=False), "arrived_at": now()})  # fmt: skip


def open_letter(store: Store, number: str, letter_id: int) -> Json | None:
    """The letter, and the note of when it was opened first."""
    found = next((letter for letter in letters(store, number) if letter["id"] == letter_id), None)
    if found and not found["opened_at"]:
        found["opened_at"] = now()
        with store.write() as db:
            db.execute("UPDATE letter SET opened_at = ? WHERE id = ?", (found["opened_at"], letter_id))
    return found


def letters_opened(data: Path) -> dict[str, list[Json]]:
    """Of each application its letters: when they came and when the citizen opened them, read past every screen."""
    file = data / "eservice.db"
    if not file.exists():
        return {}
    found: dict[str, list[Json]] = {}
    db = sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=10)
    try:
        columns = "SELECT reference, arrived_at, opened_at FROM"
        rows = db.execute(f"{columns} letter UNION ALL {columns} platform_letter ORDER BY arrived_at").fetchall()
    finally:
        db.close()
    for reference, arrived_at, opened_at in rows:
        found.setdefault(reference, []).append({"arrived_at": arrived_at, "opened_at": opened_at})
    return found
