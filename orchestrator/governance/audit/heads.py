"""Where the trail ends, told outside the database: without it, cutting off the last rows would leave no mark.

Two files in one folder (`COE_TRAIL_DIR`; best on another disk or machine than the database):

- `head.json`: the last seal of every chain, signed, replaced whole with every round of sealing. Before a round commits,
  the file says where it will end (`pending`); a process that dies in between is told apart from rows that are missing.
- `checkpoints.jsonl`: the same once a day, at shutdown and on demand, a line each, signed and chained to the line
  before. Lines are only ever added: copy them away, and an older head cannot be put back unseen. A line of the kind
  `accepted` says that a person has accepted that a chain ends earlier than was recorded: a backup was restored.
"""

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from orchestrator.core import signatures
from orchestrator.core.clock import machine_now
from orchestrator.core.errors import Conflict
from orchestrator.core.settings import settings
from orchestrator.governance.audit.rules import FIRST

KEY = "trail"


class End(NamedTuple):
    """The last sealed row of a chain: its place, which is how many rows there are, and its seal."""

    seq: int
    seal: str


Ends = dict[str, End]
NOTHING = End(0, FIRST)


class HeadBroken(Conflict):
    """The head or the checkpoints are not as we wrote them."""

    code = "trail_head_broken"


@dataclass(frozen=True)
class Head:
    """`lines` and `last`: how many checkpoints there are, and the hash of the last."""

    ends: Ends = field(default_factory=dict)
    pending: Ends | None = None
    lines: int = 0
    last: str = FIRST

    def end(self, chain: str) -> End:
        return self.ends.get(chain, NOTHING)


@dataclass(frozen=True)
class Checkpoint:
    """One line of the file. `kind`: `daily`, `shutdown`, `asked` or `accepted`."""

    kind: str
    at: str
    ends: Ends
    by: str = ""
    reason: str = ""


class Heads:
    """The folder's files, and the key that signs them. `public`: another place to take the public half from."""

    def __init__(self, folder: Path | None = None, home: Path | None = None, public: Path | None = None) -> None:
        self.folder = folder or settings().trail_folder
        self._home = home or settings().home
        self._public = public or signatures.public_path(self._home, KEY)

    @property
    def head_file(self) -> Path:
        return self.folder / "head.json"

    @property
    def checkpoint_file(self) -> Path:
        return self.folder / "checkpoints.jsonl"

    def read(self) -> Head | None:
        """The head; None before the first round. HeadBroken when it is not ours."""
        try:
            told = self._checked(self.head_file.read_text(), "head.json")
            pending = told["pending"]
            return Head(_ends(told["ends"]), None if pending is None else _ends(pending), told["lines"], told["last"])
        except FileNotFoundError:
            return None
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise HeadBroken(f"{self.head_file.name} cannot be read: it was cut or changed.") from error

    def write(self, head: Head) -> None:
        """Replace the head whole, on the disk before this returns."""
        told = {"ends": head.ends, "pending": head.pending, "lines": head.lines, "last": head.last}
        text = json.dumps(self._signed(told)) + "\n"
        beside = self.head_file.with_suffix(".new")
        self.folder.mkdir(parents=True, exist_ok=True)
        with beside.open("w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self.head_file)
        _sync_folder(self.folder)

    def checkpoints(self, head: Head | None) -> list[Checkpoint]:
        """Every line, oldest first. HeadBroken where one is missing, changed, or not counted by the head."""
        try:
            lines = self.checkpoint_file.read_text().splitlines()
        except FileNotFoundError:
            lines = []
        except ValueError as error:
            raise HeadBroken(f"{self.checkpoint_file.name} cannot be read: it was changed.") from error
        told, hashes = [], [FIRST]
        for number, line in enumerate(lines, 1):
            told.append(self._checkpoint(line, number, hashes[-1]))
            hashes.append(_hash(line))
        counted, last = (head.lines, head.last) if head else (0, FIRST)
        # one line more than the head counts: the process died between the two
        if len(lines) not in (counted, counted + 1) or hashes[counted] != last:
            raise HeadBroken(f"{self.checkpoint_file.name} has {len(lines)} lines, and the head counts {counted}.")
        return told

    def add_checkpoint(self, head: Head, kind: str, by: str = "", reason: str = "") -> Head:
        """Add a line and answer the head that counts it, written."""
        self.folder.mkdir(parents=True, exist_ok=True)
        count = len(self.checkpoints(head))
        before = _hash(self.checkpoint_file.read_text().splitlines()[-1]) if count else FIRST
        told = {"kind": kind, "ends": head.ends, "before": before, "by": by, "reason": reason}
        line = json.dumps(self._signed(told))
        with self.checkpoint_file.open("a") as file:
            file.write(line + "\n")
            file.flush()
            os.fsync(file.fileno())
        _sync_folder(self.folder)
        counted = Head(head.ends, None, count + 1, _hash(line))
        self.write(counted)
        return counted

    def put_aside(self) -> None:
        """Files that no longer hold together are kept under other names, and begun anew."""
        mark = f"{machine_now():%Y%m%dT%H%M%S%f}"
        for path in (self.head_file, self.checkpoint_file):
            if path.exists():
                path.rename(path.with_name(f"{path.name}.{mark}.broken"))

    @contextmanager
    def alone(self) -> Iterator[None]:
        """One at a time, over all processes that share the folder. A folder that cannot be written is only read."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            file = (self.folder / ".lock").open("w")
        except OSError:
            yield
            return
        with file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _checkpoint(self, line: str, number: int, before: str) -> Checkpoint:
        name = f"line {number} of {self.checkpoint_file.name}"
        try:
            told = self._checked(line, name)
            if told["before"] != before:
                raise HeadBroken(f"{name} does not follow the line before it: a line was taken away or put in.")
            return Checkpoint(told["kind"], told["at"], _ends(told["ends"]), told["by"], told["reason"])
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise HeadBroken(f"{name} cannot be read: it was changed.") from error

    def _signed(self, told: dict[str, Any]) -> dict[str, Any]:
        signatures.ensure_pair(self._home, KEY)
        whole = told | {"at": machine_now().isoformat(), "key": signatures.key_id(self._public)}
        return whole | {"signature": signatures.sign(self._home, KEY, _bytes(whole)).hex()}

    def _checked(self, text: str, name: str) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(text)
        signature = bytes.fromhex(told.pop("signature"))
        if not signatures.is_signed(self._public, _bytes(told), signature):
            raise HeadBroken(f"{name} is not signed by this platform's trail key: it was changed, or the key was.")
        if text.rstrip("\n") != json.dumps(told | {"signature": signature.hex()}):
            raise HeadBroken(f"{name} is not written as the platform writes it: it was changed.")
        return told


def _ends(told: dict[str, Any]) -> Ends:
    return {str(chain): End(int(seq), str(seal)) for chain, (seq, seal) in told.items()}


def _bytes(told: dict[str, Any]) -> bytes:
    return json.dumps(told, sort_keys=True, separators=(",", ":")).encode()


def _hash(line: str) -> str:
    return hashlib.sha256(line.encode()).hexdigest()


def _sync_folder(folder: Path) -> None:
    """A file's new name is on the disk only when its folder is."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
