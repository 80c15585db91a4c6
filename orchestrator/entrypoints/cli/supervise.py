"""Start programs, wait until each is well, restart what dies, and leave nothing behind."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from orchestrator.core.errors import Unavailable
from orchestrator.entrypoints.cli.doctor import answers

_LIBC = ctypes.CDLL(None)
_PR_SET_PDEATHSIG = 1
_GRACE_SECONDS = 8
_MOST_RESTARTS = 20


@dataclass
class Program:
    """One child process. `needs` are programs that must be well before it starts."""

    name: str
    command: list[str]
    health_url: str
    env: dict[str, str] = field(default_factory=dict)
    start_seconds: float = 60
    child: subprocess.Popen[bytes] | None = None
    restarts: int = 0


class Supervisor:
    """Keeps programs running; their output goes to files in `logs`."""

    def __init__(self, logs: Path) -> None:
        self._logs = logs
        self.programs: list[Program] = []

    def start(self, program: Program) -> None:
        """Start one program; it stays supervised until `stop`."""
        self._spawn(program)
        self.programs.append(program)

    def wait_until_well(self, program: Program, tell: Callable[[str], None] = lambda _text: None) -> None:
        """Until the program answers its health address; raises Unavailable with its last words."""
        limit = time.monotonic() + program.start_seconds
        while not answers(program.health_url):
            if program.child is not None and program.child.poll() is not None:
                raise Unavailable(f"{program.name} ended while starting:\n{self.last_words(program)}")
            if time.monotonic() > limit:
                raise Unavailable(
                    f"{program.name} did not answer within {program.start_seconds:.0f} s:\n{self.last_words(program)}"
                )
            time.sleep(0.15)
        tell(program.name)

    def restart_dead(self) -> list[str]:
        """Start again what has died; answers their names."""
        dead = [program for program in self.programs if program.child and program.child.poll() is not None]
        for program in dead:
            program.restarts += 1
            if program.restarts > _MOST_RESTARTS:
                raise Unavailable(f"{program.name} keeps dying:\n{self.last_words(program)}")
            self._spawn(program)
        return [program.name for program in dead]

    def last_words(self, program: Program, lines: int = 15) -> str:
        """The end of a program's log."""
        path = self._logs / f"{program.name}.log"
        return "\n".join(path.read_text(errors="replace").splitlines()[-lines:]) if path.exists() else ""

    def stop(self) -> None:
        """End all, the last started first: ask, wait, then make it."""
        for program in reversed(self.programs):
            _signal(program, signal.SIGTERM)
            limit = time.monotonic() + _GRACE_SECONDS
            while program.child and program.child.poll() is None and time.monotonic() < limit:
                time.sleep(0.05)
            _signal(program, signal.SIGKILL)
            if program.child:
                program.child.wait()
        self.programs.clear()

    def _spawn(self, program: Program) -> None:
        self._logs.mkdir(parents=True, exist_ok=True)
        with (self._logs / f"{program.name}.log").open("ab") as log:
            program.child = subprocess.Popen(
                program.command, env={**os.environ, **program.env}, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True, preexec_fn=_die_with_parent,
            )  # fmt: skip


def python(*arguments: str) -> list[str]:
    """A command that runs a module with this Python."""
    return [sys.executable, "-m", *arguments]


def _die_with_parent() -> None:
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _signal(program: Program, number: signal.Signals) -> None:
    if program.child is None:
        return
    try:
        os.killpg(program.child.pid, number)
    except ProcessLookupError:
        return
