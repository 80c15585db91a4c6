"""One Tryton on loopback, with a database of its own: a copy of the seeded one. Ended by its process id."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from infra.real.tryton.install import CLIENT, DATABASE, SEEDED, VENV, database_environment
from infra.real.tryton.interface import Interface
from infra.real.tryton.users import PASSWORDS, PERSON

PATIENCE_SECONDS = 60


@dataclass(frozen=True)
class Tryton:
    """Where it answers, and the file that it writes to."""

    port: int
    file: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    @property
    def client(self) -> str:
        """The address of the web client, with the database."""
        return f"{self.url}#{DATABASE}"

    @property
    def interface(self) -> Interface:
        """Its own interface, for the finance office's user."""
        return Interface(f"http://{PERSON}:{PASSWORDS[PERSON]}@127.0.0.1:{self.port}/{DATABASE}/rpc/")


@contextmanager
def served(folder: Path) -> Iterator[Tryton]:
    """A server with a fresh copy of the seeded database in this folder; what it says stands in `server.log` there."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{DATABASE}.sqlite"
    for left in folder.glob(f"{file.name}-*"):  # SQLite would lay an earlier server's last writes over the copy
        left.unlink()
    shutil.copyfile(SEEDED / file.name, file)
    tryton = Tryton(_free_port(), file)
    environment = database_environment(folder) | {
        "TRYTOND_WEB__LISTEN": f"127.0.0.1:{tryton.port}",
        "TRYTOND_WEB__ROOT": str(CLIENT),
    }
    with (folder / "server.log").open("w") as log:
        command = [str(VENV / "bin" / "trytond"), "-d", DATABASE]
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        try:
            _wait(tryton.url, server)
            yield tryton
        finally:
            server.terminate()
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _wait(url: str, server: subprocess.Popen[bytes]) -> None:
    ends_at = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < ends_at and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5):  # noqa: S310 - our own server on loopback
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(f"Tryton did not answer within {PATIENCE_SECONDS} s: see server.log beside its database.")


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
