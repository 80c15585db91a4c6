"""What a robot needs of any case system for economic assistance: verbs, and what the pages tell.

A vendor's page objects implement `CaseSystemPages`; the task file never names the vendor. The records
carry what stands on the pages in our words (contract of the facts); persons are named ``applicant``,
``co_applicant``, ``child_1`` … and a personal number stands in ``Household.numbers`` only.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, runtime_checkable

from shared_library.browser import Screen

Json = dict[str, Any]
Verdict = Literal["present", "absent", "cannot tell"]


@dataclass(frozen=True, repr=False)
class NewApplication:
    """A row of the worklist. ``received_at`` is ISO with zone; ``person`` has 12 digits."""

    reference: str
    month: str
    received_at: str
    person: str
    contact: Json | None


@dataclass(frozen=True, repr=False)
class Household:
    """``facts`` holds civil_status, housing_form, shared_dwelling_persons, adults and children; the
    other lists stand beside it, as in the facts' schema."""

    facts: Json
    activity: list[Json]
    medical_certificate: list[Json]
    work_incentive: list[Json]
    child_earnings: list[Json]
    numbers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Saved:
    """One effect as it is to stand in the system, and as it is compared to the öre when read back."""

    key: str
    month: str
    amount_ore: int | None = None
    outcome: str = ""
    draft: bool = False
    """A person is to decide (mode prepare): no title or text that the page object adds may speak of a decision
    that has been made. What is compared on reading back includes such a title."""


@dataclass(frozen=True)
class Decided:
    """A decision as it stands in the system: granted, partly_granted or rejected. ``key`` is the external
    reference; empty when there is none, as when a person has decided."""

    outcome: str
    amount_ore: int | None
    key: str


class CaseSystemPages(Protocol):
    """One vendor's page objects. Every verb starts from wherever the last one ended."""

    @property
    def screen(self) -> Screen: ...

    def log_in(self) -> None: ...

    def new_applications(self) -> list[NewApplication]: ...

    def open_case(self, reference: str) -> None: ...

    def close_case(self) -> None: ...

    def read_case(self) -> Json: ...

    def read_household(self) -> Household: ...

    def read_previous_month(self, month: str) -> Json | None: ...

    def read_application(self, month: str) -> Json: ...

    def save_calculation(self, wanted: Saved, lines: list[Json]) -> None: ...

    def save_decision(self, wanted: Saved, motivation: str) -> None: ...

    def save_journal_note(self, wanted: Saved, text: str) -> None: ...

    def find_calculation(self, wanted: Saved) -> Verdict: ...

    def find_decision(self, wanted: Saved) -> Verdict: ...

    def find_journal_note(self, wanted: Saved) -> Verdict: ...


@runtime_checkable
class ReadsDecisions(Protocol):
    """The verb of the task *Read Outcomes*. A vendor's pages without it are told as ``not_supported``."""

    def read_decision(self, month: str) -> Decided | None:
        """The decision of the open case for this month (``"2026-12"``), whoever made it; None when there is none yet.

        It only reads. Of several decisions for one month the latest counts: a caseworker may decide anew.
        The amount is None where the system shows none; one that cannot be read is `UnknownText`, never None."""
        ...


@runtime_checkable
class ReadsRegisterAnswers(Protocol):
    """For a robot that may not ask the registers itself: what the case system fetched for a caseworker."""

    def read_register_answers(self, month: str) -> list[Json] | None:
        """The facts' ``registers.answers`` for an application of this month, as they lie in the open case; None when
        none of that month's do. An agency's error is an answer too."""
        ...
