"""One robot process: its own session and group, its output line by line, and nothing left behind."""

import asyncio
import contextlib
import ctypes
import os
import signal
from collections.abc import Callable
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_GRACE_SECONDS = 5
_LIBC = ctypes.CDLL(None)


def _die_with_parent() -> None:
    """In the child, before it becomes the robot: when the worker dies, however it dies, so does the robot."""
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


class RobotProcess:
    """A started robot. `run_id` marks its whole family in the environment, so that none can hide."""

    def __init__(self, run_id: str, child: asyncio.subprocess.Process) -> None:
        self._run_id = run_id
        self._child = child

    @classmethod
    async def start(
        cls, run_id: str, command: list[str], folder: Path, env: dict[str, str], token: str
    ) -> "RobotProcess":
        """The run's token goes through a pipe that only the robot has: arguments are seen by all, and an environment
        by every process of the user, and inherited by the browser."""
        reading, writing = os.pipe()
        try:
            os.write(writing, token.encode())
            return await cls._spawn(run_id, command, folder, {**env, "COE_RUN_TOKEN_FD": str(reading)}, reading)
        finally:
            os.close(reading)
            os.close(writing)

    @classmethod
    async def _spawn(
        cls, run_id: str, command: list[str], folder: Path, env: dict[str, str], kept_open: int
    ) -> "RobotProcess":
        child = await asyncio.create_subprocess_exec(
            *command, cwd=folder, env=env, pass_fds=(kept_open,), stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT, start_new_session=True,
            preexec_fn=_die_with_parent, limit=1 << 20,
        )  # fmt: skip
        return cls(run_id, child)

    @property
    def pid(self) -> int:
        return self._child.pid

    async def read_lines(self, on_line: Callable[[str], None]) -> None:
        """Hand on the output until it ends."""
        stream = self._child.stdout
        while stream is not None:
            try:
                line = await stream.readline()
            except ValueError:  # a line longer than a megabyte: passed over, the rest goes on
                continue
            if not line:
                return
            on_line(line.decode(errors="replace").rstrip())

    async def wait(self) -> int:
        return await self._child.wait()

    async def end(self) -> None:
        """Ask, wait, then make it: robot and browser are gone when this returns."""
        self._signal(signal.SIGTERM)
        with contextlib.suppress(asyncio.TimeoutError, TimeoutError):
            await asyncio.wait_for(self._child.wait(), _GRACE_SECONDS)
        self._signal(signal.SIGKILL)
        await self._child.wait()
        leave_nothing_behind(self._run_id)

    def _signal(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._child.pid, number)


def leave_nothing_behind(run_id: str) -> int:
    """Kill whatever still carries the run's mark (a browser leaves its parent's group); answers how many."""
    mark = f"COE_RUN_ID={run_id}".encode()
    killed = 0
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        with contextlib.suppress(OSError):
            if mark in (entry / "environ").read_bytes().split(b"\0"):
                os.kill(int(entry.name), signal.SIGKILL)
                killed += 1
    return killed
