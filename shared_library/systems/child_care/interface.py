"""What a robot needs of any child-care system for preschool: verbs, and what the pages tell.

A vendor's page objects implement `ChildCarePages`; the task file never names the vendor. What is read comes in the
words of the facts (schema ``preschool/1``): hours a week, öre a month, whole metres, dates as ``2026-12-21``. A
personal number stands in `NewApplication.person` only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, Protocol, runtime_checkable

from shared_library.browser import Screen

Json = dict[str, Any]
Verdict = Literal["present", "absent", "cannot tell"]


@dataclass(frozen=True, repr=False)
class NewApplication:
    """A row of the queue. ``received_at`` is ISO with zone; ``person`` is a guardian's, 12 digits; ``contact`` is
    ``{"channel": "email", "address": …}``, None for a protected identity."""

    reference: str
    received_at: str
    person: str
    contact: Json | None


@dataclass(frozen=True)
class Right:
    """Right and extent as they are to stand in the system. ``guarantee_on`` None where there is no such day."""

    key: str
    hours_week: int
    guarantee_on: str | None
    fee_ore: int


@dataclass(frozen=True)
class Offer:
    """A place by its own name, from a day, to be answered by another."""

    key: str
    unit: str
    place: str
    start_on: str
    answer_by: str


@dataclass(frozen=True)
class Answer:
    """What became of the offer of this place. ``answered_on`` None where nobody answered."""

    key: str
    answer: Literal["accepted", "declined", "expired"]
    answered_on: str | None
    place: str


@dataclass(frozen=True)
class Decided:
    """What stands in the system as the application's outcome: ``granted``, a place is offered or taken. ``amount_ore``
    is the registered fee a month; ``key`` is empty when a person has decided."""

    outcome: str
    amount_ore: int | None
    key: str
    extent: None = None


class ChildCarePages(Protocol):
    """One vendor's page objects. Every verb starts from wherever the last one ended; those that read or write do so of
    the application that is open."""

    @property
    def screen(self) -> Screen: ...

    def log_in(self) -> None: ...

    def new_applications(self) -> list[NewApplication]: ...

    def open_application(self, reference: str) -> None: ...

    def close_application(self) -> None: ...

    def read_application(self, today: str) -> Json:
        """The facts without their schema. ``today``: its fee is the preliminary one where the start lies in another
        year, whose fee nobody knows yet."""
        ...

    def read_places(self) -> Json:
        """``{"units": [{"unit", "at", "places": [{"place", "free_from"}]}], "current_places": {reference: place}}``:
        every unit with the places that are free in it, and who has which place now."""
        ...

    def register_right(self, wanted: Right) -> None: ...

    def find_right(self, wanted: Right) -> Verdict:
        """Whether the right stands there under this key. Another under it, or the key twice, is ReadBackDiffers."""
        ...

    def make_offer(self, wanted: Offer) -> None:
        """Offer the place. A place that is gone is a BusinessException, ``place_gone``, in the system's words; what
        the system refuses for another reason is ``offer_refused``."""
        ...

    def find_offer(self, wanted: Offer) -> Verdict: ...

    def register_answer(self, wanted: Answer) -> None:
        """Write the answer on the open offer. If that is of another place than ours, somebody has changed it: a
        BusinessException, ``answer_refused``."""
        ...

    def find_answer(self, wanted: Answer) -> Verdict: ...


@runtime_checkable
class ReadsDecisions(Protocol):
    """The verb of the task *Read Outcomes*. A vendor's pages without it are told as ``not_supported``."""

    def read_decision(self) -> Decided | None:
        """What has become of the open application, whoever decided; None when no place is offered. Only reads."""
        ...
