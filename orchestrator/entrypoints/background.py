"""What the portal process does beside answering: dispatch the outbox, take back what is lost, trigger, reconcile.

One thread, one loop; every step is a short transaction of its own and may fail without stopping the rest. A
committed transaction that told of items, of the outbox or of orders wakes the loop at once; the regular turns are for
what another process wrote and for what has come with time.
"""

import itertools
import threading
import time
from collections.abc import Callable

from sqlalchemy import select

from orchestrator.core import bells
from orchestrator.core.db import Database, Municipality, Scope
from orchestrator.core.logging import log
from orchestrator.core.outbox import Handler, Intent, dispatch_due
from orchestrator.core.settings import settings
from orchestrator.governance.audit.refusals import Refusals
from orchestrator.governance.audit.seal import Sealer
from orchestrator.governance.catalogue import lifecycle, versions
from orchestrator.governance.catalogue.service import SCHEDULE_TOPIC
from orchestrator.governance.readings.find import find
from orchestrator.governance.vault.rekey import in_rotation, rekey
from orchestrator.operations.documents import folder as watched_folder
from orchestrator.operations.fleet.share import make_room
from orchestrator.operations.queues.actions import expire_due
from orchestrator.operations.queues.lease import reclaim_lost
from orchestrator.operations.runs import evidence, rings
from orchestrator.operations.runs import service as runs
from orchestrator.operations.runs.prefect_api import PrefectApi
from orchestrator.operations.triggers.reconcile import Reconciler
from orchestrator.operations.triggers.service import Queue, lay_schedule, trigger_waiting
from orchestrator.outcomes.decisions.release import after_loss
from orchestrator.outcomes.notices import service as notices
from orchestrator.outcomes.retention.service import erase_due
from orchestrator.outcomes.rounds import answers as offers
from orchestrator.outcomes.supplements import service as supplements

# After a start, robots and workers get so long to be heard before their leases are taken for lost.
_LISTEN_SECONDS = 15
# Nothing falls due within minutes; to ask every process how long it keeps its cases starts their interpreters.
_SETTLE_SECONDS = 300
# Sealing anew is no hurry: the loop has other work.
_PIECES = 20


class Background:
    """The loop. `call` wakes the workers. `stop()` ends it after the step it is in."""

    def __init__(self, database: Database, call: Callable[[], None], refusals: Refusals) -> None:
        self._database = database
        self._call = call
        self._prefect = PrefectApi()
        self._sealer = Sealer(database)
        self._handlers: dict[str, Handler] = {
            notices.TOPIC: notices.send,
            supplements.TOPIC: supplements.send,
            runs.START_TOPIC: self._start_in_prefect,
            SCHEDULE_TOPIC: lambda base, intent: lay_schedule(self._prefect, base, intent),
            evidence.FORGET_TOPIC: evidence.unlink,
            runs.CANCEL_TOPIC: lambda base, intent: runs.cancel_in_prefect(self._prefect, base, intent),
        }
        # name → (at the latest every so many seconds, what)
        self._steps: dict[str, tuple[float, Callable[[], object]]] = {
            "trigger": (3, self._trigger),
            "dispatch": (0.5, lambda: dispatch_due(self._database, self._handlers)),
            "room": (1, self._make_room),
            "reclaim": (5, self._reclaim),
            "expire": (10, self._expire),
            "lapse": (30, self._lapse),
            "rekey": (20, self._rekey),
            "rings": (60, self._watch_rings),
            "readings": (120, self._find_odd_readings),
            "retention": (3600, lambda: erase_due(self._database)),
            "refusals": (10, refusals.tell_rest),
            "seal": (2, self._sealer.round),
            "documents": (5, self._take_documents),
            "reconcile": (15, Reconciler(database, self._prefect).round),
        }
        self._told: set[str] = set()
        self._guard = threading.Lock()
        self._woken = threading.Event()
        self._stopping = False
        self._thread = threading.Thread(target=self._loop, name="background", daemon=True)

    def start(self) -> None:
        self._database.bells.listen(self._hear)
        self._thread.start()

    def stop(self) -> None:
        self._stopping = True
        self._database.bells.forget(self._hear)
        self._woken.set()
        self._thread.join(timeout=20)
        self._do("seal", self._sealer.stop)

    def _hear(self, bell: str, _times: int) -> None:
        """From whichever thread committed, or from the one that hears other processes."""
        with self._guard:
            self._told.add(bell)
        if bell == bells.ORDERS:
            self._call()
        self._woken.set()

    def _loop(self) -> None:
        due = dict.fromkeys(self._steps, 0.0)
        due["reclaim"] = time.monotonic() + _LISTEN_SECONDS
        due["retention"] = time.monotonic() + _SETTLE_SECONDS
        while not self._stopping:
            self._woken.wait(max(0.0, min(due.values()) - time.monotonic()))
            self._woken.clear()
            with self._guard:
                told, self._told = self._told, set()
            self._answer(told, due)
            for name, (every, step) in self._steps.items():
                if time.monotonic() >= due[name] and not self._stopping:
                    due[name] = time.monotonic() + every
                    self._do(name, step)

    def _answer(self, told: set[str], due: dict[str, float]) -> None:
        """What was told is answered now; the rest of the steps keep their turns."""
        queues = {queue for queue in map(bells.queue_of, told) if queue}
        if queues:
            self._do("trigger", lambda: self._trigger(queues))
        if bells.OUTBOX in told:
            due["dispatch"] = 0.0

    @staticmethod
    def _do(name: str, step: Callable[[], object]) -> None:
        try:
            step()
        except Exception as error:
            log.warning("background_failed", step=name, problem=f"{type(error).__name__}: {error}")

    def _trigger(self, queues: set[Queue] | None = None) -> None:
        with self._database.session(Scope.steward("trigger")) as session:
            trigger_waiting(session, queues)

    def _start_in_prefect(self, database: Database, intent: Intent) -> None:
        runs.start_in_prefect(self._prefect, database, intent)
        self._call()

    def _make_room(self) -> None:
        with self._database.session(Scope.steward("fair share")) as session:
            make_room(session)

    def _lapse(self) -> None:
        with self._database.session(Scope.steward("calendar")) as session:
            supplements.lapse_due(session)
            offers.lapse_due(session)
            lifecycle.resume_due(session)
            versions.offer_new(session)
            versions.take_due(session)

    def _reclaim(self) -> None:
        with self._database.session(Scope.steward("reaper")) as session:
            lost = reclaim_lost(session)
            for item in lost:
                after_loss(session, item)

    def _rekey(self) -> None:
        """What `coe keys rotate` has begun and nobody goes on with, a few pieces at a time."""
        with self._database.session(Scope.steward("rekey")) as session:
            codes = in_rotation(session)
        for code in codes:
            for _piece in itertools.islice(rekey(self._database, code), _PIECES):
                if self._stopping:
                    return

    def _watch_rings(self) -> None:
        with self._database.session(Scope.steward("ring watch")) as session:
            rings.watch(session)

    def _find_odd_readings(self) -> None:
        with self._database.session(Scope.steward("reading review")) as session:
            codes = list(session.scalars(select(Municipality.code)))
        for code in codes:
            if self._stopping:
                return
            with self._database.session(Scope.steward("reading review")) as session:
                find(session, code)

    def _take_documents(self) -> None:
        folder = settings().documents_folder
        if folder is not None and folder.is_dir():
            watched_folder.round_of(self._database, folder)

    def _expire(self) -> None:
        with self._database.session(Scope.steward("reaper")) as session:
            expire_due(session)
