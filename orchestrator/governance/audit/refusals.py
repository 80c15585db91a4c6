"""What was refused, in the trail: at once the first time, then once a minute with how often meanwhile.

A transaction of its own: the request's is rolled back. Whoever tries a thousand times fills no table and no memory.
"""

import threading
import time
from dataclasses import dataclass

from orchestrator.core.db import Database, Municipality, Scope
from orchestrator.core.logging import log
from orchestrator.governance.audit import service as audit

ACTION = "refused"
_SECONDS = 60.0
_MOST_KNOWN = 2_000


@dataclass(frozen=True)
class Refused:
    """`actor`: `person:…`, `run:…`, a kind of token, or whence; `place` is where it works: `1287`, `1287/process`,
    `region`. `call`: `GET /work-items/{item_id}`, never the address itself, which holds whatever somebody typed.
    `about`: the id that was asked for, if it is one. `why` is the error's code."""

    actor: str
    role: str
    place: str
    municipality: str | None
    call: str
    why: str
    about: str = ""


@dataclass
class _Counted:
    last: Refused
    told_at: float
    untold: int = 0


class Refusals:
    """The refusals of one process. `now` is a steady clock, in seconds."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: dict[tuple[str, str, str], _Counted] = {}
        self._guard = threading.Lock()

    def note(self, refused: Refused) -> None:
        """Never raises: a trail that cannot be written must not change the answer, and the log says so."""
        key, now = (refused.actor, refused.call, refused.why), time.monotonic()
        with self._guard:
            if key not in self._known and len(self._known) >= _MOST_KNOWN:
                key, refused = ("others", "", refused.why), Refused("others", "", "region", None, "", refused.why)
            known = self._known.get(key)
            if known is not None and now - known.told_at < _SECONDS:
                known.untold, known.last = known.untold + 1, refused
                return
            times = 1 + (known.untold if known else 0)
            self._known[key] = _Counted(refused, now)
        self._write(refused, times)

    def tell_rest(self) -> int:
        """Write what was only counted and whose minute is over, and forget it; answers how many rows."""
        now, due = time.monotonic(), []
        with self._guard:
            for key, known in list(self._known.items()):
                if now - known.told_at >= _SECONDS:
                    del self._known[key]
                    if known.untold:
                        due.append(known)
        for known in due:
            self._write(known.last, known.untold)
        return len(due)

    def _write(self, refused: Refused, times: int) -> None:
        try:
            with self._database.session(Scope.steward(refused.actor)) as session:
                code = refused.municipality
                there = code is not None and session.get(Municipality, code) is not None
                audit.in_role(session, refused.role, refused.place)
                detail = {"call": refused.call, "why": refused.why, "times": times}
                audit.write(session, code if there else None, ACTION, "call", refused.about, detail)
        except Exception as error:
            log.error("refusal_not_in_trail", why=refused.why, problem=type(error).__name__)
