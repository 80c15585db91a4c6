"""What a robot process is told by the one who started it. Only this module touches the environment."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from shared_library.errors import ApplicationException

STOCKHOLM = ZoneInfo("Europe/Stockholm")


@dataclass(frozen=True)
class Environment:
    """One run's surroundings; see README for each variable."""

    api_url: str
    run_token: str
    run_id: str
    municipality: str
    process: str
    artifacts: Path
    linger_seconds: float
    patience_seconds: float

    @classmethod
    def read(cls) -> Environment:
        return cls(
            api_url=_needed("COE_API_URL").rstrip("/"),
            run_token=_run_token(),
            run_id=os.environ.get("COE_RUN_ID", "laptop"),
            municipality=os.environ.get("COE_MUNICIPALITY", ""),
            process=os.environ.get("COE_PROCESS", ""),
            artifacts=artifacts_folder(),
            linger_seconds=float(os.environ.get("COE_LINGER_SECONDS", "5")),
            patience_seconds=float(os.environ.get("COE_PATIENCE_SECONDS", "60")),
        )


def artifacts_folder() -> Path:
    return Path(os.environ.get("ROBOT_ARTIFACTS", "output"))


def today() -> date:
    """The day in Sweden, or the day that ``COE_TODAY`` sets for demo and tests."""
    fixed = os.environ.get("COE_TODAY")
    return date.fromisoformat(fixed[:10]) if fixed else datetime.now(STOCKHOLM).date()


def chromium() -> str | None:
    """The browser to start: ``COE_CHROMIUM``, then the lighter headless shell; None is Playwright's own."""
    named = os.environ.get("COE_CHROMIUM")
    return named or shutil.which("chromium-headless-shell") or shutil.which("chromium")


def watched() -> bool:
    """``COE_WATCH``: on a laptop, with a window and a pace that one can follow. Never under the platform."""
    return os.environ.get("COE_WATCH") == "1"


def limit_drivers_heap() -> None:
    """For Playwright's driver, which inherits our environment. Node measures its heap by the machine's memory: on a
    large one 100 MB of short-lived garbage come and go. Options that are set already stand."""
    os.environ.setdefault("NODE_OPTIONS", "--max-semi-space-size=4 --max-old-space-size=512")


@lru_cache(maxsize=1)
def _token_of_pipe(descriptor: str) -> str:
    """What the worker has laid in the pipe: read once and closed, so that no browser inherits it."""
    with os.fdopen(int(descriptor), "rb") as pipe:
        return pipe.read().decode()


def _run_token() -> str:
    """From the worker by a pipe; on a laptop, where it opens nothing but a local address, by the environment."""
    descriptor = os.environ.get("COE_RUN_TOKEN_FD")
    return _token_of_pipe(descriptor) if descriptor else _needed("COE_RUN_TOKEN")


def _needed(name: str) -> str:
    value = os.environ.get(name)
    if not value:
        raise ApplicationException(
            "environment",
            f"The environment variable {name} is not set. Start the robot through the platform or "
            "with `coe robot run`, which set it.",
        )
    return value
