"""The error tree of the rules, and how each error is told to the one who asked.

    KitError                  internal
    ├── FactsInvalid          facts_invalid       the facts do not fit their schema; lists every problem
    ├── DocumentRefused       document_refused    a document that cannot be read at all: what is wrong with it
    ├── ParameterMissing      parameter_missing   no value is in force, or none that may be used
    ├── ProcessUnknown        process_unknown     no such folder
    ├── RoundsUnknown         no_rounds           the process ranks nobody
    └── ContentInvalid        internal            a parameter file or a locale file is wrong: the author's fault

A case outside the rules is no error: it is an assessment with reasons to hand over.
"""

from typing import Any


class KitError(Exception):
    """One clear sentence that says what to do."""

    kind = "internal"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

    def as_json(self) -> dict[str, Any]:
        return {"kind": self.kind, "message": self.message, "problems": []}


class FactsInvalid(KitError):
    """The facts cannot be assessed. `problems`: `[{"at", "message", "message_sv"}]`."""

    kind = "facts_invalid"

    def __init__(self, problems: list[dict[str, str]]) -> None:
        self.problems = problems
        where = ", ".join(problem["at"] or "the whole" for problem in problems[:3])
        more = f" and {len(problems) - 3} more" if len(problems) > 3 else ""
        noun = "place" if len(problems) == 1 else "places"
        super().__init__(f"The facts need correcting in {len(problems)} {noun}: {where}{more}. Nothing was assessed.")

    def as_json(self) -> dict[str, Any]:
        return {**super().as_json(), "problems": self.problems}


class DocumentRefused(KitError):
    """A document that cannot be read at all. `code` says what is wrong; the message in English, and in Swedish."""

    kind = "document_refused"

    def __init__(self, code: str, message: str, message_sv: str) -> None:
        super().__init__(message)
        self.code, self.message_sv = code, message_sv

    def as_json(self) -> dict[str, Any]:
        return {**super().as_json(), "problems": [problem(self.code, self.message, self.message_sv)]}


class ParameterMissing(KitError):
    """No value is in force on the day, or the one that is has confidence U and may not be used."""

    kind = "parameter_missing"

    def __init__(self, key: str, message: str) -> None:
        super().__init__(message)
        self.key = key


class ProcessUnknown(KitError):
    """There is no process with this name."""

    kind = "process_unknown"


class RoundsUnknown(KitError):
    """The process has no rounds: its cases are decided one by one."""

    kind = "no_rounds"


class ContentInvalid(KitError):
    """A file of the process is wrong: found when it is loaded, never in the middle of a case."""


def problem(at: str, message: str, message_sv: str) -> dict[str, str]:
    """One problem of the facts: where, and what to do, in English and Swedish."""
    return {"at": at, "message": message, "message_sv": message_sv}
