"""The keyword library ``CaseSystem``: picks the vendor's page objects by the municipality's configuration."""

from __future__ import annotations

from robot.api.deco import library

from shared_library.cases import Case
from shared_library.errors import ApplicationException, BusinessException
from shared_library.keywords import keyword
from shared_library.systems.case_system.interface import (
    CaseSystemPages,
    NewApplication,
    ReadsDecisions,
    ReadsRegisterAnswers,
    Saved,
)
from shared_library.systems.case_system.klarven import KlarvenPages
from shared_library.systems.case_system.sambis import SambisPages
from shared_library.systems.vendors import VendorLibrary


@library(scope="GLOBAL", auto_keywords=False)
class CaseSystem(VendorLibrary[CaseSystemPages]):
    """Verbs of a caseworker in the case system. What is read stands in the case's notes, never in the log."""

    SYSTEM = "case_system"
    CALLED = "case system"
    VENDORS = {"sambis": SambisPages, "klarven": KlarvenPages}  # noqa: RUF012 - never changed

    # -- keywords ---------------------------------------------------------------------------------

    @keyword
    def log_in_to_case_system(self) -> None:
        """Log in, unless it is done already. A refused login is told at once and never tried again."""
        self._log_in()

    @keyword
    def open_case(self, case: Case) -> None:
        """Find the case by its reference and open it. Locked by another user: an application exception."""
        self._again_after_logout(lambda: self.pages.open_case(case.reference))

    @keyword
    def read_case(self, case: Case) -> None:
        """Type of application, month, date received, protected identity and open warnings."""
        case.notes["case"] = self._read(case, lambda: self.pages.read_case())
        case.keep_picture("case", self.pages.screen)

    @keyword
    def read_household(self, case: Case) -> None:
        """Persons, housing, and what a caseworker recorded about activity, certificates and incentive."""
        case.notes["household"] = self._read(case, lambda: self.pages.read_household())
        case.keep_picture("household", self.pages.screen)

    @keyword
    def read_previous_month(self, case: Case) -> None:
        """Last month's calculation and decision; none is an answer too."""
        case.notes["previous"] = self._read(case, lambda: self.pages.read_previous_month(case.occurrence))
        case.keep_picture("previous_month", self.pages.screen)

    @keyword
    def read_application(self, case: Case) -> None:
        """What is applied for this month: costs, incomes and the changes that are stated."""
        case.notes["application"] = self._read(case, lambda: self.pages.read_application(case.occurrence))
        case.keep_picture("application", self.pages.screen)

    @keyword
    def read_register_answers_in_case(self, case: Case) -> None:
        """What the case system itself fetched from the registers, as it lies in the case. Asks nobody.

        None lies there: a business exception, for the robot may not ask the registers either."""
        pages = self.pages
        if not isinstance(pages, ReadsRegisterAnswers):
            raise ApplicationException(
                "not_supported",
                f"The page objects of {pages.screen.system} have no read_register_answers: see interface.py.",
            )
        found = self._read(case, lambda: pages.read_register_answers(case.occurrence))
        case.keep_picture("registers_in_case", pages.screen)
        if found is None:
            raise BusinessException(
                "registers_not_in_case",
                "No register answers for the month lie in the case, and the robot has no ground to ask by itself. "
                "Fetch them in the case system, and let the robot try again.",
            )
        case.notes["registers"] = found

    @keyword
    def read_decision(self, case: Case) -> None:
        """What a caseworker has decided for the case's month, if anything. Only reads."""
        reader = self._reads_decisions(ReadsDecisions)  # type: ignore[type-abstract]
        self._looked_up(case, lambda: reader.read_decision(case.occurrence))

    @keyword
    def close_case(self, case: Case) -> None:  # noqa: ARG002 (every keyword about a case takes the case)
        """Give the case back, so that a caseworker can open it at once."""
        if self._logged_in:
            self.pages.close_case()

    # -- for the robot's own library ------------------------------------------------------------------

    def new_applications(self) -> list[NewApplication]:
        return self._again_after_logout(lambda: self.pages.new_applications())

    def written(self, case: Case, kind: str) -> Saved:
        """The effect as it is to stand in the system."""
        return Saved(
            key=case.key(kind),
            month=case.occurrence,
            amount_ore=case.amount_ore,
            outcome=case.outcome,
            draft=bool(case.left_to_person),
        )

    def _open(self, case: Case) -> None:
        self.pages.open_case(case.reference)
