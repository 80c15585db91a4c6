"""What the portal process does beside answering: dispatch the outbox, take back lost items, trigger, reconcile.

One thread, one loop; every step is a short transaction of its own and may fail without stopping the rest.
"""

import threading
import time
from collections.abc import Callable

from orchestrator.core.db import Database, Scope
from orchestrator.core.logging import log
from orchestrator.core.outbox import Handler, dispatch_due
from orchestrator.governance.catalogue.service import SCHEDULE_TOPIC
from orchestrator.operations.queues.lease import reclaim_lost
from orchestrator.operations.runs import service as runs
from orchestrator.operations.runs.prefect_api import PrefectApi
from orchestrator.operations.triggers.reconcile import reconcile
from orchestrator.operations.triggers.service import lay_schedule, trigger_waiting
from orchestrator.outcomes.decisions.release import after_loss
from orchestrator.outcomes.notices import service as notices
from orchestrator.outcomes.supplements import service as supplements

_TICK_SECONDS = 0.2


class Background:
    """The loop. `stop()` ends it after the step it is in."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._prefect = PrefectApi()
        self._handlers: dict[str, Handler] = {
            notices.TOPIC: notices.send,
            supplements.TOPIC: supplements.send,
            runs.START_TOPIC: lambda base, intent: runs.start_in_prefect(self._prefect, base, intent),
            SCHEDULE_TOPIC: lambda base, intent: lay_schedule(self._prefect, base, intent),
            runs.CANCEL_TOPIC: lambda base, intent: runs.cancel_in_prefect(self._prefect, base, intent),
        }
        # name → (every so many seconds, what)
        self._steps: dict[str, tuple[float, Callable[[], object]]] = {
            "dispatch": (0.2, lambda: dispatch_due(self._database, self._handlers)),
            "trigger": (0.5, self._trigger),
            "reclaim": (5, self._reclaim),
            "lapse": (30, self._lapse),
            "reconcile": (15, lambda: reconcile(self._database, self._prefect)),
        }
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._loop, name="background", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join(timeout=20)

    def _loop(self) -> None:
        due = dict.fromkeys(self._steps, 0.0)
        while not self._stopping.wait(_TICK_SECONDS):
            for name, (every, step) in self._steps.items():
                if time.monotonic() < due[name]:
                    continue
                due[name] = time.monotonic() + every
                try:
                    step()
                except Exception as error:
                    log.warning("background_failed", step=name, problem=f"{type(error).__name__}: {error}")

    def _trigger(self) -> None:
        with self._database.session(Scope.steward("trigger")) as session:
            trigger_waiting(session)

    def _lapse(self) -> None:
        with self._database.session(Scope.steward("calendar")) as session:
            supplements.lapse_due(session)

    def _reclaim(self) -> None:
        with self._database.session(Scope.steward("reaper")) as session:
            lost = reclaim_lost(session)
            for item in lost:
                after_loss(session, item)
