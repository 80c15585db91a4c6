"""What is particular to preschool: which applications are found, and how facts are put together from what was read."""

from __future__ import annotations

from typing import cast

from robot.api.deco import library
from robot.libraries.BuiltIn import BuiltIn

from shared_library.cases import Case, FoundCases
from shared_library.keywords import keyword
from shared_library.systems.child_care import ChildCareSystem

SCHEMA = "preschool/1"
OCCURRENCE = "1"


@library(scope="GLOBAL", auto_keywords=False)
class Preschool:
    """Keywords of this package; imported beside ``ChildCareSystem``, whose pages it uses."""

    @property
    def _system(self) -> ChildCareSystem:
        name = "shared_library.systems.child_care.ChildCareSystem"
        return cast(ChildCareSystem, BuiltIn().get_library_instance(name))

    @keyword
    def find_new_applications(self) -> FoundCases:
        """Every new application of the queue, all pages of it."""
        return FoundCases(
            {
                "reference": row.reference,
                "occurrence": OCCURRENCE,
                "payload": {"reference": row.reference, "contact": row.contact},
                "person": row.person,
                "received_at": row.received_at,
            }
            for row in self._system.new_applications()
        )

    @keyword
    def gather_facts(self, case: Case) -> None:
        """Put what was read into the facts that the rules take (schema preschool/1)."""
        case.notes["facts"] = {"schema": SCHEMA, **case.notes["application"]}
