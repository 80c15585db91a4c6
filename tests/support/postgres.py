"""A real PostgreSQL server for the tests: Debian's, in a folder of its own, as an ordinary user, on a free port."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.ports import free_port

_AS_USER = "postgres"


def server_programs() -> Path | None:
    """The folder of `initdb` and `postgres`, or None when no server is installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


@contextmanager
def postgres_server(programs: Path, *, durable: bool = False) -> Iterator[str]:
    """Start a server; yields its address without a database name at its end. `durable` keeps its usual settings."""
    with tempfile.TemporaryDirectory(prefix="coe-pg-") as folder:
        data = Path(folder) / "data"
        become = _ordinary_user(Path(folder))
        subprocess.run(
            [*become, str(programs / "initdb"), "-D", str(data), "-A", "trust", "-U", "coe", "-E", "UTF8", "--no-sync"],
            check=True, capture_output=True, cwd=folder,
        )  # fmt: skip
        port = free_port()
        server = subprocess.Popen(
            [*become, str(programs / "postgres"), "-D", str(data), "-p", str(port), "-c", "listen_addresses=127.0.0.1",
             "-c", f"unix_socket_directories={folder}", "-c", f"fsync={'on' if durable else 'off'}",
             "-c", "max_connections=200"],
            cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            _wait_for(programs, port)
            yield f"postgresql+psycopg://coe@127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(timeout=20)


def _ordinary_user(folder: Path) -> list[str]:
    """PostgreSQL refuses to run as root: become Debian's `postgres` user then."""
    if os.geteuid() != 0:
        return []
    shutil.chown(folder, _AS_USER)
    return ["setpriv", f"--reuid={_AS_USER}", f"--regid={_AS_USER}", "--init-groups", "--"]


def _wait_for(programs: Path, port: int) -> None:
    for _ in range(100):
        ready = subprocess.run(
            [str(programs / "pg_isready"), "-h", "127.0.0.1", "-p", str(port), "-t", "1"],
            check=False, capture_output=True,
        )  # fmt: skip
        if ready.returncode == 0:
            return
        subprocess.run(["sleep", "0.1"], check=True)
    raise RuntimeError("the test's PostgreSQL server did not start")
