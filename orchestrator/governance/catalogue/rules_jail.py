"""Starts a release's own rules host without network, other programs, or files but its own. Imports nothing of ours.

python -I -B rules_jail.py ROOT        ROOT: the unpacked release, with processes/kit/host.py

The kernel takes the network away where it lets us (a namespace of our own). Everywhere Python's audit hook, which
nobody can take out again, refuses sockets, programs, and files outside the release and Python's own libraries; nothing
can be written. This keeps a mistake in rules from doing harm; against malice stand signature and approval.
"""

import ctypes
import os
import resource
import runpy
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

_NEW_USER, _NEW_NET = 0x10000000, 0x40000000
_MOST_MEMORY = 2 * 1024**3
_REFUSED = ("socket.", "subprocess.", "ctypes.", "os.system", "os.exec", "os.fork", "os.posix_spawn", "os.spawn",
            "os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.chmod", "os.truncate",
            "os.kill", "shutil.", "pty.", "urllib.", "http.", "ftplib.", "smtplib.", "sqlite3.")  # fmt: skip
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def main(root: Path) -> None:
    """Lock the door, then become the release's host."""
    _leave_the_network()
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    host = str(root / "processes" / "kit" / "host.py")
    sys.argv = [host, str(root)]
    _lock([str(root), sys.prefix, sys.base_prefix, "/usr/lib/python", "/usr/share/zoneinfo", "/etc/localtime"])
    runpy.run_path(host, run_name="__main__")


def _leave_the_network() -> None:
    with suppress(Exception):  # no such right here: the hook below stands alone
        ctypes.CDLL(None).unshare(_NEW_USER | _NEW_NET)


def _lock(readable: list[str]) -> None:
    places = tuple({place for name in readable for place in (name, os.path.realpath(name))})

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            _require_readable(arguments, places)
        elif event.startswith(_REFUSED):
            raise PermissionError(f"rules may not do this: {event}")

    sys.addaudithook(hook)


def _require_readable(arguments: tuple[Any, ...], places: tuple[str, ...]) -> None:
    path, _mode, flags = arguments
    if isinstance(path, int):
        return
    name = os.path.realpath(os.fsdecode(path))
    if flags & _WRITING or not any(name == place or name.startswith(f"{place.rstrip('/')}/") or (
        place.endswith("python") and name.startswith(place)) for place in places):  # fmt: skip
        raise PermissionError("rules may read their own release only, and write nothing")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Give the folder of the unpacked release: python -I -B rules_jail.py ROOT")
    main(Path(sys.argv[1]).resolve())
