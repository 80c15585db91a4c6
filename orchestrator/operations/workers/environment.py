"""A robot's environment: built once for each lock file, atomically, under a file lock; then reused for ever.

It has neither Prefect nor our server, so that their pins cannot break a robot and it starts fast.
"""

import fcntl
import hashlib
import platform
import shutil
import subprocess
import sys
from pathlib import Path

from uv import find_uv_bin

from orchestrator.core.errors import Unavailable


def environment_key(lock: bytes) -> str:
    """What an environment depends on: lock file, Python version, platform."""
    python = f"{sys.version_info.major}.{sys.version_info.minor}.{sys.version_info.micro}"
    return hashlib.sha256(lock + f"|{python}|{platform.machine()}|{sys.platform}".encode()).hexdigest()[:16]


def prepare_environment(home: Path, lock_file: Path) -> Path:
    """The Python of the environment for a lock file; builds it if need be (seconds, from the package cache)."""
    target = home / "envs" / environment_key(lock_file.read_bytes())
    python = target / "bin" / "python"
    target.parent.mkdir(parents=True, exist_ok=True)
    with (target.parent / f"{target.name}.lock").open("w") as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)
        if not (target / "ready").exists():
            shutil.rmtree(target, ignore_errors=True)  # the rest of a build that was cut off
            _build(target, lock_file)
            (target / "ready").touch()
    return python


def _build(target: Path, lock_file: Path) -> None:
    uv = find_uv_bin()
    _run([uv, "venv", "--quiet", "--python", sys.executable, str(target)])
    _run([uv, "pip", "sync", "--quiet", "--python", str(target / "bin" / "python"), "--require-hashes",
          "--compile-bytecode", str(lock_file)])  # fmt: skip


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        told = done.stderr.strip().splitlines()[-3:]
        raise Unavailable(f"The robot's environment could not be built: {' '.join(told)}")
