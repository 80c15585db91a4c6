"""What is particular to leave: which requests are found, and how the facts are put together from what was read."""

from __future__ import annotations

from typing import cast

from robot.api.deco import library
from robot.libraries.BuiltIn import BuiltIn

from shared_library.cases import Case, FoundCases
from shared_library.keywords import keyword
from shared_library.systems.hr import HrSystem

SCHEMA = "leave/1"
READ = ("request", "employee", "balances", "schedule", "schedule_known_to", "registered", "pending_days", "staffing",
        "warnings")  # fmt: skip
OCCURRENCE = "1"


@library(scope="GLOBAL", auto_keywords=False)
class Leave:
    """Keywords of this package; imported beside ``HrSystem``, whose pages it uses."""

    @property
    def _system(self) -> HrSystem:
        return cast(HrSystem, BuiltIn().get_library_instance("shared_library.systems.hr.HrSystem"))

    @keyword
    def find_new_requests(self) -> FoundCases:
        """Every new request of the list, all pages of it."""
        return FoundCases(
            {
                "reference": row.reference,
                "occurrence": OCCURRENCE,
                "payload": {"reference": row.reference, "kind": row.kind, "contact": row.contact},
                "person": row.person,
                "received_at": row.received_at,
            }
            for row in self._system.new_requests()
        )

    @keyword
    def gather_facts(self, case: Case) -> None:
        """Put what was read into the facts that the rules take (schema leave/1)."""
        case.notes["facts"] = {"schema": SCHEMA, **{name: case.notes[name] for name in READ}}
