"""The keyword library ``CaseSystem``: picks the vendor's page objects by the municipality's configuration.

A session that the system ended while the robot read is opened again once; after the commit point it is
an application exception, and the next attempt begins with the checks.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import TypeVar

from robot.api.deco import library

from shared_library.browser import BrowserSession
from shared_library.cases import Case
from shared_library.client import ApiClient
from shared_library.errors import ApplicationException, SessionEnded
from shared_library.keywords import keyword
from shared_library.systems.case_system.interface import CaseSystemPages, NewApplication, ReadsDecisions, Saved
from shared_library.systems.case_system.klarven import KlarvenPages
from shared_library.systems.case_system.sambis import SambisPages

VENDORS: dict[str, Callable[[str], CaseSystemPages]] = {"sambis": SambisPages, "klarven": KlarvenPages}
SECRET = "case_system"  # noqa: S105 (the secret's name)
R = TypeVar("R")


@library(scope="GLOBAL", auto_keywords=False)
class CaseSystem:
    """Verbs of a caseworker in the case system. What is read stands in the case's notes, never in the log."""

    def __init__(self) -> None:
        self._pages: CaseSystemPages | None = None
        self._logged_in = False

    @property
    def pages(self) -> CaseSystemPages:
        if self._pages is None:
            chosen = ApiClient.from_environment().configuration()["case_system"]
            vendor = chosen["vendor"]
            if vendor not in VENDORS:
                raise ApplicationException(
                    "vendor_unknown",
                    f"No page objects for the case system '{vendor}'. Known: {', '.join(VENDORS)}. "
                    "Choose one in the subscription's configuration, or write a folder for it.",
                )
            self._pages = VENDORS[vendor](chosen["url"])
        return self._pages

    # -- keywords ---------------------------------------------------------------------------------

    @keyword
    def log_in_to_case_system(self) -> None:
        """Log in, unless it is done already. A refused login is told at once and never tried again."""
        if not self._logged_in:
            self.pages.log_in()
            self._logged_in = True

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
    def read_decision(self, case: Case) -> None:
        """What a caseworker has decided for the case's month, if anything. Only reads."""
        pages = self.pages
        if not isinstance(pages, ReadsDecisions):
            raise ApplicationException(
                "not_supported",
                f"The page objects of {pages.screen.system} have no read_decision: write it as interface.py says.",
            )
        seen = self._read(case, lambda: pages.read_decision(case.occurrence))
        case.notes["decided"] = seen and asdict(seen)

    @keyword
    def close_case(self, case: Case) -> None:  # noqa: ARG002 (every keyword about a case takes the case)
        """Give the case back, so that a caseworker can open it at once."""
        if self._logged_in:
            self.pages.close_case()

    @keyword
    def close_browser_session(self) -> None:
        """Close the browser. A task may do without: it also ends with the robot."""
        self._logged_in = False
        BrowserSession.shared().close()

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

    # -- how ------------------------------------------------------------------------------------------

    def _read(self, case: Case, verb: Callable[[], R]) -> R:
        def reopen() -> R:
            self.pages.open_case(case.reference)
            return verb()

        return self._again_after_logout(verb, reopen)

    def _again_after_logout(self, verb: Callable[[], R], again: Callable[[], R] | None = None) -> R:
        try:
            return verb()
        except SessionEnded:
            self._logged_in = False
            self.log_in_to_case_system()
            return (again or verb)()
