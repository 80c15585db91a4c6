"""Rules run in an interpreter of their own: no import of content, no network, a time limit.

One child process serves requests as JSON lines (`processes/kit/host.py`); a child that dies or is
late is replaced at the next request.
"""

import base64
import json
import subprocess
import sys
import threading
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from orchestrator.core import helper
from orchestrator.core.errors import BadInput, CoeError, FactsInvalid, ParameterMissing, Unavailable
from orchestrator.core.settings import settings

# Thousands of cases at once, read, ranked and told (`make bench ARGS=round`); one case has the settings' own limit.
_ROUND_SECONDS = 60.0
_JAIL = Path(__file__).with_name("rules_jail.py")
_ERRORS: dict[str, type[CoeError]] = {
    "facts_invalid": FactsInvalid,
    "process_unknown": BadInput,
    "document_refused": BadInput,
    "parameter_missing": ParameterMissing,
    "no_rounds": BadInput,
}


class RulesHost:
    """Asks the rules of the processes below `root`. `sha256` is the release's; empty for a working tree.

    `jailed`: without network and files of others (`rules_jail.py`), as all rules that decide are.
    """

    sha256 = ""

    def __init__(self, root: Path, timeout: float, *, jailed: bool = False) -> None:
        self._root = root
        self._timeout = timeout
        self._jailed = jailed
        self._lock = threading.Lock()
        self._child: subprocess.Popen[str] | None = None

    def assess(
        self, process: str, facts: dict[str, Any], municipality: str, parameters: dict[str, Any], on: str
    ) -> dict[str, Any]:
        """The assessment of one case by the rules and parameters in force on a day."""
        answer = self._ask(
            op="assess", process=process, facts=facts, municipality=municipality, config=parameters, on=on
        )
        return cast(dict[str, Any], answer["assessment"])

    def schema(self, process: str) -> dict[str, Any]:
        """The facts' JSON Schema."""
        return cast(dict[str, Any], self._ask(op="schema", process=process)["schema"])

    def describe(self, process: str) -> dict[str, Any]:
        """The process's manifest, version and parameters."""
        answer = self._ask(op="describe", process=process)
        return cast(dict[str, Any], answer.get("process") or answer)

    def read_document(self, process: str, content: bytes) -> dict[str, Any]:
        """A document that came in, as the process reads it: `{reference, payload}`. BadInput says what is wrong."""
        answer = self._ask(op="document", process=process, content=base64.b64encode(content).decode())
        return cast(dict[str, Any], answer["document"])

    def sheet(self, process: str, payload: dict[str, Any], reasons: list[Any]) -> dict[str, Any]:
        """A case's document as a person reads it, with each finding at its place: `{title, blocks}`."""
        answer = self._ask(op="sheet", process=process, payload=payload, reasons=reasons)
        return cast(dict[str, Any], answer["sheet"])

    def lay_round(self, process: str, told: dict[str, Any]) -> dict[str, Any]:
        """A round ranked for people to decide on, as the process's own `rounds.py` tells it."""
        answer = self._ask(_seconds=_ROUND_SECONDS, op="round", process=process, told=told)
        return cast(dict[str, Any], answer["round"])

    def after_answer(self, process: str, told: dict[str, Any]) -> bool:
        """Whether a case whose offer has been answered takes part in rounds again."""
        return bool(self._ask(op="after_answer", process=process, told=told)["after"]["stays"])

    def text(self, process: str, name: str) -> str:
        """A text file of the process's folder, for example `notices/sms.sv.txt`."""
        folder = (self._root / "processes" / process).resolve()
        path = (folder / name).resolve()
        if not path.is_relative_to(folder):
            raise BadInput(f"{name!r} lies outside the process {process}.")
        return path.read_text()

    def close(self) -> None:
        with self._lock:
            self._stop()

    def _ask(self, *, _seconds: float = 0.0, **request: Any) -> dict[str, Any]:
        with self._lock:
            child = self._running()
            line = helper.ask(child, json.dumps(request), max(self._timeout, _seconds))
            if not line:
                self._stop()
                raise Unavailable("The rules gave no answer in time. Try again; if it repeats, tell the developers.")
        answer: dict[str, Any] = json.loads(line)
        if not answer.get("ok"):
            error = answer["error"]
            kind = _ERRORS.get(error["kind"], CoeError)
            raise kind(error["message"], problems=error.get("problems"))
        return answer

    def _running(self) -> subprocess.Popen[str]:
        if self._child is None or self._child.poll() is not None:
            self._before_start()
            host = _JAIL if self._jailed else self._root / "processes" / "kit" / "host.py"
            self._child = subprocess.Popen(
                [sys.executable, "-I", "-B", str(host), str(self._root)],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={"LANG": "C.UTF-8"},
            )  # fmt: skip
        return self._child

    def _before_start(self) -> None:
        """What must be sure before an interpreter begins with the files."""

    def _stop(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            helper.end(child)


@lru_cache(maxsize=1)
def rules_host() -> RulesHost:
    """The rules of the working tree, for developers' verbs. Rules that decide come from a release: `released.py`."""
    return RulesHost(settings().processes_root, settings().rules_timeout_seconds)
