"""Bells: a transaction that brings something rings after its commit; who waits for it wakes at once.

On PostgreSQL every process of the platform hears it (LISTEN/NOTIFY); on SQLite there is one, and it hears itself.
A bell carries no content: who wakes looks for itself, and looks now and then anyway.
"""

import threading
from collections import Counter
from collections.abc import Callable

import psycopg
from sqlalchemy import text
from sqlalchemy.orm import Session

from orchestrator.core.logging import log

RUNG = "rung"
OUTBOX, ORDERS = "outbox", "orders"
_WORK = "work:"
_CHANNEL = "coe_bells"
_NOTIFY = text(f"SELECT pg_notify('{_CHANNEL}', :told)")
_RETRY_SECONDS = 2.0
Listener = Callable[[str, int], None]


def work(municipality: str, process: str) -> str:
    """The bell of one queue."""
    return f"{_WORK}{municipality}/{process}"


def queue_of(bell: str) -> tuple[str, str] | None:
    """The (municipality, process) of a queue's bell; None for another one."""
    if not bell.startswith(_WORK):
        return None
    municipality, _, process = bell.removeprefix(_WORK).partition("/")
    return municipality, process


def ring(session: Session, bell: str, times: int = 1) -> None:
    """Ring once this transaction is committed; so many times as things have come."""
    session.info.setdefault(RUNG, Counter())[bell] += times


def notify(session: Session, rung: "Counter[str]") -> None:
    """PostgreSQL hands the bells on when it commits, and only then."""
    connection = session.connection()
    for bell, times in rung.items():
        connection.execute(_NOTIFY, {"told": f"{times} {bell}"})


class Bells:
    """Who listens in this process. Listeners are called from other threads and must be quick."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def listen(self, listener: Listener) -> None:
        """Call `listener(bell, times)` at every ring, until `forget`."""
        self._listeners.append(listener)

    def forget(self, listener: Listener) -> None:
        self._listeners.remove(listener)

    def ring(self, rung: "Counter[str]") -> None:
        for bell, times in rung.items():
            for listener in list(self._listeners):
                listener(bell, times)

    def hear(self, url: str) -> None:
        """Begin to hear what other processes ring, on PostgreSQL. A lost connection is made again."""
        self._stopping.clear()
        self._thread = threading.Thread(target=self._hear, args=(_plain(url),), name="bells", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(timeout=5)
            self._thread = None

    def _hear(self, url: str) -> None:
        while not self._stopping.is_set():
            try:
                with psycopg.connect(url, autocommit=True) as connection:
                    connection.execute(f"LISTEN {_CHANNEL}")
                    while not self._stopping.is_set():
                        for told in connection.notifies(timeout=0.5):
                            times, _, bell = told.payload.partition(" ")
                            self.ring(Counter({bell: int(times)}))
            except psycopg.Error as error:
                log.warning("bells_deaf", problem=str(error))
                self._stopping.wait(_RETRY_SECONDS)


def _plain(url: str) -> str:
    """SQLAlchemy's address as psycopg writes it."""
    return url.replace("postgresql+psycopg://", "postgresql://", 1)
