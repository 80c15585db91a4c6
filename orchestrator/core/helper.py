"""A helper process that answers line by line: asked with a time limit, ended whatever state it is in."""

import subprocess
import threading
from contextlib import suppress
from typing import IO, cast


def ask(child: subprocess.Popen[str], request: str, seconds: float) -> str:
    """The helper's next line, after a line was written to it (none where `request` is empty). Empty when it is dead or
    late, and a late one is killed."""
    late = threading.Timer(seconds, child.kill)
    late.start()
    try:
        if request:
            cast(IO[str], child.stdin).write(request + "\n")
            cast(IO[str], child.stdin).flush()
        return cast(IO[str], child.stdout).readline()
    except OSError:
        return ""
    finally:
        late.cancel()


def end(child: subprocess.Popen[str]) -> None:
    """Kill and reap it."""
    child.kill()
    for pipe in (child.stdin, child.stdout):
        if pipe:
            with suppress(OSError):  # what it was being told when it died is still to be written
                pipe.close()
    child.wait()
