"""What a robot needs of any HR system for leave requests: verbs, and what the pages tell.

A vendor's page objects implement `HrSystemPages`; the task file never names the vendor. What is read comes in the
words of the facts (schema ``leave/1``): a kind of leave, an extent such as ``1/2``, days as decimal text ``"5.00"``,
dates as ``2026-12-21``. A personal number stands in `NewRequest.person` only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, Protocol, runtime_checkable

from shared_library.browser import Screen

Json = dict[str, Any]
Verdict = Literal["present", "absent", "cannot tell"]


@dataclass(frozen=True, repr=False)
class NewRequest:
    """A row of the list. ``received_at`` is ISO with zone; ``person`` has 12 digits; ``contact`` is
    ``{"channel": "email", "address": …}``, None for a protected identity."""

    reference: str
    kind: str
    received_at: str
    person: str
    contact: Json | None


@dataclass(frozen=True)
class Wanted:
    """A registration as it is to stand in the system, and as it is compared when read back. ``days``: ``"5.00"``."""

    key: str
    days: str


@dataclass(frozen=True)
class Decided:
    """What stands in the system as the request's outcome: ``granted`` (registered) or ``rejected``. ``extent`` is
    ``"5.00 days"``, None for a rejection; ``key`` is empty when a person has decided."""

    outcome: str
    extent: str | None
    key: str
    amount_ore: None = None


class HrSystemPages(Protocol):
    """One vendor's page objects. Every verb starts from wherever the last one ended; those that read or register do
    so of the request that is open."""

    @property
    def screen(self) -> Screen: ...

    def log_in(self) -> None: ...

    def new_requests(self) -> list[NewRequest]: ...

    def open_request(self, reference: str) -> None: ...

    def close_request(self) -> None: ...

    def read_request(self) -> Json:
        """The facts' ``request``."""
        ...

    def read_employment(self) -> Json:
        """``{"employee": …, "warnings": […]}`` as in the facts."""
        ...

    def read_balances(self) -> Json:
        """``{"balances": …, "pending_days": {kind: days}}`` as in the facts."""
        ...

    def read_schedule(self) -> Json:
        """``{"schedule": […], "schedule_known_to": day}``: every shift that starts in the requested period."""
        ...

    def read_staffing(self) -> list[Json]:
        """The facts' ``staffing``: each day of the period with a minimum."""
        ...

    def read_registered(self) -> list[Json]:
        """The facts' ``registered``: the employee's other leave, registered and pending."""
        ...

    def register(self, wanted: Wanted) -> None:
        """Register the request as it stands, with these days under this key."""
        ...

    def find_registration(self, wanted: Wanted) -> Verdict:
        """Whether the request has a registration in force under this key. Other days under it, or the key twice, is
        ReadBackDiffers."""
        ...


@runtime_checkable
class ReadsDecisions(Protocol):
    """The verb of the task *Read Outcomes*. A vendor's pages without it are told as ``not_supported``."""

    def read_decision(self) -> Decided | None:
        """What has become of the open request, whoever decided; None when nobody has yet. It only reads. A
        registration that was taken back does not count; of several the latest does."""
        ...
