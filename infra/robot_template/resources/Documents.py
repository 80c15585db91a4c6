"""Keywords of this package: what is done with one document."""

from __future__ import annotations

from diary_pages import DiaryPages
from robot.api.deco import library
from units import unit_of

from shared_library.browser import BrowserSession
from shared_library.cases import Case
from shared_library.client import ApiClient
from shared_library.errors import BusinessException, ReadBackMissing, SessionEnded
from shared_library.keywords import keyword


@library(scope="GLOBAL", auto_keywords=False)
class Documents:
    """One document after the other. Keep what was read in ``case.notes``."""

    def __init__(self) -> None:
        self._pages: DiaryPages | None = None
        self._logged_in = False

    @property
    def pages(self) -> DiaryPages:
        if self._pages is None:
            self._pages = DiaryPages(ApiClient.from_environment().configuration()["diary"]["url"])
        return self._pages

    @keyword
    def log_in_to_diary(self) -> None:
        """Log in, unless it is done already."""
        if self._logged_in and not self.pages.screen.blank:
            return
        self.pages.log_in()
        self._logged_in = True

    @keyword
    def read_document(self, case: Case) -> None:
        """Title and state. What is missing or withdrawn is for a person: no retry would help."""
        if not self._open(case.reference):
            raise BusinessException("document_missing", f"There is no document {case.reference} in the register.")
        title, state = self.pages.details()
        if state == "Återtagen":
            raise BusinessException("withdrawn", f"The document {case.reference} has been withdrawn by its sender.")
        case.notes["title"] = title
        case.keep_picture("document", self.pages.screen)

    @keyword
    def choose_unit(self, case: Case) -> None:
        """By the words of the title. What is unclear goes to a person, who sees why."""
        unit = unit_of(case.notes["title"])
        if unit is None:
            raise BusinessException("unit_unclear", "No unit, or more than one, fits the words of the title.")
        case.notes["unit"] = unit

    @keyword
    def register_at_unit(self, case: Case) -> None:
        """Look first, write if it is not there, then read it back. In shadow nothing is written."""
        unit, key = case.notes["unit"], f"{case.reference}:{case.occurrence}"
        if case.mode != "decide" or self.pages.is_registered(unit, key):
            return
        self.pages.register(case.reference, unit, key)
        if not self.pages.is_registered(unit, key):
            raise ReadBackMissing(f"The register said yes, but does not show {key}.")

    @keyword
    def close_diary(self) -> None:
        """Leave no browser behind."""
        BrowserSession.shared().close()

    def _open(self, number: str) -> bool:
        try:
            return self.pages.open(number)
        except SessionEnded:  # logged out in the middle: once more, and no more
            self.pages.log_in()
            return self.pages.open(number)
