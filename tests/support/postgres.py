"""A real PostgreSQL server for the tests: Debian's, in a folder of its own, as an ordinary user, on a free port."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.ports import free_port

_AS_USER = "postgres"
_START_SECONDS = 60


def server_programs() -> Path | None:
    """The folder of `initdb` and `postgres`, or None when no server is installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


class Server:
    """One server; it can be killed and started again on its data. `durable` keeps PostgreSQL's usual settings."""

    def __init__(self, programs: Path, *, durable: bool = False) -> None:
        self._programs, self._durable = programs, durable
        self._folder = Path(tempfile.mkdtemp(prefix="coe-pg-"))
        self._become = _ordinary_user(self._folder)
        self.port = free_port()
        subprocess.run(
            [*self._become, str(programs / "initdb"), "-D", str(self._data), "-A", "trust", "-U", "coe", "-E", "UTF8",
             "--no-sync"],
            check=True, capture_output=True, cwd=self._folder,
        )  # fmt: skip

    @property
    def plain_url(self) -> str:
        """As psycopg writes it, without a database name at its end."""
        return f"postgresql://coe@127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        """As SQLAlchemy writes it."""
        return self.plain_url.replace("postgresql://", "postgresql+psycopg://")

    @property
    def _data(self) -> Path:
        return self._folder / "data"

    def start(self) -> None:
        """Until it answers. After a kill the old one's processes may need a moment to end: it is tried again."""
        limit = time.monotonic() + _START_SECONDS
        while time.monotonic() < limit:
            self.process = self._spawn()
            if self._answers():
                return
        raise RuntimeError("the test's PostgreSQL server did not start")

    def remove(self) -> None:
        if hasattr(self, "process"):
            self.process.send_signal(signal.SIGINT)  # PostgreSQL's fast shutdown: whoever is connected is let go
            self.process.wait(timeout=20)
        shutil.rmtree(self._folder, ignore_errors=True)

    def _spawn(self) -> subprocess.Popen[bytes]:
        fsync = "on" if self._durable else "off"
        return subprocess.Popen(
            [*self._become, str(self._programs / "postgres"), "-D", str(self._data), "-p", str(self.port),
             "-c", "listen_addresses=127.0.0.1", "-c", f"unix_socket_directories={self._folder}",
             "-c", f"fsync={fsync}", "-c", "max_connections=200"],
            cwd=self._folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def _answers(self) -> bool:
        ready = [str(self._programs / "pg_isready"), "-h", "127.0.0.1", "-p", str(self.port), "-t", "1"]
        while self.process.poll() is None:
            if subprocess.run(ready, check=False, capture_output=True).returncode == 0:
                return True
            time.sleep(0.1)
        time.sleep(0.3)
        return False


@contextmanager
def postgres_server(programs: Path, *, durable: bool = False) -> Iterator[str]:
    """Start a server; yields its address without a database name at its end."""
    server = Server(programs, durable=durable)
    try:
        server.start()
        yield server.url
    finally:
        server.remove()


def _ordinary_user(folder: Path) -> list[str]:
    """PostgreSQL refuses to run as root: become Debian's `postgres` user then."""
    if os.geteuid() != 0:
        return []
    shutil.chown(folder, _AS_USER)
    return ["setpriv", f"--reuid={_AS_USER}", f"--regid={_AS_USER}", "--init-groups", "--"]
