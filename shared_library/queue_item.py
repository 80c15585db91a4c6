"""One work item in the hands of a robot in plain Python: payload, files, outputs, effects, and its end."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from shared_library.cases import effects
from shared_library.cases.case import Case, PhaseName
from shared_library.client import ApiClient, Json
from shared_library.errors import (
    ApplicationException,
    HandedOver,
    LeaseLost,
    LoginRefused,
    RobotError,
    RunStopped,
    unexpected,
)
from shared_library.work_items.lease import Lease, end_process

log = logging.getLogger("coe.queue")


class Item:
    """A reserved work item. Its ``repr`` is its reference: payloads stay out of logs.

    ``payload`` is a dict; what is changed in it is kept by `save`. ``purpose`` is ``handle`` (read and assess),
    ``write`` (write what stands in ``decision``) or ``verify`` (a robot was lost while it wrote: check first).
    """

    def __init__(self, client: ApiClient, told: Json, heartbeat_seconds: float) -> None:
        self._client = client
        self.case = Case(told)
        self.id, self.fence = self.case.id, int(told["fence"])
        self.reference, self.occurrence = self.case.reference, self.case.occurrence
        self.payload: Json = self.case.payload
        self.files = Files(client, self.id, self.fence, told.get("files") or [])
        self.ended = self._stopped = False
        self._lease = Lease(client, self.id, self.fence, float(told["lease_seconds"]), every_seconds=heartbeat_seconds)

    def __repr__(self) -> str:
        return self.reference

    @property
    def mode(self) -> str:
        return self.case.mode

    @property
    def purpose(self) -> str:
        return self.case.purpose

    @property
    def attempt(self) -> int:
        return self.case.attempt

    @property
    def decision(self) -> Json | None:
        return self.case.decision

    @property
    def stop_wanted(self) -> bool:
        return self._stopped or self._lease.stop_wanted

    # -- in work --------------------------------------------------------------------------------------

    def save(self) -> None:
        """Keep the payload as it is now; refused where it does not fit the process's schema."""
        self._client.save_payload(self.id, self.fence, self.payload)

    def add_output(self, reference: str, payload: Json | None = None, occurrence: str = "1", **fields: Any) -> str:
        """A case that this one gives rise to, with this one as its parent; its id. The same again is the same case.

        ``process``: another one, which the package's manifest names under ``feeds``. Further fields as the machine
        API takes them: ``due_at``, ``priority``, ``person`` …"""
        new = {"reference": reference, "occurrence": occurrence, "payload": payload or {}, **fields}
        new |= {"parent_id": self.id, "parent_fence": self.fence}
        new.setdefault("received_at", datetime.now(UTC).isoformat())
        told = self._client.add_items([new])
        return str((told["added"] + told["existing"])[0])

    def outputs(self) -> list[Json]:
        """What this case gave rise to so far, in earlier attempts too: id, process, reference, occurrence, state."""
        return self._client.children(self.id, self.fence)

    def assess(self, facts: Json) -> Json:
        """Facts to the rules; the assessment. HandedOver (all reasons are with the platform) unless there is a
        decision to write, or the mode writes none."""
        with self.phase("assess"):
            answer = self._client.assess(self.id, self.fence, facts)
        self.case.assessment, self.case.decision = answer["assessment"], answer.get("decision")
        self.case.mode = answer.get("mode") or self.case.mode
        if self.case.assessment["outcome"] == "hand_over" and self.case.mode != "shadow":
            codes = ", ".join(reason["code"] for reason in self.case.assessment.get("reasons", []))
            raise HandedOver(f"The rules hand the case over: {codes or 'no reason given'}.")
        return self.case.assessment

    @contextlib.contextmanager
    def phase(self, name: PhaseName) -> Iterator[None]:
        """Time spent inside counts as this phase: login, read, registers, assess, write or read_back."""
        self.case.clock.begin(name)
        try:
            yield
        finally:
            self.case.clock.end()

    @contextlib.contextmanager
    def committing(self, kinds: list[str], left_in_prepare: str = "") -> Iterator[Writing]:
        """The commit point: declares what will be written, then each is done with `Writing.do`. Leaving it with an
        effect that was never done is an error: the platform would wait for it for ever."""
        effects.declare(self, self.case, tuple(kinds), left_in_prepare)
        yield Writing(self)
        open_ones = [
            effect["kind"] for effect in self.case.effects
            if effect["state"] != "confirmed" and effect["kind"] not in self.case.left_to_person
        ]  # fmt: skip
        if open_ones:
            raise ApplicationException("effect_not_done", f"Declared and not done: {', '.join(open_ones)}.")

    def ensure_lease(self) -> None:
        """At least 15 s of lease, or LeaseTooShort: ask before every save."""
        self._lease.ensure()

    # -- what `shared_library.cases.effects` asks of the platform ---------------------------------------

    def commit(self, item_id: str, wanted: list[Json]) -> list[Json]:
        self.ensure_lease()
        return self._client.commit(item_id, self.fence, wanted)

    def set_effect(self, item_id: str, seq: int, state: str, detail: Json | None = None) -> None:
        self._client.set_effect(item_id, self.fence, seq, state, detail)

    # -- its end ----------------------------------------------------------------------------------------

    def __enter__(self) -> Item:
        return self

    def __exit__(
        self, _type: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> bool:
        """Give the case back. One bad case never ends the run. A stop ends the loop in order; a refused login ends it
        with its error, and so does whatever is no Exception (KeyboardInterrupt, SystemExit)."""
        if error is None:
            self.give_back(None)
            return False
        told = _as_ours(error)
        if isinstance(told, LeaseLost):
            end_process(self.id)
        if not isinstance(error, RobotError):
            log.error("%s: %s", self, told.message)
        self._stopped = isinstance(told, RunStopped)
        self.give_back(told)
        return isinstance(error, Exception) and not isinstance(error, LoginRefused)

    def give_back(self, error: RobotError | None) -> None:
        """Done, or failed with the exception's own type and code."""
        self.case.clock.end()
        exception = None if error is None else {"type": error.type, "code": error.code, "message": error.message}
        state = "done" if error is None else "failed"
        try:
            self._client.release(self.id, self.fence, state, exception, self.case.clock.lines())
        except LeaseLost:
            end_process(self.id)
        finally:
            self.ended = True
            self._lease.end()
        log.info("%s: %s", self, "done" if error is None else f"{error.type} {error.code}")


class Writing:
    """Behind the commit point."""

    def __init__(self, item: Item) -> None:
        self._item = item

    def key(self, kind: str) -> str:
        """The natural key to write into the target system, so that who looks there finds it again."""
        return self._item.case.key(kind)

    def do(self, kind: str, act: Callable[[], object], check: Callable[[], object]) -> None:
        """Write one effect once. ``check`` looks in the target system: ``present``, ``absent`` or ``cannot tell``.

        What an earlier attempt may have written is checked first, and done only where it is absent."""
        effects.do(self._item, self._item.case, kind, act, check)


class Files(Mapping[str, bytes]):
    """A case's files by name; read when asked for. ``files.put(name, content)`` keeps one."""

    def __init__(self, client: ApiClient, item_id: str, fence: int, told: list[Json]) -> None:
        self._client, self._item_id, self._fence = client, item_id, fence
        self._names = [str(file["name"]) for file in told]

    def __getitem__(self, name: str) -> bytes:
        if name not in self._names:
            raise KeyError(name)
        return self._client.get_file(self._item_id, name)

    def __iter__(self) -> Iterator[str]:
        return iter(list(self._names))

    def __len__(self) -> int:
        return len(self._names)

    def put(self, name: str, content: bytes) -> None:
        """Keep a file with the case, or replace the one of that name; at most 25 MB."""
        self._client.put_file(self._item_id, self._fence, name, content)
        if name not in self._names:
            self._names.append(name)

    def remove(self, name: str) -> None:
        self._client.delete_file(self._item_id, self._fence, name)
        self._names.remove(name)


def _as_ours(error: BaseException) -> RobotError:
    if isinstance(error, RobotError):
        return error
    if isinstance(error, Exception):
        return unexpected(error)
    return RunStopped("The run was ended while the case was in work.")
