"""One case on its way through the robot: the object that passes between keywords.

Its ``repr`` is the case reference and nothing else, so log.html and output.xml hold no names.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal

from shared_library.errors import ApplicationException

if TYPE_CHECKING:
    from shared_library.browser import Screen

Json = dict[str, Any]
PHASES = ("login", "read", "registers", "assess", "write", "read_back")
PhaseName = Literal["login", "read", "registers", "assess", "write", "read_back"]


class Case:
    """A reserved work item, what was read about it, and what the rules said.

    ``notes`` is for the robot's own library: page readings by name, never logged. ``keep_picture(name,
    screen)`` keeps masked evidence with the case."""

    def __init__(self, item: Json) -> None:
        self.id = str(item["id"])
        self.reference = str(item["reference"])
        self.occurrence = str(item["occurrence"])
        self.mode = str(item.get("mode", "shadow"))
        self.purpose = str(item.get("purpose", "handle"))
        self.attempt = int(item.get("attempt", 1))
        self.payload: Json = item.get("payload") or {}
        self.decision: Json | None = item.get("decision")
        self.assessment: Json | None = (self.decision or {}).get("assessment")
        self.effects: list[Json] = [dict(effect) for effect in item.get("effects") or []]
        self.left_to_person: set[str] = set()
        self.notes: dict[str, Any] = {}
        self.clock = PhaseClock()
        self.keep_picture: Callable[[str, Screen], None] = lambda _name, _screen: None

    def __repr__(self) -> str:
        return self.reference

    __str__ = __repr__

    @property
    def handles(self) -> bool:
        """True when the case is to be read and assessed; False when its decision only waits to be written."""
        return self.purpose == "handle"

    @property
    def prepares(self) -> bool:
        """True when a person decides: the robot writes its drafts, and leaves the rest. A decision that a
        person has made (purpose write) is written whole, whatever the mode."""
        return self.mode == "prepare" and self.purpose != "write"

    @property
    def amount_ore(self) -> int:
        """The decided amount. Only a case with a decision has one."""
        return int(self._decided()["amount_ore"])

    @property
    def extent(self) -> str:
        """What is decided that is no money, for example ``5.00 days``. Only a case with a decision has one."""
        return str(self._decided().get("extent") or "")

    @property
    def terms(self) -> Json:
        """What a person has decided beside amount and extent, an offer's place and days; empty where nobody has."""
        return dict((self.decision or {}).get("terms") or {})

    @property
    def outcome(self) -> str:
        return str(self._decided()["outcome"])

    def key(self, kind: str) -> str:
        """The natural key of an effect, which the target system shows: who looks there finds it again."""
        return f"{self.reference}:{self.occurrence}:{self._decided()['number']}:{kind}"

    def effect(self, kind: str) -> Json:
        for effect in self.effects:
            if effect["kind"] == kind:
                return effect
        raise ApplicationException(
            "effect_not_declared", f"The effect {kind} is done before `Declare Effects` named it."
        )

    def _decided(self) -> Json:
        if self.decision is None:
            raise ApplicationException("no_decision", f"{self.reference} has no decision to write.")
        return self.decision


class PhaseClock:
    """Seconds of each phase, by a monotonic clock; a phase lasts until the next begins."""

    def __init__(self) -> None:
        self._seconds: dict[str, float] = {}
        self._name: str | None = None
        self._since = 0.0

    def begin(self, name: PhaseName) -> None:
        if name not in PHASES:
            raise ValueError(f"Unknown phase {name!r}; the phases are {', '.join(PHASES)}")
        self.end()
        self._name, self._since = name, time.monotonic()

    def end(self) -> None:
        if self._name is not None:
            spent = time.monotonic() - self._since
            self._seconds[self._name] = self._seconds.get(self._name, 0.0) + spent
            self._name = None

    def lines(self) -> list[Json]:
        return [{"name": name, "seconds": round(s, 3)} for name, s in self._seconds.items()]
