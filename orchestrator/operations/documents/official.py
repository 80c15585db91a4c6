"""What the official rules say of an e-invoice, each with the version that said it. The rules run in a helper process.

Without both sets installed nothing is called valid, and nothing invalid: `installed` is false, and a person decides.
"""

import base64
import json
import subprocess
import sys
import threading
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from orchestrator.core import helper, xml
from orchestrator.core.errors import BadInput, Unavailable
from orchestrator.operations.documents import rule_sets
from orchestrator.operations.documents.rule_sets import RuleSet

_HELPER = Path(__file__).with_name("official_helper.py")
_START_SECONDS, _DOCUMENT_SECONDS = 60.0, 60.0


@dataclass(frozen=True)
class Finding:
    """A rule that the document does not keep. `flag`: fatal | warning. `location`: an XPath in the document."""

    rule_set: str
    rule: str
    flag: str
    text: str
    location: str


@dataclass(frozen=True)
class Verdict:
    """`accepted` is None where the rules are not installed: never valid without them."""

    installed: bool
    rule_sets: tuple[RuleSet, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def accepted(self) -> bool | None:
        return not any(one.flag == "fatal" for one in self.findings) if self.installed else None

    def as_json(self) -> dict[str, Any]:
        """As the facts of a process have it."""
        return {
            "installed": self.installed, "rule_sets": [asdict(one) for one in self.rule_sets],
            "findings": [asdict(one) for one in self.findings],
        }  # fmt: skip


class OfficialRules:
    """One helper for this process, started when it is first asked and anew when it is gone or new rules are installed.

    Safe from many threads: documents are judged one after the other.
    """

    def __init__(self, *, start_seconds: float = _START_SECONDS, document_seconds: float = _DOCUMENT_SECONDS) -> None:
        self._start_seconds, self._document_seconds = start_seconds, document_seconds
        self._lock = threading.Lock()
        self._child: subprocess.Popen[str] | None = None
        self._sets: list[RuleSet] = []

    def verdict(self, content: bytes, name: str = "The invoice") -> Verdict:
        """Both sets on one document. Raises BadInput for what is not XML that may be read, Unavailable when the helper
        does not answer in time: then nothing is known, and the document is kept for the next try."""
        xml.parse(content, name)  # entities, depth, size, encoding: before the helper sees a byte of it
        with self._lock:
            sets = self._installed()
            if not sets:
                return Verdict(False)
            answer = self._ask({"xml": base64.b64encode(content).decode()}, sets)
        if "error" in answer:
            raise BadInput(f"{name} cannot be read by the official rules: {answer['error']}")
        return Verdict(True, tuple(sets), tuple(Finding(**one) for one in answer["findings"]))

    def close(self) -> None:
        """End the helper. The next document starts it again."""
        with self._lock:
            self._stop()

    @property
    def pid(self) -> int | None:
        return self._child.pid if self._child else None

    def _installed(self) -> list[RuleSet]:
        """Read from disk only when a helper is started: a running one has the sets that it was started with."""
        listed = rule_sets.installed()
        if self._child is not None and self._child.poll() is None and listed == self._sets:
            return self._sets
        return rule_sets.whole()

    def _ask(self, request: dict[str, str], sets: list[RuleSet]) -> dict[str, Any]:
        child = self._running(sets)
        answer = self._line(child, self._document_seconds, json.dumps(request))
        if answer is None:  # it ended by itself between two documents, for example
            answer = self._line(self._running(sets), self._document_seconds, json.dumps(request))
        if answer is None:
            raise Unavailable("The official rules gave no answer in time. The document is kept; try again.")
        return answer

    def _running(self, sets: list[RuleSet]) -> subprocess.Popen[str]:
        if self._child is not None and self._child.poll() is None and sets == self._sets:
            return self._child
        self._stop()
        told = [f"{one.name}={one.path}" for one in sets]
        self._child, self._sets = subprocess.Popen(
            [sys.executable, "-I", str(_HELPER), *told], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True, env={"LANG": "C.UTF-8"},
        ), sets  # fmt: skip
        if self._line(self._child, self._start_seconds) is None:
            raise Unavailable("The official rules could not be compiled. Install them again (coe invoice-rules).")
        return self._child

    def _line(self, child: subprocess.Popen[str], seconds: float, request: str = "") -> dict[str, Any] | None:
        """The helper's next answer; None when it is dead or late, and then it is gone."""
        line = helper.ask(child, request, seconds)
        if not line:
            self._stop()
            return None
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _stop(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            helper.end(child)


@lru_cache(maxsize=1)
def official_rules() -> OfficialRules:
    """The one of this process."""
    return OfficialRules()
