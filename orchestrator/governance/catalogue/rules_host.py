"""Rules run in an interpreter of their own: no import of content, no network, a time limit.

One child process serves requests as JSON lines (`processes/kit/host.py`); a child that dies or is
late is replaced at the next request.
"""

import hashlib
import json
import subprocess
import sys
import threading
from functools import lru_cache
from pathlib import Path
from typing import IO, Any, cast

from orchestrator.core.errors import BadInput, CoeError, FactsInvalid, ParameterMissing, Unavailable
from orchestrator.core.settings import settings

_ERRORS: dict[str, type[CoeError]] = {
    "facts_invalid": FactsInvalid,
    "process_unknown": BadInput,
    "parameter_missing": ParameterMissing,
}


class RulesHost:
    """Asks the rules of the processes below `root`."""

    def __init__(self, root: Path, timeout: float) -> None:
        self._root = root
        self._timeout = timeout
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

    def close(self) -> None:
        with self._lock:
            self._stop()

    def _ask(self, **request: Any) -> dict[str, Any]:
        with self._lock:
            child = self._running()
            late = threading.Timer(self._timeout, child.kill)
            late.start()
            try:
                cast(IO[str], child.stdin).write(json.dumps(request) + "\n")
                cast(IO[str], child.stdin).flush()
                line = cast(IO[str], child.stdout).readline()
            except OSError:
                line = ""
            finally:
                late.cancel()
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
            host = self._root / "processes" / "kit" / "host.py"
            self._child = subprocess.Popen(
                [sys.executable, "-I", "-B", str(host), str(self._root)],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={"LANG": "C.UTF-8"},
            )  # fmt: skip
        return self._child

    def _stop(self) -> None:
        if self._child is None:
            return
        for pipe in (self._child.stdin, self._child.stdout):
            if pipe:
                pipe.close()
        self._child.kill()
        self._child.wait()
        self._child = None


@lru_cache(maxsize=1)
def rules_host() -> RulesHost:
    """The rules host of this process."""
    return RulesHost(settings().processes_root, settings().rules_timeout_seconds)


@lru_cache(maxsize=32)
def rules_hash(process: str) -> str:
    """SHA-256 over the files that the assessment came from: kit and process folder, by name and content."""
    total = hashlib.sha256()
    base = settings().processes_root / "processes"
    for folder in ("kit", process):
        for path in sorted((base / folder).rglob("*")):
            if path.is_file() and path.suffix in {".py", ".yaml", ".yml", ".json", ".txt"}:
                total.update(str(path.relative_to(base)).encode() + b"\0" + path.read_bytes())
    return total.hexdigest()
