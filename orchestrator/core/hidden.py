"""Keep other processes of the same user out of this one's memory and environment."""

import ctypes

_PR_SET_DUMPABLE = 4
_LIBC = ctypes.CDLL(None)


def hide() -> None:
    """For a process that holds the master key or the worker's token: robots run as the same user beside it.

    `/proc/<pid>/environ` and `mem` are root's from now on, no debugger of the user attaches, and a crash leaves no
    memory on disk. What this process starts is as usual again. Linux: prctl(2), PR_SET_DUMPABLE.
    """
    _LIBC.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
