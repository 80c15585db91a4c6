"""Whether a finished run of the platform has let something out: numbers, names or secrets where they do not belong.

What to look for is read from the testbed's own tables and from the robots' processes while they ran. Searched is every
byte that the platform left outside its evidence store, every process's arguments, and the evidence itself, opened.
"""

import re
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select

from orchestrator.core.db import Database, Scope
from orchestrator.operations.runs import evidence
from orchestrator.operations.runs.models import Evidence

# The testbed is other people's systems; the rest are programs, not what a run has written.
_NOT_OURS = {"testbed", "envs", "pycache", "evidence"}
_SAMPLE_SECONDS = 0.1
_TOKENS = (b"COE_RUN_TOKEN=", b"TESTBED_PLATFORM_TOKEN=")
_PEOPLE = {
    "sambis.db": "SELECT number, first_name, last_name FROM person",
    "klarven.db": "SELECT number, given, surname FROM individual",
    "tidvis.db": "SELECT number, first_name, last_name FROM employee",
    "myllra.db": "SELECT number, first_name, last_name FROM application",
    "eservice.db": "SELECT number, first_name, last_name FROM citizen",
}


@dataclass
class Needles:
    """What must not be found. Shown shortened: a test's own output is a log too."""

    numbers: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    secrets: set[str] = field(default_factory=set)

    def found_in(self, content: bytes, *, names: bool = True) -> list[str]:
        """The kinds that stand in these bytes, each with a beginning of what it is."""
        kinds = {"number": self.numbers, "secret": self.secrets} | ({"name": self.names} if names else {})
        return [
            f"{kind} {needle[:6]}…"
            for kind, needles in kinds.items()
            for needle in _pattern(needles).findall(content.decode("utf-8", errors="ignore"))
        ]


def _pattern(needles: set[str]) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(needle) for needle in sorted(needles)) or r"(?!)")


def of_testbed(data: Path) -> Needles:
    """Everybody whom the testbed's systems know: each number in each way of writing it, each name both ways round."""
    needles = Needles()
    for store, asked in _PEOPLE.items():
        with closing(sqlite3.connect(f"file:{data / store}?mode=ro", uri=True)) as base:
            for number, first, last in base.execute(asked):
                digits = re.sub(r"\D", "", number)
                for whole in (digits, digits[2:]):
                    needles.numbers |= {whole, f"{whole[:-4]}-{whole[-4:]}", f"{whole[:-4]}+{whole[-4:]}"}
                needles.names |= {f"{first} {last}", f"{last}, {first}", f"{last} {first}"}
    assert len(needles.numbers) > 10, "the testbed knows nobody"
    return needles


class Watch:
    """Looks at the platform's processes while they run: their arguments, and the robots' own tokens."""

    def __init__(self, marks: set[bytes]) -> None:
        """`marks`: what stands in the environment of the platform's processes and of no others."""
        self._marks = marks
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self.arguments: set[str] = set()
        self.tokens: set[str] = set()

    @contextmanager
    def looking(self) -> Iterator["Watch"]:
        self._thread.start()
        yield self
        self._stopping.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._stopping.wait(_SAMPLE_SECONDS):
            for entry in Path("/proc").glob("[0-9]*"):
                try:
                    told = (entry / "environ").read_bytes().split(b"\0")
                    words = (entry / "cmdline").read_bytes()
                except OSError:  # it has ended, or is not ours to look at
                    continue
                if self._marks & set(told):
                    self.arguments.add(words.replace(b"\0", b" ").decode(errors="replace"))
                    self.tokens |= {part.partition(b"=")[2].decode() for part in told if part.startswith(_TOKENS)}


def in_arguments(watch: Watch, needles: Needles) -> list[str]:
    """What stood in the arguments of a process: every user of the machine can read them."""
    assert len(watch.arguments) > 5, "the platform's processes were not seen"
    return [f"{words[:60]}: {told}" for words in watch.arguments for told in needles.found_in(words.encode())]


def outside(home: Path, needles: Needles) -> list[str]:
    """What stands outside the evidence store: logs, databases (Prefect's too), caches, left-over files."""
    found = []
    for path in sorted(home.rglob("*")):
        inside = path.relative_to(home)
        if path.is_file() and inside.parts[0] not in _NOT_OURS:
            found += [f"{inside}: {told}" for told in needles.found_in(path.read_bytes())]
            found += [f"{inside}: name of a file: {told}" for told in needles.found_in(str(inside).encode())]
    return found


def inside(database: Database, needles: Needles) -> list[str]:
    """What stands in the evidence, opened: names belong there, whole numbers and secrets do not."""
    found, looked_at = [], 0
    with database.session(Scope.steward("leak test")) as session:
        for row in session.scalars(select(Evidence)):
            _row, content = evidence.read(session, row.id)
            looked_at += 1
            found += [f"{row.kind} {row.name}: {told}" for told in needles.found_in(content, names=False)]
            found += [f"name of evidence {row.kind}: {told}" for told in needles.found_in(row.name.encode())]
    assert looked_at > 5, "there was no evidence to look at"
    return found
