"""The documentation as the portal asks for it: made anew when a source file has changed, else read from its file."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from threading import Lock
from typing import Any

from orchestrator.core.errors import Unavailable
from orchestrator.core.settings import ROOT, settings

Json = dict[str, Any]
_SECONDS = 60
_lock = Lock()
_known: dict[str, list[Json]] = {}


def keyword_docs() -> list[Json]:
    """As `documented` tells it. Raises Unavailable when a library cannot be imported."""
    digest = _digest()
    with _lock:
        if digest not in _known:
            _known.clear()
            _known[digest] = _read(digest)
        return _known[digest]


def _read(digest: str) -> list[Json]:
    kept = settings().home / "keywords" / f"{digest}.json"
    if not kept.is_file():
        kept.parent.mkdir(parents=True, exist_ok=True)
        beside = kept.with_suffix(f".{os.getpid()}")
        beside.write_text(_made())
        beside.replace(kept)
        for old in kept.parent.glob("*.json"):
            if old != kept:
                old.unlink(missing_ok=True)
    found: list[Json] = json.loads(kept.read_text())
    return found


def _made() -> str:
    command = [sys.executable, "-m", __package__, str(ROOT)]
    env = {"PATH": os.environ.get("PATH", ""), "PYTHONPATH": str(ROOT), "HOME": os.environ.get("HOME", "")}
    try:
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=False, timeout=_SECONDS)
    except subprocess.TimeoutExpired:
        raise Unavailable("The keywords could not be documented in time. Try again in a while.") from None
    if done.returncode:
        last = (done.stderr.strip().splitlines() or [""])[-1]
        raise Unavailable(f"The keywords could not be documented: {last}. Run `coe robot lint` for the package.")
    return done.stdout


def _digest() -> str:
    """Of every file that can change what is told: task files, libraries, and how it is told."""
    sources = (*ROOT.glob("robots/**/*.robot"), *ROOT.glob("robots/**/*.resource"), *ROOT.glob("robots/**/*.py"),
               *ROOT.glob("shared_library/**/*.py"), *Path(__file__).parent.glob("*.py"))  # fmt: skip
    digest = hashlib.sha256()
    for path in sorted(sources):
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + str(path.stat().st_mtime_ns).encode())
    return digest.hexdigest()[:32]
