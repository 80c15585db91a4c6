"""The keyword library ``HrSystem``: picks the vendor's page objects by the municipality's configuration."""

from __future__ import annotations

from robot.api.deco import library

from shared_library.cases import Case
from shared_library.keywords import keyword
from shared_library.systems.hr.interface import HrSystemPages, NewRequest, ReadsDecisions, Wanted
from shared_library.systems.hr.tidvis import TidvisPages
from shared_library.systems.vendors import VendorLibrary


@library(scope="GLOBAL", auto_keywords=False)
class HrSystem(VendorLibrary[HrSystemPages]):
    """Verbs of whoever handles leave in the HR system. What is read stands in the case's notes, under the names of
    the facts (``request``, ``employee``, ``balances`` …), never in the log."""

    SYSTEM = "hr_system"
    CALLED = "HR system"
    VENDORS = {"tidvis": TidvisPages}  # noqa: RUF012 - never changed

    # -- keywords ---------------------------------------------------------------------------------

    @keyword
    def log_in_to_hr_system(self) -> None:
        """Log in, unless it is done already. A refused login is told at once and never tried again."""
        self._log_in()

    @keyword
    def open_request(self, case: Case) -> None:
        """Find the request by its number and open it. Handled by another user: an application exception."""
        self._again_after_logout(lambda: self.pages.open_request(case.reference))

    @keyword
    def read_request(self, case: Case) -> None:
        """What is asked for: kind of leave, period, extent, and what belongs to the kind."""
        case.notes["request"] = self._read(case, lambda: self.pages.read_request())
        case.keep_picture("request", self.pages.screen)

    @keyword
    def read_employment(self, case: Case) -> None:
        """The employment, the days that the employee is entitled to, and open remarks."""
        case.notes.update(self._read(case, lambda: self.pages.read_employment()))
        case.keep_picture("employment", self.pages.screen)

    @keyword
    def read_balances(self, case: Case) -> None:
        """What is left of vacation, saved days and paid private leave; and what other requests ask for."""
        case.notes.update(self._read(case, lambda: self.pages.read_balances()))
        case.keep_picture("balances", self.pages.screen)

    @keyword
    def read_schedule(self, case: Case) -> None:
        """Every shift that starts in the period, and how far the schedule is laid."""
        case.notes.update(self._read(case, lambda: self.pages.read_schedule()))

    @keyword
    def read_staffing(self, case: Case) -> None:
        """How many are needed and present in the unit, day by day."""
        case.notes["staffing"] = self._read(case, lambda: self.pages.read_staffing())
        case.keep_picture("staffing", self.pages.screen)

    @keyword
    def read_registered_leave(self, case: Case) -> None:
        """The employee's other leave within a year, registered or asked for."""
        case.notes["registered"] = self._read(case, lambda: self.pages.read_registered())
        case.keep_picture("registered_leave", self.pages.screen)

    @keyword
    def register_leave(self, case: Case) -> None:
        """Register the leave with the decided days, under the case's own key."""
        self.pages.register(self.written(case, "registration"))

    @keyword
    def find_registration(self, case: Case) -> str:
        """present, absent or cannot tell; other days under our key is a business exception."""
        verdict = self.pages.find_registration(self.written(case, "registration"))
        case.keep_picture("registration_read_back", self.pages.screen)
        return verdict

    @keyword
    def read_decision(self, case: Case) -> None:
        """What a manager has made of the request, if anything. Only reads."""
        reader = self._reads_decisions(ReadsDecisions)  # type: ignore[type-abstract]
        self._looked_up(case, lambda: reader.read_decision())

    @keyword
    def close_request(self, case: Case) -> None:  # noqa: ARG002 (every keyword about a case takes the case)
        """Give the request back, so that a manager can open it at once."""
        if self._logged_in:
            self.pages.close_request()

    # -- for the robot's own library ------------------------------------------------------------------

    def new_requests(self) -> list[NewRequest]:
        return self._again_after_logout(lambda: self.pages.new_requests())

    def written(self, case: Case, kind: str) -> Wanted:
        """The effect as it is to stand in the system: the key, and the decided days (``5.00 days`` → ``5.00``)."""
        return Wanted(key=case.key(kind), days=case.extent.partition(" ")[0])

    def _open(self, case: Case) -> None:
        self.pages.open_request(case.reference)
