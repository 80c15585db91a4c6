"""The keyword library ``ChildCareSystem``: picks the vendor's page objects by the municipality's configuration."""

from __future__ import annotations

from typing import Any

from robot.api.deco import library

from shared_library.cases import Case
from shared_library.environment import today
from shared_library.keywords import keyword
from shared_library.systems.child_care.interface import (
    Answer,
    ChildCarePages,
    NewApplication,
    Offer,
    ReadsDecisions,
    Right,
)
from shared_library.systems.child_care.myllra import MyllraPages
from shared_library.systems.vendors import VendorLibrary


@library(scope="GLOBAL", auto_keywords=False)
class ChildCareSystem(VendorLibrary[ChildCarePages]):
    """Verbs of whoever handles preschool in the child-care system. What is read stands in the case's notes, never in
    the log."""

    SYSTEM = "child_care_system"
    CALLED = "child-care system"
    VENDORS = {"myllra": MyllraPages}  # noqa: RUF012 - never changed

    # -- keywords ---------------------------------------------------------------------------------

    @keyword
    def log_in_to_child_care_system(self) -> None:
        """Log in, unless it is done already. A refused login is told at once and never tried again."""
        self._log_in()

    @keyword
    def open_application(self, case: Case) -> None:
        """Find the application by its number and open it. Handled by another user: an application exception."""
        self._again_after_logout(lambda: self.pages.open_application(case.reference))

    @keyword
    def read_application(self, case: Case) -> None:
        """All that stands of child, guardians, household, siblings and wishes."""
        case.notes["application"] = self._read(case, lambda: self.pages.read_application(today().isoformat()))
        case.keep_picture("application", self.pages.screen)

    @keyword
    def read_places(self) -> dict[str, Any]:
        """Every unit with the places that are free in it, and who has which place now. Writes nothing."""
        return self._again_after_logout(lambda: self.pages.read_places())

    @keyword
    def register_right(self, case: Case) -> None:
        """Register hours, guarantee date and fee, under the case's own key."""
        self.pages.register_right(self.right(case))

    @keyword
    def find_right(self, case: Case) -> str:
        """present, absent or cannot tell; another right under our key is a business exception."""
        verdict = self.pages.find_right(self.right(case))
        case.keep_picture("right_read_back", self.pages.screen)
        return verdict

    @keyword
    def make_offer(self, case: Case) -> None:
        """Offer the place that a person has decided on, under the case's own key."""
        self.pages.make_offer(self.offer(case))

    @keyword
    def find_offer(self, case: Case) -> str:
        """present, absent or cannot tell; another offer under our key is a business exception."""
        verdict = self.pages.find_offer(self.offer(case))
        case.keep_picture("offer_read_back", self.pages.screen)
        return verdict

    @keyword
    def register_answer(self, case: Case) -> None:
        """Write what became of the offer: accepted, declined, or no answer in time."""
        self.pages.register_answer(self.answer(case))

    @keyword
    def find_answer(self, case: Case) -> str:
        """present, absent or cannot tell; another answer under our key is a business exception."""
        verdict = self.pages.find_answer(self.answer(case))
        case.keep_picture("answer_read_back", self.pages.screen)
        return verdict

    @keyword
    def read_decision(self, case: Case) -> None:
        """What a placement officer has made of the application, if anything. Only reads."""
        reader = self._reads_decisions(ReadsDecisions)  # type: ignore[type-abstract]
        self._looked_up(case, lambda: reader.read_decision())

    @keyword
    def close_application(self, case: Case) -> None:  # noqa: ARG002 (every keyword about a case takes the case)
        """Give the application back, so that a colleague can open it at once."""
        if self._logged_in:
            self.pages.close_application()

    # -- for the robot's own library ------------------------------------------------------------------

    def new_applications(self) -> list[NewApplication]:
        return self._again_after_logout(lambda: self.pages.new_applications())

    def right(self, case: Case) -> Right:
        """As it is to stand: what a person decided on, or in the mode prepare what the rules found."""
        terms = case.terms or _found(case)
        return Right(case.key("right"), int(terms["hours_week"]), terms["guarantee_on"], case.amount_ore)

    def offer(self, case: Case) -> Offer:
        terms = case.terms
        return Offer(case.key("offer"), terms["unit"], terms["place"], terms["start_on"], terms["answer_by"])

    def answer(self, case: Case) -> Answer:
        """The outcome of such a decision is one of the three answers."""
        terms = case.terms
        return Answer(case.key("answer"), case.outcome, terms["answered_on"], terms["place"])  # type: ignore[arg-type]

    def _open(self, case: Case) -> None:
        self.pages.open_application(case.reference)


def _found(case: Case) -> dict[str, Any]:
    """The hours that are asked for, as a round offers them too, and the guarantee date as the assessment carries it.
    After a crash nothing was read here: the platform hands the facts back with the decision."""
    steps = (case.assessment or {}).get("steps", [])
    data = {step["group"]: step.get("data") or {} for step in steps}
    facts = case.notes.get("application") or (case.decision or {})["facts"]
    return {
        "hours_week": facts["application"]["hours_week"],
        "guarantee_on": data["guarantee"]["guarantee_on"],
    }
