"""One at a time: a backup copies the evidence store, or files in it are sealed anew.

Else a backup could hold a file under a key version that its copy of the database does not know. New evidence needs no
guard: nothing in that copy names it. The lock is the system's own and ends with its process.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from orchestrator.core.settings import settings


@contextmanager
def evidence_guard() -> Iterator[None]:
    """Waits until the other one has done."""
    folder = settings().evidence_dir
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".guard").open("w") as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)
        yield
