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


def segment_title(process: str, segment: str) -> dict[str, str] | str:
    """{sv, en} of a kind of case, or the bare name."""
    title: dict[str, str] | str = described(process).get("segments", {}).get(segment) or segment
    return title
