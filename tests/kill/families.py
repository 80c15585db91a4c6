"""The people of preschool under the killer: rounds are laid and approved, guardians answer or are late, and a place is
withdrawn in the middle. Whatever dies under their hands they try again later."""

from __future__ import annotations

import random
import threading
import time
from contextlib import suppress
from datetime import date
from typing import Any

from sqlalchemy import select

from infra.testbed.app import Stores
from infra.testbed.myllra import intake, records
from orchestrator.core.db import Scope
from orchestrator.entrypoints.cli.demo_people import approve_round, let_guardians_answer
from orchestrator.operations.queues.models import ANSWER, ROUND, WorkItem
from orchestrator.operations.runs import service as runs
from orchestrator.operations.runs.models import Run
from orchestrator.outcomes.rounds.models import Offer
from tests.kill.ground import Ground

Json = dict[str, Any]
_EVERY_SECONDS, _EVENING_SECONDS = 4.0, 90.0
_YESTERDAY = date(2026, 11, 22)


class Families:
    """They live in a thread of their own while the block lasts, in each municipality that has rounds."""

    def __init__(self, ground: Ground, seed: int) -> None:
        self._ground, self._dice = ground, random.Random(f"families:{seed}")
        self.rows = [row for row in ground.uses if "round_task" in row]
        self._stores = Stores.open(ground.home / "testbed")
        self.withdrawn: set[str] = set()
        self.late: set[str] = set()
        self.rounds = 0
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._live, name="families", daemon=True)

    def __enter__(self) -> Families:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        self._thread.join(timeout=60)

    def _live(self) -> None:
        """Turn by turn; a database or a portal that is down is tried again at the next."""
        while not self._stopping.wait(_EVERY_SECONDS):
            for row in self.rows:
                for step in (self._lay, self._withdraw, self._approve, self._run_out, self._answer):
                    with suppress(Exception):
                        step(row)

    def evening(self) -> None:
        """Nothing dies any more: a round is laid, its proposals are approved, and who means to answer has time to."""
        limit = time.monotonic() + _EVENING_SECONDS
        while time.monotonic() < limit and not self._offered():
            self._ground.keep_up()
            time.sleep(0.5)

    def _offered(self) -> bool:
        """Whether every municipality has made an offer."""
        with self._ground.database.session(Scope.steward("families")) as session:
            return {row["code"] for row in self.rows} <= set(session.scalars(select(Offer.municipality_code)))

    def _lay(self, row: Json) -> None:
        """A round where nobody has one that is newer than what waits."""
        code, process = row["code"], row["process"]
        with self._ground.database.session(Scope.of("families", code)) as session:
            waiting = session.scalar(
                select(WorkItem.id).where(WorkItem.process == process, WorkItem.waiting_for == ROUND).limit(1)
            )
            alive = session.scalar(
                select(Run.id).where(Run.process == process, Run.task == row["round_task"], Run.state.in_(runs.ALIVE))
            )
            if waiting and not alive and self._dice.random() < 0.4:
                runs.request(session, code, process, row["round_task"], "families")
                self.rounds += 1

    def _withdraw(self, row: Json) -> None:
        """A free place is withdrawn: now and then just when a robot is about to offer it."""
        store, code = self._stores.case_systems["myllra"], row["code"]
        if code in self.withdrawn or self._dice.random() > 0.2:
            return
        free = [place["name"] for place in records.places(store, code) if place["name"] and place["state"] == "free"]
        if len(free) > 1:
            intake.withdraw_place(store, code, self._dice.choice(free))
            self.withdrawn.add(code)

    def _approve(self, row: Json) -> None:
        approve_round(self._ground.database, row["code"], row["process"])

    def _run_out(self, row: Json) -> None:
        """One guardian is late: the last day to answer passes before they do."""
        code = row["code"]
        if code in self.late:
            return
        with self._ground.database.session(Scope.of("families", code)) as session:
            offer = session.scalars(
                select(Offer)
                .join(WorkItem, WorkItem.id == Offer.work_item_id)
                .where(Offer.state == "open", WorkItem.waiting_for == ANSWER)
                .limit(1)
            ).first()
            if offer is not None:
                offer.answer_by = _YESTERDAY
                self.late.add(code)

    def _answer(self, row: Json) -> None:
        let_guardians_answer(row)
