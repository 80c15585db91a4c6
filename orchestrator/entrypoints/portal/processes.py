"""What processes are called: their own words, asked from the rules host once."""

from typing import Any

from orchestrator.core.errors import CoeError
from orchestrator.governance.catalogue.rules_host import rules_host

_known: dict[str, dict[str, Any]] = {}


def described(process: str) -> dict[str, Any]:
    """A process's manifest; empty while the rules host cannot say, so that a page never hangs on it."""
    if process not in _known:
        try:
            _known[process] = rules_host().describe(process)
        except CoeError:
            return {}
    return _known[process]


def process_title(process: str) -> dict[str, str] | str:
    """{sv, en}, or the bare name."""
    title: dict[str, str] | str = described(process).get("title") or process
    return title


def outcome_title(process: str, outcome: str) -> dict[str, str] | str:
    """{sv, en} of what a decision is called in a process, or the bare word."""
    title: dict[str, str] | str = described(process).get("outcomes", {}).get(outcome) or outcome
    return title


def ledger_of(process: str) -> dict[str, Any]:
    """How a process's calculation is told: `groups` with title and sum, `result`, `unit`, `draft`."""
    return {"groups": {}, "unit": "SEK", **described(process).get("ledger", {})}


def effect_title(process: str, kind: str) -> dict[str, str] | str:
    """{sv, en} of what is written, where the process says it; else nothing."""
    title: dict[str, str] | str = described(process).get("effects", {}).get(kind) or ""
    return title


def picture_title(process: str, name: str) -> dict[str, str] | str:
    """{sv, en} of a page that a robot has kept a picture of, by the process's own words; else nothing."""
    words = (described(process).get("form") or {}).get("words", {})
    title: dict[str, str] | str = words.get(name) or ""
    return title


def has_letter(process: str) -> bool:
    """Whether the applicant gets a letter, in which a person's motivation stands."""
    return "letter" in described(process)


def asks_applicant(process: str) -> bool:
    """Whether a question reaches the applicant through the municipality's e-service."""
    return bool(described(process).get("asks_applicant"))


def segment_title(process: str, segment: str) -> dict[str, str] | str:
    """{sv, en} of a kind of case, or the bare name."""
    title: dict[str, str] | str = described(process).get("segments", {}).get(segment) or segment
    return title
