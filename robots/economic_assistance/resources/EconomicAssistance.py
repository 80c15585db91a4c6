"""What is particular to economic assistance: which cases are found, how the facts are put together from
what was read, and what is written for a decision."""

from __future__ import annotations

from typing import Any, cast

from motivation import calculation_lines, draft_text, journal_text, motivation_text
from robot.api.deco import library
from robot.libraries.BuiltIn import BuiltIn

from shared_library.cases import Case, FoundCases
from shared_library.keywords import keyword
from shared_library.systems.case_system import CaseSystem
from shared_library.systems.case_system.interface import Household

SCHEMA = "economic_assistance/1"


@library(scope="GLOBAL", auto_keywords=False)
class EconomicAssistance:
    """Keywords of this package; imported beside ``CaseSystem``, whose pages it uses."""

    @property
    def _system(self) -> CaseSystem:
        return cast(CaseSystem, BuiltIn().get_library_instance("shared_library.systems.case_system.CaseSystem"))

    # -- collect ------------------------------------------------------------------------------------

    @keyword
    def find_new_applications(self) -> FoundCases:
        """Every new application of the worklist, all pages of it."""
        return FoundCases(
            {
                "reference": row.reference,
                "occurrence": row.month,
                "payload": {"reference": row.reference, "month": row.month, "contact": row.contact},
                "person": row.person,
                "received_at": row.received_at,
            }
            for row in self._system.new_applications()
        )

    # -- read ---------------------------------------------------------------------------------------

    @keyword
    def gather_facts(self, case: Case) -> None:
        """Put what was read into the facts that the rules take (schema economic_assistance/1)."""
        household: Household = case.notes["household"]
        month = case.occurrence
        case.notes["facts"] = {
            "schema": SCHEMA,
            "case": case.notes["case"],
            "household": household.facts,
            "activity": household.activity,
            "medical_certificate": household.medical_certificate,
            "work_incentive": household.work_incentive,
            "child_earnings": household.child_earnings,
            "previous": case.notes["previous"],
            "application": case.notes["application"],
            "registers": {
                "control_month": months_before(month, 1),
                "comparison_month": months_before(month, 2),
                "answers": case.notes["registers"],
            },
        }

    # -- write and read back ------------------------------------------------------------------------

    @keyword
    def save_calculation(self, case: Case) -> None:
        """Type the calculation's lines as the assessment lists them, and save it under its key."""
        stated = (case.notes.get("application") or self._read_application(case))["incomes"]
        lines = calculation_lines(case.assessment or {}, stated)
        self._system.pages.save_calculation(self._system.written(case, "calculation"), lines)

    @keyword
    def save_decision(self, case: Case) -> None:
        """Type the decision with its motivation and save it under its key."""
        self._system.pages.save_decision(
            self._system.written(case, "decision"), motivation_text(case.assessment or {}, case.occurrence)
        )

    @keyword
    def save_journal_note(self, case: Case) -> None:
        """Note in the journal what was decided, by which rules, and under which key; or what was prepared
        for a caseworker to decide."""
        words = draft_text if case.left_to_person else journal_text
        self._system.pages.save_journal_note(
            self._system.written(case, "journal_note"), words(case.assessment or {}, case.occurrence)
        )

    @keyword
    def find_calculation(self, case: Case) -> str:
        """present, absent or cannot tell; another amount or month under our key is a business exception."""
        return self._found(case, "calculation")

    @keyword
    def find_decision(self, case: Case) -> str:
        """As `Find Calculation`, for the decision."""
        return self._found(case, "decision")

    @keyword
    def find_journal_note(self, case: Case) -> str:
        """As `Find Calculation`, for the journal note."""
        return self._found(case, "journal_note")

    def _read_application(self, case: Case) -> dict[str, Any]:
        """A case that comes back only to be written was read by an earlier attempt."""
        self._system.read_application(case)
        application: dict[str, Any] = case.notes["application"]
        return application

    def _found(self, case: Case, kind: str) -> str:
        pages = self._system.pages
        find = {
            "calculation": pages.find_calculation,
            "decision": pages.find_decision,
            "journal_note": pages.find_journal_note,
        }[kind]
        verdict = find(self._system.written(case, kind))
        case.keep_picture(f"{kind}_read_back", pages.screen)
        return verdict


def months_before(month: str, count: int) -> str:
    """``("2026-12", 1)`` → ``"2026-11"``."""
    year, number = (int(part) for part in month.split("-"))
    index = year * 12 + number - 1 - count
    return f"{index // 12}-{index % 12 + 1:02d}"
