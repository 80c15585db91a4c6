"""Saving in Klarven: the answer comes at once, what is saved stands there 150–400 ms later.

The client asks for the job until it is done. A robot that reads back at once sees nothing yet.
"""

from __future__ import annotations

import calendar
import itertools
import json
import random
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from infra.testbed.klarven import words
from infra.testbed.klarven.access import Staff
from infra.testbed.klarven.reckoning import result_of
from infra.testbed.shell import Store, insert, now

Json = dict[str, Any]
TellDecision = Callable[[Json], None]
DELAY_MS = (150, 400)
KEPT_JOBS = 500


class Saver:
    """Runs each save after a delay drawn from a seeded row of delays, so that a run can be repeated."""

    def __init__(self, seed: int) -> None:
        self._delays = random.Random(seed)
        self._numbers = itertools.count(1)
        self._states: OrderedDict[int, str] = OrderedDict()
        self._lock = threading.Lock()
        self._pool = ThreadPoolExecutor(max_workers=8, thread_name_prefix="klarven-save")

    def later(self, save: Callable[[], None]) -> int:
        """The job's number."""
        with self._lock:
            number = next(self._numbers)
            delay = self._delays.randint(*DELAY_MS) / 1000
            self._states[number] = "waiting"
            while len(self._states) > KEPT_JOBS:
                self._states.popitem(last=False)
        self._pool.submit(self._run, number, delay, save)
        return number

    def state(self, number: int) -> str | None:
        """``waiting``, ``done`` or ``failed``; None for a job nobody knows."""
        return self._states.get(number)

    def _run(self, number: int, delay: float, save: Callable[[], None]) -> None:
        time.sleep(delay)
        try:
            save()
        except Exception:
            self._states[number] = "failed"
            raise
        self._states[number] = "done"


def save_reckoning(store: Store, found: Json, staff: Staff, typed: Json) -> None:
    """Keep the rows with the household as it stands registered now."""
    year, month = (int(part) for part in typed["month"].split("-"))
    norm = {"kind": typed["norm"], "from_on": f"{typed['month']}-01",
            "to_on": f"{typed['month']}-{calendar.monthrange(year, month)[1]:02d}"}  # fmt: skip
    children = [member for member in found["members"] if member["part"].startswith("child_")]
    content = {
        "civil": found["civil"], "dwelling": found["dwelling"], "adults": len(found["members"]) - len(children),
        "children": [born(child["number"]) for child in children], "norms": [norm], "rows": typed["rows"],
    }  # fmt: skip
    with store.write() as db:
        insert(db, "reckoning", {
            **_common(found, typed), "result_ore": result_of(typed["rows"])["result"],
            "content": json.dumps(content, ensure_ascii=False), "made_by": staff.name, "made_at": now(),
        })  # fmt: skip
        db.execute("UPDATE akt SET stage = 'begun' WHERE reference = ? AND stage = 'in'", (found["reference"],))


def save_stance(store: Store, found: Json, staff: Staff, typed: Json, tell: TellDecision) -> None:
    """Keep the decision, close the akt, and tell the e-service."""
    stance = {
        **_common(found, typed), "result": typed["result"], "amount_ore": typed["amount_ore"],
        "grounds": typed["grounds"], "made_by": staff.name, "made_at": now(),
    }  # fmt: skip
    with store.write() as db:
        number = insert(db, "stance", stance)
        db.execute("UPDATE akt SET stage = 'closed' WHERE reference = ?", (found["reference"],))
    tell({
        "id": number, "reference": found["reference"], "month": typed["month"], "outcome": typed["result"],
        "outcome_words": words.CODES["result"][typed["result"]], "amount_ore": typed["amount_ore"],
        "motivation": typed["grounds"], "external_key": typed["own_key"], "decided_by": staff.name,
        "decided_at": stance["made_at"], "appeal": words.LETTER_APPEAL,
    })  # fmt: skip


def save_diary(store: Store, found: Json, staff: Staff, typed: Json) -> None:
    values = {key: value for key, value in _common(found, typed).items() if key != "month"}
    with store.write() as db:
        insert(db, "diary", {**values, "day": typed["day"], "topic": typed["topic"], "text": typed["text"],
                             "made_by": staff.name, "made_at": now()})  # fmt: skip


def _common(found: Json, typed: Json) -> Json:
    return {"family_id": found["family_id"], "reference": found["reference"], "month": typed.get("month", ""),
            "own_key": typed["own_key"]}  # fmt: skip


def born(number: str) -> str:
    return f"{number[:4]}-{number[4:6]}-{number[6:8]}"
