"""Keywords of a system that does what the case's payload tells it: for tests of the loop."""

from __future__ import annotations

import gc

from robot.api import logger
from robot.api.deco import library
from robot.model import Message
from robot.result import Keyword

from shared_library.cases import Case
from shared_library.errors import ApplicationException, BusinessException, LoginRefused
from shared_library.keywords import keyword
from shared_library.vault import credentials


def results_in_memory() -> int:
    """What Robot Framework keeps of keywords that have run, and of their messages."""
    gc.collect()
    return sum(isinstance(one, Keyword | Message) for one in gc.get_objects())


@library(scope="GLOBAL", auto_keywords=False)
class SmallSystem:
    def __init__(self) -> None:
        self.lines: set[str] = set()

    @keyword
    def read_as_told(self, case: Case) -> None:
        case.notes["facts"] = {}
        what = case.payload.get("raise", "")
        if what == "count":
            logger.info(f"{results_in_memory()} results")
        if what == "business":
            raise BusinessException("asked_by_test", "As told.")
        if what == "application":
            raise ApplicationException("asked_by_test", "As told.")
        if what == "login":
            raise LoginRefused("The password is wrong.")
        if what == "crash":
            username, password = ("", "") if "name" not in case.payload else credentials("case_system")
            raise KeyError(f"{case.payload.get('name')} {case.payload.get('person')} {username} {password}")
        if what == "fail keyword":
            raise AssertionError("a != b")
        if what == "say number":
            raise BusinessException("asked_by_test", f"Person {case.payload['person']}")

    @keyword
    def save_line(self, case: Case) -> None:
        self.lines.add(case.reference)

    @keyword
    def find_line(self, case: Case) -> str:
        seen = case.payload.get("seen", "")
        if seen == "absent always":
            return "absent"
        if case.reference in self.lines:
            return "present"
        return seen or "absent"

    @keyword
    def look_up_as_told(self, case: Case) -> None:
        """The reference says what stands there."""
        if "crash" in case.reference:
            raise KeyError("Vilgot Testsson")
        if "login" in case.reference:
            raise LoginRefused("The password is wrong.")
        found = {"outcome": "granted", "amount_ore": 730200, "key": ""}
        case.notes["decided"] = None if "open" in case.reference else found

    @keyword
    def leave_case(self, case: Case) -> None:
        self.lines.add(case.reference)
        logger.info(f"left {case}")

    @keyword
    def some_cases(self) -> list[dict]:
        common = {"occurrence": "2026-12", "payload": {}, "person": None, "received_at": "2026-11-20T08:00:00Z"}
        return [{"reference": "EB-1", **common}, {"reference": "EB-2", **common}]
