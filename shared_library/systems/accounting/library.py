"""The keyword library ``Accounting``: picks the vendor's page objects by the municipality's configuration."""

from __future__ import annotations

from typing import Any

from robot.api.deco import library

from shared_library.cases import Case
from shared_library.keywords import keyword
from shared_library.systems.accounting.interface import AccountingPages, ReadsDecisions, Wanted
from shared_library.systems.accounting.raknar import RaknarPages
from shared_library.systems.accounting.tryton import TrytonPages
from shared_library.systems.vendors import VendorLibrary

Json = dict[str, Any]


@library(scope="GLOBAL", auto_keywords=False)
class Accounting(VendorLibrary[AccountingPages]):
    """Verbs of whoever registers supplier invoices. The invoice stands in the case's payload; what is read stands in
    the case's notes, under the names of the facts (``supplier``, ``order`` …), never in the log."""

    SYSTEM = "accounting"
    CALLED = "accounting system"
    VENDORS = {"raknar": RaknarPages, "tryton": TrytonPages}  # noqa: RUF012 - never changed

    # -- keywords ---------------------------------------------------------------------------------

    @keyword
    def log_in_to_accounting(self) -> None:
        """Log in, unless it is done already. A refused login is told at once and never tried again."""
        self._log_in()

    @keyword
    def open_supplier(self, case: Case) -> None:
        """Look up the invoice's supplier. One that the register does not have is an answer too: `supplier` is none."""
        case.notes["supplier_found"] = self._again_after_logout(lambda: self._open_its_supplier(case))

    @keyword
    def read_supplier(self, case: Case) -> None:
        """The supplier with its payment accounts, and open remarks."""
        case.notes |= {"supplier": None, "warnings": []}
        if case.notes["supplier_found"]:
            case.notes.update(self._read(case, lambda: self.pages.read_supplier()))
            case.keep_picture("supplier", self.pages.screen)

    @keyword
    def read_agreed(self, case: Case) -> None:
        """The order or the contract that the invoice names, if the supplier has it."""
        case.notes |= {"order": None, "contract": None}
        if not case.notes["supplier_found"]:
            return
        invoice = self.invoice(case)
        if number := invoice["order_reference"]:
            case.notes["order"] = self._read(case, lambda: self.pages.read_order(number))
            case.keep_picture("order", self.pages.screen)
        elif number := invoice["contract_reference"]:
            case.notes["contract"] = self._read(case, lambda: self.pages.read_contract(number))
            case.keep_picture("contract", self.pages.screen)

    @keyword
    def read_books(self, case: Case) -> None:
        """The supplier's earlier invoices, and how they were coded."""
        case.notes |= {"vouchers": [], "coded": []}
        if case.notes["supplier_found"]:
            case.notes["vouchers"] = self._read(case, lambda: self.pages.read_vouchers())
            case.keep_picture("earlier", self.pages.screen)
            case.notes["coded"] = self._read(case, lambda: self.pages.read_coded())

    @keyword
    def read_decision(self, case: Case) -> None:
        """What stands in the books of the invoice, if anything. Only reads."""
        reader = self._reads_decisions(ReadsDecisions)  # type: ignore[type-abstract]
        number = self.invoice(case)["number"]
        found = self._again_after_logout(lambda: self._open_its_supplier(case))
        self._looked_up(case, lambda: reader.read_decision(number) if found else None)

    # -- for the robot's own library ------------------------------------------------------------------

    @staticmethod
    def invoice(case: Case) -> Json:
        """The invoice of the case's payload, as the facts have it."""
        found: Json = case.payload["invoice"]
        return found

    def register(self, wanted: Wanted) -> None:
        self.pages.register(wanted)

    def find_registration(self, case: Case, wanted: Wanted) -> str:
        """present, absent or cannot tell; another invoice under our key is a business exception."""
        verdict = self.pages.find_registration(wanted)
        case.keep_picture("registration_read_back", self.pages.screen)
        return verdict

    def _open(self, case: Case) -> None:
        self._open_its_supplier(case)

    def _open_its_supplier(self, case: Case) -> bool:
        number = self.invoice(case)["supplier"]["organisation_number"]
        return bool(number) and self.pages.open_supplier(number)
