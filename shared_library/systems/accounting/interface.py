"""What a robot needs of any accounting system for supplier invoices: verbs, and what the pages tell.

A vendor's page objects implement `AccountingPages`; the task file never names the vendor. What is read comes in the
words of the facts (schema ``supplier_invoices/1``): amounts as text ``"1250.00"``, quantities ``"10"``, days ISO.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, runtime_checkable

from shared_library.browser import Screen

Json = dict[str, Any]
Verdict = Literal["present", "absent", "cannot tell"]


@dataclass(frozen=True)
class Wanted:
    """A registration as it is to stand in the system, and as it is compared when read back.

    Amounts are decimal text in kronor, positive for a credit note too: its kind says which way it goes. ``taken``: the
    order's row → quantity. ``key`` is the case's own, under which it is found again.
    """

    key: str
    kind: Literal["invoice", "credit_note"]
    number: str
    issued_on: str
    due_on: str | None
    without_vat: str
    vat: str
    with_vat: str
    payable: str
    account_to: str
    reference: str
    order: str
    credits: str
    account: str
    cost_centre: str
    document_sha256: str
    taken: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Decided:
    """What stands in the system as the invoice's outcome: ``granted`` (registered). ``amount_ore`` is negative for a
    credit note; ``key`` is empty when a person registered it."""

    outcome: str
    amount_ore: int
    key: str
    extent: None = None


class AccountingPages(Protocol):
    """One vendor's page objects. Every verb starts from wherever the last one ended; those that read or register do so
    of the supplier that is open."""

    @property
    def screen(self) -> Screen: ...

    def log_in(self) -> None: ...

    def open_supplier(self, organisation_number: str) -> bool:
        """Look the supplier up by ten digits. False when the register has none; then nothing is open."""
        ...

    def read_supplier(self) -> Json:
        """``{"supplier": …, "warnings": […]}`` as in the facts."""
        ...

    def read_order(self, number: str) -> Json | None:
        """The facts' ``order``; None when there is none of that number."""
        ...

    def read_contract(self, number: str) -> Json | None:
        """The facts' ``contract``; None when the supplier has none of that number."""
        ...

    def read_vouchers(self) -> list[Json]:
        """Every invoice of the supplier in the books, struck ones left out: the facts' ``earlier``, and ``key``,
        ``kind``, ``account``, ``cost_centre`` and ``credits`` beside."""
        ...

    def read_coded(self) -> list[Json]:
        """The facts' ``coded``."""
        ...

    def register(self, wanted: Wanted) -> None:
        """Register the invoice and leave it for attest. A warning of a similar one is a business exception: a person
        looks, and nothing is registered."""
        ...

    def find_registration(self, wanted: Wanted) -> Verdict:
        """Whether the supplier has this invoice in the books under this key. Other values under it, or the key twice,
        is ReadBackDiffers."""
        ...


@runtime_checkable
class ReadsDecisions(Protocol):
    """The verb of the task *Read Outcomes*. A vendor's pages without it are told as ``not_supported``."""

    def read_decision(self, number: str) -> Decided | None:
        """What has become of the open supplier's invoice of this number; None when it is not in the books."""
        ...
