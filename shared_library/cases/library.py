"""The keyword library ``Cases``: a caseworker's day of one case after another.

A task says what is done with one case; this library reserves, keeps time, asks the rules, guards the
commit point, and gives each case back with its own outcome. One bad case never ends the run.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from robot.api import logger
from robot.api.deco import library
from robot.errors import ExecutionFailed
from robot.libraries.BuiltIn import BuiltIn
from RPA.Robocorp.WorkItems import EmptyQueue, Error, State, WorkItems

from shared_library.browser import BrowserSession, Screen
from shared_library.cases import effects, outcomes
from shared_library.cases.case import Case, Json, PhaseName
from shared_library.cases.failures import error_behind
from shared_library.cases.streamed import Streamed
from shared_library.errors import (
    ApplicationException,
    HandedOver,
    LeaseLost,
    LoginRefused,
    RobotError,
    RunStopped,
)
from shared_library.keywords import keyword
from shared_library.masking import mask
from shared_library.work_items import FileCases, PlatformAdapter
from shared_library.work_items.lease import end_process

DOING = {
    "login": "Loggar in",
    "read": "Läser ärendet",
    "registers": "Läser registeruppgifter",
    "assess": "Bedömer",
    "write": "Skriver i verksamhetssystemet",
    "read_back": "Kontrollerar det som skrivits",
}
WRITING_MODES = ("decide", "prepare")
READING_MODES = ("shadow", "propose")


@library(scope="GLOBAL", auto_keywords=False)
class Cases:
    """Work through cases. Import ``RPA.Robocorp.WorkItems    autoload=${False}`` beside it."""

    ROBOT_LISTENER_API_VERSION = 3

    def __init__(self) -> None:
        self._streamed = Streamed()
        self.ROBOT_LIBRARY_LISTENER = [self, self._streamed]
        self._work_items: WorkItems | None = None

    # -- keywords: the queue ------------------------------------------------------------------------

    @keyword
    def for_each_case(self, assess: str, write: str | None = None, leave: str | None = None) -> None:
        """Run ``assess`` and then ``write`` for every case in the queue, each with the case as argument.

        ``assess`` reads the case and calls `Assess Case`. ``write`` runs only when there is a decision that
        is to be written, or drafts of one (prepare): never in shadow, not before a person has confirmed in
        propose. A case whose decision already stands goes straight to ``write``. ``leave`` runs after each
        case, whatever became of it. Ends when the queue is empty, when the platform wants the run to end, or
        when a login is refused, so that the account is not locked."""
        while not (self._adapter.stopping or BrowserSession.stopping):
            try:
                self._items.get_input_work_item()
            except EmptyQueue:
                break
            self._items.inputs = self._items.inputs[-1:]  # else payloads pile up in memory
            case = self._taken()
            error = self._work_on(case, assess, write, leave)
            if isinstance(error, LoginRefused | RunStopped):
                raise error
            self._tidy()

    @keyword
    def add_cases(self, cases: Sequence[Json]) -> int:
        """Lay cases in the queue: reference, occurrence, payload, person, received_at. Those that are
        already there are left alone. Gives the number of new ones."""
        added = 0
        for start in range(0, len(cases), 100):
            batch = [{"due_at": None, "parent_id": None, "parent_fence": None, **c} for c in cases[start : start + 100]]
            added += len(self._adapter.add_items(batch)["added"])
        logger.info(f"{added} new of {len(cases)} cases found")
        return added

    @keyword
    def for_each_outcome(self, read: str, leave: str | None = None) -> None:
        """Run ``read`` for every case that was assessed but not decided here, and tell the platform what a
        caseworker has decided. ``read`` ends with `Read Decision`. Nothing is reserved and nothing written;
        what is not decided yet, or could not be read, is left for next time."""
        told = outcomes.read_all(
            self._adapter, lambda case: _run(read, case), lambda case: self._left(leave, case), self._keep_run_picture
        )
        logger.info(f"Outcomes: {told}.")

    # -- keywords: one case ---------------------------------------------------------------------------

    @keyword
    def assess_case(self, case: Case, facts: Json | None = None) -> None:
        """Send the facts to the rules. Handed over, with all reasons, unless they say *granted*."""
        self.begin_phase(case, "assess")
        answer = self._adapter.assess(case.id, facts if facts is not None else case.notes["facts"])
        case.assessment, case.decision = answer["assessment"], answer.get("decision")
        case.mode = answer.get("mode") or case.mode
        case.clock.end()
        outcome = case.assessment["outcome"]
        codes = ", ".join(reason["code"] for reason in case.assessment.get("reasons", []))
        logger.info(f"{case}: {outcome} {codes}")
        if outcome == "hand_over" and case.mode != "shadow":
            raise HandedOver(f"The rules hand the case over: {codes or 'no reason given'}.")

    @keyword
    def declare_effects(self, case: Case, *kinds: str, left_in_prepare: str = "") -> None:
        """The commit point: tell the platform what will be written, and under which keys. The kind
        ``left_in_prepare`` is neither declared nor done where a person decides (mode prepare)."""
        effects.declare(self._adapter, case, kinds, left_in_prepare)

    @keyword
    def do_effect(self, case: Case, kind: str, do: str, check: str) -> None:
        """Write one effect with the keyword ``do`` and read it back with the keyword ``check``, which
        returns ``present``, ``absent`` or ``cannot tell``. Nothing is written twice."""
        self._tell(f"{DOING['write']}: {kind}", case)
        effects.do(self._adapter, case, kind, lambda: _run(do, case), lambda: _run(check, case))

    @keyword
    def begin_phase(self, case: Case, name: PhaseName) -> None:
        """What follows belongs to this phase: login, read, registers, assess, write or read_back."""
        case.clock.begin(name)
        self._tell(DOING[name], case)

    @keyword
    def keep_picture(self, case: Case, name: str, screen: Screen) -> None:
        """Keep a picture of the page as evidence, with personal data covered."""
        self._adapter.keep_evidence(case.id, _screenshot(name), screen.picture())

    # -- listener: the last net -------------------------------------------------------------------------

    def log_message(self, message: Any) -> None:
        """Every message of the log passes here: a personal number that slipped into one is covered."""
        message.message = mask(message.message)

    # -- one case, whatever happens -----------------------------------------------------------------------

    def _taken(self) -> Case:
        case = Case(self._adapter.item(str(self._items.inputs[-1].id)))
        case.keep_picture = lambda name, screen: self.keep_picture(case, name, screen)
        return case

    def _work_on(self, case: Case, assess: str, write: str | None, leave: str | None) -> RobotError | None:
        error: RobotError | None = None
        try:
            self._handle(case, assess, write)
        except RobotError as failure:
            error = failure
            if not isinstance(error, HandedOver):  # the rules' own hand-over is no failure of a page
                self._keep_failure_picture(case)
        if isinstance(error, LeaseLost):
            end_process(case.id)
        if not isinstance(error, RunStopped):
            _leave(leave, case)
        case.clock.end()
        self._adapter.set_phases(case.clock.lines())
        self._release(case, error)
        return error

    def _handle(self, case: Case, assess: str, write: str | None) -> None:
        if case.mode not in WRITING_MODES + READING_MODES and case.handles:
            raise ApplicationException(
                "mode_unknown",
                f"This robot does not know the mode {case.mode}. It knows {', '.join(READING_MODES + WRITING_MODES)}.",
            )
        if case.handles:
            _run(assess, case)
            if case.mode not in WRITING_MODES or case.decision is None:
                return
        if write is not None:
            _run(write, case)

    def _release(self, case: Case, error: RobotError | None) -> None:
        active = self._items.active_input
        if active is None or active.state is not None:
            return  # the task's own keyword released it
        if error is None:
            self._items.release_input_work_item(State.DONE)
            logger.info(f"{case}: done")
            return
        kind = Error.BUSINESS if error.type == "BUSINESS" else Error.APPLICATION
        self._items.release_input_work_item(State.FAILED, kind, error.code, error.message)
        logger.info(f"{case}: {kind.value} {error.code}")

    def _keep_failure_picture(self, case: Case) -> None:
        for screen in Screen.open_screens():
            with contextlib.suppress(RobotError):
                self.keep_picture(case, f"failure_{screen.system}", screen)

    def _keep_run_picture(self, case: Case) -> None:
        """A case that is only looked up is nobody's: its failure is the run's."""
        for screen in Screen.open_screens():
            with contextlib.suppress(RobotError):
                evidence = _screenshot(f"failure_{screen.system}_{case.reference}")
                self._adapter.keep_run_evidence(evidence, screen.picture())

    def _left(self, leave: str | None, case: Case) -> None:
        _leave(leave, case)
        self._tidy()

    def _tidy(self) -> None:
        """Between two cases, so that a run of hundreds needs no more memory than one of ten."""
        self._streamed.forget()
        BrowserSession.shared().tidy()

    def _tell(self, text: str, case: Case) -> None:
        with contextlib.suppress(RobotError):
            self._adapter.progress(text, case.id)

    @property
    def _items(self) -> WorkItems:
        if self._work_items is None:
            try:
                self._work_items = BuiltIn().get_library_instance("RPA.Robocorp.WorkItems")
            except RuntimeError:
                raise ApplicationException(
                    "library_missing", "Import RPA.Robocorp.WorkItems    autoload=${False} in the task file."
                ) from None
        return self._work_items

    @property
    def _adapter(self) -> PlatformAdapter | FileCases:
        adapter: PlatformAdapter | FileCases = self._items.adapter
        Screen.before_save = staticmethod(adapter.ensure_lease)
        return adapter


def _screenshot(name: str) -> Json:
    return {"kind": "screenshot", "name": name, "at": datetime.now(UTC).isoformat(), "content_type": "image/jpeg"}


def _leave(name: str | None, case: Case) -> None:
    """Give the case back in the system; whatever that leads to, the case's own outcome stands."""
    if name is not None:
        with contextlib.suppress(RobotError):
            _run(name, case)


def _run(name: str, case: Case) -> object:
    """Run a keyword of the task file; what it raises comes back as the error that was meant."""
    try:
        return BuiltIn().run_keyword(name, case)
    except ExecutionFailed as failure:
        raise error_behind(failure) from failure
