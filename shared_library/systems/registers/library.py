"""The keyword library ``Registers``: what the seven agencies say about each adult of the household.

An agency that answers with an error is an answer too: it is passed on as it stands, since an error is
not "no income", and the rules hand such a case over.
"""

from __future__ import annotations

from typing import Any

from robot.api.deco import library

from shared_library.cases import Case
from shared_library.client import ApiClient
from shared_library.errors import SessionEnded
from shared_library.keywords import keyword
from shared_library.systems.case_system.interface import Household
from shared_library.systems.registers.ssbtek import Question, SsbtekPages


@library(scope="GLOBAL", auto_keywords=False)
class Registers:
    """Verbs of a caseworker in the register portal."""

    def __init__(self) -> None:
        self._pages: SsbtekPages | None = None
        self._configuration: dict[str, Any] = {}
        self._logged_in = False

    @property
    def pages(self) -> SsbtekPages:
        if self._pages is None:
            self._configuration = ApiClient.from_environment().configuration()["register_portal"]
            self._pages = SsbtekPages(self._configuration["url"])
        return self._pages

    @keyword
    def may_ask_registers(self) -> bool:
        """Whether the municipality has recorded the ground for the robot's own questions. Without it the platform gives
        no address and no password: the answers that lie in the case are read instead."""
        return "register_portal" in ApiClient.from_environment().configuration()

    @keyword
    def log_in_to_registers(self) -> None:
        """Log in, unless it is done already."""
        if not self._logged_in:
            self.pages.log_in()
            self._logged_in = True

    @keyword
    def read_registers_for_each_adult(self, case: Case) -> None:
        """One question a person, with handläggare, purpose and legal text; seven answers each."""
        household: Household = case.notes["household"]
        answers: list[dict[str, Any]] = []
        for adult in household.facts["adults"]:
            person = adult["person"]
            question = self._question(case, household.numbers[person])
            answers += [{**answer, "person": person} for answer in self._ask(question)]
            case.keep_picture(f"registers_{person}", self.pages.screen)
        case.notes["registers"] = answers

    def _question(self, case: Case, number: str) -> Question:
        """The portal's own default stands where the configuration says nothing."""
        chosen = self._configuration
        return Question(
            number=number,
            case_reference=case.reference,
            month=case.occurrence,
            organisation_number=chosen.get("organisation_number", ""),
            handler_id=chosen.get("handler_id", ""),
            purpose=chosen.get("purpose", ""),
            legal_text=chosen.get("legal_text", ""),
        )

    def _ask(self, question: Question) -> list[dict[str, Any]]:
        try:
            return self.pages.ask(question)
        except SessionEnded:
            self._logged_in = False
            self.log_in_to_registers()
            return self.pages.ask(question)
